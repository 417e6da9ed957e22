"""Which words, characters, slots and intents a model knows, and the number of each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slottag.errors import ModelError
from slottag.model.slips import Slips
from slottag.text import Sentence

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
    """

    words: Mapping[str, int]
    characters: str
    slots: tuple[str, ...]
    intents: tuple[str, ...] = ()

    @classmethod
    def from_sentences(cls, sentences: Iterable[Sentence]) -> Vocabulary:
        """Collect what these training sentences hold, the most frequent first."""
        seen: Counter[str] = Counter()
        slots: Counter[str] = Counter()
        intents: set[str] = set()
        for sentence in sentences:
            seen.update(sentence.words)
            slots.update(span.slot for span in sentence.spans)
            intents.update([sentence.intent] if sentence.intent else [])
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
        )

    @cached_property
    def word_numbers(self) -> dict[str, int]:
        """The number of each word form, from 1."""
        return {word: number for number, word in enumerate(self.words, 1)}

    @cached_property
    def character_numbers(self) -> dict[str, int]:
        """The number of each character."""
        return {character: number for number, character in enumerate(self.characters, FIRST_CHARACTER)}

    def character_number(self, character: str) -> int:
        """The number of the closest form that is known: itself, in lower case, without its accents; else unknown."""
        lower = character.lower()
        forms = (character, lower, unicodedata.normalize("NFD", lower)[:1])
        numbers = self.character_numbers
        return next((numbers[form] for form in forms if form in numbers), UNKNOWN_CHARACTER)

    @cached_property
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
        """The vocabulary as plain data."""
        return {
            "slots": list(self.slots),
            "intents": list(self.intents),
            "characters": self.characters,
            "words": dict(self.words),
        }

    @classmethod
    def from_json(cls, data: Any, where: str) -> Vocabulary:
        """The vocabulary that ``to_json`` gave.

        Raises:
            ModelError: the data has another form.
        """
        try:
            slots, characters, words = data["slots"], data["characters"], data["words"]
            intents = data.get("intents", [])
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{where}: expected slots, characters and words; train the model again") from error
        if not (
            isinstance(slots, list)
            and isinstance(intents, list)
            and isinstance(characters, str)
            and isinstance(words, dict)
        ):
            raise ModelError(f"{where}: slots, intents, characters or words have the wrong type; train the model again")
        return cls(words=words, characters=characters, slots=tuple(slots), intents=tuple(intents))


def _by_frequency(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda item: (-counts[item], item))
