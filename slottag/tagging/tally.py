"""How much was tagged, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from slottag.text import Sentence
from slottag.text.found import Found
from slottag.wording import plural

# Below this a sentence is called unsure.
_SURE = 0.9


class Tally(NamedTuple):
    """What was found, in numbers.

    Attributes:
        sentences: how many were tagged.
        slots: how many slots were filled in them.
        sure: the sum of the probabilities of those that have one.
        known: how many have one.
        unsure: how many of these are less probable than nine in ten.
    """

    sentences: int = 0
    slots: int = 0
    sure: float = 0.0
    known: int = 0
    unsure: int = 0

    @classmethod
    def of(cls, sentences: int, slots: int, wholes: Iterable[float | None]) -> Tally:
        """That of so many sentences with these probabilities."""
        known = [whole for whole in wholes if whole is not None]
        return cls(sentences, slots, sum(known), len(known), sum(whole < _SURE for whole in known))

    @classmethod
    def of_found(cls, found: Found) -> Tally:
        """That of what was found in columns."""
        return cls.of(len(found.texts), len(found.slots), found.wholes or ())

    @classmethod
    def of_sentences(cls, sentences: Iterable[Sentence]) -> Tally:
        """That of tagged sentences."""
        told = [(len(one.spans), one.confidence) for one in sentences]
        return cls.of(len(told), sum(spans for spans, _ in told), (sure for _, sure in told))

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.sentences + other.sentences,
            self.slots + other.slots,
            self.sure + other.sure,
            self.known + other.known,
            self.unsure + other.unsure,
        )

    def __str__(self) -> str:
        told = f"{plural(self.sentences, 'sentence')}, {plural(self.slots, 'slot')}"
        if self.known:
            told += f"; {100 * self.sure / self.known:.1f} % sure on average, {self.unsure:,} below 90 %"
        return told


class Told(NamedTuple):
    """The text for some lines, and what it tells in numbers."""

    text: str
    tally: Tally = Tally()
