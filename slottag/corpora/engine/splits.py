"""The splits of a corpus: which patterns and places each has, how large it is, and what makes its sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slottag.corpora.engine.answers import asked_anyway, draw_answers
from slottag.corpora.engine.generation import draw_pairs, draw_sentences
from slottag.corpora.engine.language import Language
from slottag.corpora.engine.slots import PLACES
from slottag.corpora.engine.written import read_written
from slottag.text import Sentence

# The test of answers to questions.
ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a corpus.

    Attributes:
        name: what it is called, and its file.
        patterns: the split whose patterns it uses; empty where all of it is written by hand.
        places: the split whose places it uses.
        size: its generated sentences.
        make: makes its sentences, given a language with its grammar and those written by hand.
        written: the splits whose hand-written sentences it has, with spaces between them.
        noise: the part of its generated sentences that noise is put on.
        answers: its generated answers to questions.
        anyway: the part of its other sentences before which something was asked that changes nothing of them.
    """

    name: str
    patterns: str = ""
    places: str = ""
    size: int = 0
    make: Callable[[Language, Split, Sequence[Sentence]], list[Sentence]] | None = None
    written: str = ""
    noise: float = 0.0
    answers: int = 0
    anyway: float = 0.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a corpus is made: what reads the grammar of a split from a folder, and its splits."""

    read: Callable[[Path, Split], Language]
    splits: tuple[Split, ...]

    def split(self, name: str) -> Split:
        """The split of this name."""
        return next(split for split in self.splits if split.name == name)

    def generate(self, folder: Path, split: Split) -> list[Sentence]:
        """The sentences of a split after the grammar in the folder; the same ones on every machine.

        Raises:
            DataError: a grammar that is not sound or too small for the split's size.
        """
        return self.prepared(folder, split)()

    def prepared(self, folder: Path, split: Split) -> Callable[[], list[Sentence]]:
        """What generates a split, all of whose files have been read and checked; raises as ``generate``."""
        told = [sentence for written in split.written.split() for sentence in _read(folder, written)]
        if split.make is None:
            return lambda: told
        make = partial(split.make, self.read(folder, split), split, told)
        return partial(_apart, make, _read(folder, ANSWERS)) if split.answers else make


def _read(folder: Path, written: str) -> list[Sentence]:
    return read_written(folder / f"handwritten-{written}.txt")


def _apart(make: Callable[[], list[Sentence]], sealed: Sequence[Sentence]) -> list[Sentence]:
    """Sentences without the answers that a test asks for."""
    known = {(sentence.text.casefold(), sentence.asked) for sentence in sealed}
    return [sentence for sentence in make() if (sentence.text.casefold(), sentence.asked) not in known]


def mixed(language: Language, split: Split, told: Sequence[Sentence]) -> list[Sentence]:
    """Different sentences over all groups, and those written by hand."""
    composed = language.compose(split, draw_sentences(language, split.size), told)
    asked = [*asked_anyway(composed, split.anyway)]
    return [*asked, *draw_answers(language, split.answers, asked)]


def placed(language: Language, split: Split, told: Sequence[Sentence]) -> list[Sentence]:
    """As ``mixed``, of sentences that name a place alone."""
    sentences = language.compose(split, draw_sentences(language, 2 * split.size), told)
    return [sentence for sentence in sentences if any(span.slot in PLACES for span in sentence.spans)][: split.size]


def paired(language: Language, split: Split, _told: Sequence[Sentence]) -> list[Sentence]:
    """Pairs of sentences on end: the same pattern and values in arrival and in departure form."""
    return draw_pairs(language, split.size)
