"""Sentences that wait for a person, those first of which the model is least sure."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.data.content import Content
from slottag.data.corpus import load_corpus
from slottag.data.formats.recognition import recognise
from slottag.errors import DataError
from slottag.serving.corrections import Key, key_of
from slottag.tagging.fields import Fields
from slottag.tagging.inputs import reading
from slottag.tagging.marks import marked_note
from slottag.text import Sentence

if TYPE_CHECKING:
    from slottag.runtime import Tagger

# Endings of files that are lines of text unless they look like something else.
_LINES = (".txt", "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence that waits: as the file has it, how sure the model is of all that it finds there, and whether the file
    marks it.
    """

    sentence: Sentence
    confidence: float
    marked: bool


class Backlog:
    """The sentences of a file by their places, the least sure first; of those that are alike the first in the file.

    Args:
        name: what it is called.
        sentences: the sentences, in any order.
    """

    def __init__(self, name: str, sentences: Sequence[Waiting]) -> None:
        self.name = name
        self._sentences = sorted(sentences, key=lambda one: one.confidence)

    @classmethod
    def of(cls, path: Path, tagger: Tagger) -> Backlog:
        """The sentences of a file of lines, or of marked data.

        Raises:
            DataError: it cannot be read, or holds no sentence.
        """
        found: dict[Key, Sentence] = {}
        for sentence in _sentences(path, tagger):
            if sentence.tokens:
                found.setdefault(key_of(sentence), sentence)
        if not found:
            raise DataError(f"{path}: holds no sentence to look at; name another file")
        given = [*found.values()]
        tagged = tagger.tag_many(tagger.parse(one.text, known_questions(one, tagger)) for one in given)
        # Lines of text come from no place in marked data.
        waiting = [
            Waiting(one, found.confidence or 0.0, bool(one.where)) for one, found in zip(given, tagged, strict=True)
        ]
        return cls(path.name, waiting)

    def __len__(self) -> int:
        return len(self._sentences)

    def __getitem__(self, place: int) -> Waiting:
        return self._sentences[place]

    def left(self, done: Container[Key]) -> int:
        """How many are not done."""
        return sum(key_of(one.sentence) not in done for one in self._sentences)

    def after(self, place: int, done: Container[Key]) -> int | None:
        """The place of the next one that is not done, from this place on and then from the first; ``None`` where all
        are.
        """
        places = [*range(place, len(self)), *range(min(place, len(self)))]
        return next((one for one in places if key_of(self._sentences[one].sentence) not in done), None)


def known_questions(sentence: Sentence, tagger: Tagger) -> list[str]:
    """Of what was asked before a sentence, that about which the model knows a question."""
    return [slot for slot in sentence.asked if slot in tagger.asked]


def _sentences(path: Path, tagger: Tagger) -> Iterator[Sentence]:
    """The sentences of a file; those that it marks have a ``where``."""
    if path.is_dir() or _is_marked(path):
        yield from load_corpus(path).sentences
        return
    with reading(path, None, None, None) as given:
        fields = Fields(None)
        for block in given.blocks:
            texts = [text for text, _ in fields.told(block)] if given.in_fields else block.lines
            yield from map(tagger.parse, texts)


def _is_marked(path: Path) -> bool:
    """Whether a file is in a format of marked sentences."""
    if path.suffix.lower() in _LINES and marked_note(path) is None:
        return False
    try:
        recognise(Content(path))
    except DataError:
        return False
    return True
