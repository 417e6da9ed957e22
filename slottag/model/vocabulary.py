"""Which words, characters, slots and intents a model knows, and the number of each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slottag.errors import ModelError, shown
from slottag.lazy import lazy
from slottag.model.marks import ValueMarks
from slottag.model.slips import Slips
from slottag.model.vectors.group import NO_VECTORS, Vectors
from slottag.text import Sentence
from slottag.text.learned import Learned
from slottag.text.values import is_slot_name

UNKNOWN_WORD = 0
# Of a word's characters: nothing (behind its end), one never seen, and the word's two edges.
NO_CHARACTER, UNKNOWN_CHARACTER, WORD_START, WORD_END = range(4)
FIRST_CHARACTER = 4

_DIGIT = re.compile(r"\d")


def forms(word: str) -> Iterator[str]:
    """The forms under which a word is looked up, the closest first: in lower case, then any digit as 0."""
    lower = word.lower()
    yield lower
    masked = _DIGIT.sub("0", lower)
    if masked != lower:
        yield masked


@dataclass(frozen=True)
class Vocabulary:
    """The words (in their looked-up forms, with how often each was seen), characters, slots and intents of a model.

    Word 0 is the unknown word. A word that was never seen is read as its form with masked digits if that was
    seen, else as a frequent word that is one slip of the fingers away, else as unknown; its characters are read as they
    are. Of intents there are at least two, or none to tell apart.

    ``cuts`` is what a fitted tokenizer learned, ``None`` where another made the tokens. ``marks`` are the marks that
    values hold, as ``ValueMarks``; where it is ``None``, any may be in one. ``vectors`` are those of a model that reads
    any; words that it never saw have theirs. ``asked`` are the slots that training was asked about before a sentence.
    """

    words: Mapping[str, int]
    characters: str
    slots: tuple[str, ...]
    intents: tuple[str, ...] = ()
    cuts: Learned | None = None
    marks: ValueMarks | None = None
    vectors: Vectors = NO_VECTORS
    asked: tuple[str, ...] = ()

    @classmethod
    def from_sentences(
        cls, sentences: Sequence[Sentence], cuts: Learned | None = None, vectors: Vectors = NO_VECTORS
    ) -> Vocabulary:
        """Collect what these training sentences hold, the most frequent first."""
        seen: Counter[str] = Counter()
        slots: Counter[str] = Counter()
        intents: set[str] = set()
        asked: set[str] = set()
        for sentence in sentences:
            seen.update(sentence.words)
            slots.update(span.slot for span in sentence.spans)
            intents.update([sentence.intent] if sentence.intent else [])
            asked.update(sentence.asked)
        words: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for word, count in seen.items():
            for form in forms(word):
                words[form] += count
            for character in word:
                characters[character] += count
        return cls(
            words={word: words[word] for word in _by_frequency(words)},
            characters="".join(_by_frequency(characters)),
            slots=tuple(sorted(slots)),
            intents=tuple(sorted(intents)) if len(intents) > 1 else (),
            cuts=cuts,
            marks=None if cuts is None else ValueMarks.of(sentences),
            vectors=vectors,
            asked=tuple(sorted(asked)),
        )

    @lazy
    def word_numbers(self) -> dict[str, int]:
        """The number of each word form, from 1."""
        return {word: number for number, word in enumerate(self.words, 1)}

    @lazy
    def character_numbers(self) -> dict[str, int]:
        """The number of each character."""
        return {character: number for number, character in enumerate(self.characters, FIRST_CHARACTER)}

    def character_number(self, character: str) -> int:
        """The number of the closest form that is known: itself, in lower case, without its accents; else unknown."""
        lower = character.lower()
        forms = (character, lower, unicodedata.normalize("NFD", lower)[:1])
        numbers = self.character_numbers
        return next((numbers[form] for form in forms if form in numbers), UNKNOWN_CHARACTER)

    @lazy
    def _slips(self) -> Slips:
        return Slips(self.words)

    def word_number(self, word: str) -> int:
        """The number of the closest form that is known, else that of the word that was meant, 0 where there is none."""
        known = next((self.word_numbers[form] for form in forms(word) if form in self.word_numbers), None)
        return self._meant_number(word) if known is None else known

    def backoff_number(self, word: str) -> int:
        """The number that a word would have had if its own form had not been seen."""
        known = [self.word_numbers[form] for form in forms(word) if form in self.word_numbers]
        return known[1] if len(known) > 1 else self._meant_number(word)

    def _meant_number(self, word: str) -> int:
        meant = self._slips.meant(word.lower())
        return UNKNOWN_WORD if meant is None else self.word_numbers[meant]

    def count(self, word: str) -> int:
        """How often the form that a word is looked up under was seen."""
        return next((self.words[form] for form in forms(word) if form in self.words), 0)

    def to_json(self) -> dict[str, Any]:
        """The vocabulary as plain data, without its vectors."""
        known = {
            "slots": list(self.slots),
            "intents": list(self.intents),
            "characters": self.characters,
            "words": dict(self.words),
        }
        if self.asked:
            known["asked"] = list(self.asked)
        parts = {"cuts": self.cuts, "marks": self.marks}
        return {**known, **{name: part.to_json() for name, part in parts.items() if part is not None}}

    @classmethod
    def from_json(cls, data: Any, where: str) -> Vocabulary:
        """The vocabulary that ``to_json`` gave, without vectors.

        Raises:
            ModelError: the data has another form.
        """
        if not isinstance(data, dict):
            raise ModelError(f"{where}: expected an object of slots, characters and words, got {shown(data)}")
        parts = {"intents": [], "asked": [], **data}
        for name, (right, expected) in _PARTS.items():
            if name not in parts:
                raise ModelError(f"{where}: {name} are missing; restore the file, or train the model again")
            if not right(parts[name]):
                raise ModelError(
                    f"{where}: {name}: expected {expected}, got {shown(parts[name])}; restore the file, or train the"
                    " model again"
                )
        slots, intents, asked = (tuple(parts[name]) for name in ("slots", "intents", "asked"))
        try:
            cuts = Learned.from_json(parts["cuts"]) if "cuts" in parts else None
            marks = ValueMarks.from_json(parts["marks"]) if "marks" in parts else None
        except ValueError as error:
            raise ModelError(f"{where}: {error}; restore the file, or train the model again") from error
        return cls(parts["words"], parts["characters"], slots, intents, cuts, marks, asked=asked)


def _are_slots(value: Any) -> bool:
    return _are_names(value) and all(map(is_slot_name, value))


def _are_intents(value: Any) -> bool:
    return _are_names(value) and len(value) != 1


def _are_characters(value: Any) -> bool:
    return isinstance(value, str) and _are_names([*value])


def _are_words(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value)
        and {*map(type, value.values())} <= {int}
        and min(value.values(), default=1) > 0
    )


def _are_names(value: Any) -> bool:
    """Whether these are different strings, none of them empty."""
    return (
        isinstance(value, list)
        and {*map(type, value)} <= {str}
        and len({*value}) == len(value)
        and all(value)
        and _is_text(value)
    )


def _is_text(values: Iterable[str]) -> bool:
    """Whether there is no half of a surrogate pair among these, which no file could hold."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        return False
    return True


# What the parts of a vocabulary's file must be.
_PARTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "slots": (_are_slots, "different names, each on one line and without space around it"),
    "intents": (_are_intents, "two or more different names, or none"),
    "asked": (_are_slots, "different names, each on one line and without space around it"),
    "characters": (_are_characters, "different characters"),
    "words": (_are_words, "words with how often each was seen"),
}


def _by_frequency(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda item: (-counts[item], item))
