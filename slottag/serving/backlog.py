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
    """A sentence that waits: its text, how sure the model is of all that it finds there, and how the file marks it, if
    it does.
    """

    text: str
    confidence: float
    marked: Sentence | None


class Backlog:
    """The sentences of a file by their places, the least sure first; of those with one text the first in the file.

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
        given = {sentence.text: sentence for sentence in reversed([*_sentences(path, tagger)]) if sentence.tokens}
        if not given:
            raise DataError(f"{path}: holds no sentence to look at; name another file")
        texts = [*reversed(given)]
        found = tagger.tag_many(texts)
        sentences = [
            Waiting(text, tagged.confidence or 0.0, given[text] if given[text].where else None)
            for text, tagged in zip(texts, found, strict=True)
        ]
        return cls(path.name, sentences)

    def __len__(self) -> int:
        return len(self._sentences)

    def __getitem__(self, place: int) -> Waiting:
        return self._sentences[place]

    def left(self, done: Container[str]) -> int:
        """How many are not done."""
        return sum(one.text not in done for one in self._sentences)

    def after(self, place: int, done: Container[str]) -> int | None:
        """The place of the next one that is not done, from this place on and then from the first; ``None`` where all
        are.
        """
        places = [*range(place, len(self)), *range(min(place, len(self)))]
        return next((one for one in places if self._sentences[one].text not in done), None)


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
