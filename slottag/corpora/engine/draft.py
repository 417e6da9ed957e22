"""The state of one sentence in the making: who speaks, how they travel, and what has been said so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TypeVar

from slottag.corpora.engine.pieces import Drawn

Item = TypeVar("Item")


def below(random: Random, limit: int) -> int:
    """A number from 0 to ``limit`` - 1, the same in every version of Python."""
    return int(random.random() * limit)


def pick(random: Random, items: Sequence[Item]) -> Item:
    """One of the items."""
    return items[below(random, len(items))]


def shuffle(random: Random, items: Sequence[Item]) -> list[Item]:
    """The items in another order."""
    numbered = sorted((random.random(), place) for place in range(len(items)))
    return [items[place] for _, place in numbered]


@dataclass(slots=True)
class Draft:
    """What one sentence has chosen and drawn.

    A choice takes its numbers from ``random`` whatever the pole, so that the same seed with the other pole gives the
    same sentence in its other form. Only ``random.random`` is used: its numbers are the same in every version of
    Python.

    Attributes:
        random: the sentence's own random numbers.
        pole: ``arrival`` or ``departure``, which the ``@`` of a pattern stands for.
        voice: who speaks, of those that the language knows.
        means: the means of transport.
        constancy: how often a way of writing is kept to.
        area: where in the world the trip is, as the language's places name it.
        places: those named so far.
        day: the one named last.
        hour: that of the time named last.
        styles: the way of writing that the sentence keeps to, by its kind.
    """

    random: Random
    pole: str
    voice: str
    means: str
    constancy: float
    area: str = ""
    places: list[str] = field(default_factory=list)
    day: date | None = None
    hour: int | None = None
    styles: dict[str, str] = field(default_factory=dict)

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1."""
        return below(self.random, limit)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return pick(self.random, items)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def style(self, name: str, styles: Sequence[str]) -> str:
        """One of the styles, mostly the one this sentence has used before: people keep to their way of writing."""
        fresh, keep = self.pick(styles), self.chance(self.constancy)
        if not (keep and name in self.styles):
            self.styles[name] = fresh
        return self.styles[name]


Source = Callable[[Draft], Drawn]
