"""The state of one sentence in the making: who speaks, how they travel, and what has been said so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(slots=True)
class Draft:
    """What one sentence has chosen and drawn.

    Only ``random.random`` is used: its numbers are the same in every version of Python.

    Attributes:
        random: the sentence's own random numbers.
        pole: ``arrival`` or ``departure``, which the ``@`` of a pattern stands for.
        voice: whose Chinese it is: ``cn``, ``tw``, ``hk`` or ``sg``.
        means: the means of transport.
        area: the area of the world that the trip keeps to; empty where it may join any two.
        places: the places named so far.
        day: the day named last, counted from the first of the calendar.
        hour: the hour named last.
        styles: the way of writing that the sentence keeps to, by its group.
    """

    random: Random
    pole: str
    voice: str
    means: str
    area: str = ""
    places: list[str] = field(default_factory=list)
    day: int | None = None
    hour: int | None = None
    styles: dict[str, str] = field(default_factory=dict)

    @property
    def traditional(self) -> bool:
        """Whether the speaker writes traditional characters."""
        return self.voice in ("tw", "hk")

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1."""
        return int(self.random.random() * limit)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def shuffle(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        numbered = sorted((self.random.random(), place) for place in range(len(items)))
        return [items[place] for _, place in numbered]

    def style(self, name: str, styles: Sequence[str]) -> str:
        """One of the styles, mostly the one this sentence has used before: people keep to their way of writing."""
        fresh, keep = self.pick(styles), self.chance(0.7)
        if not (keep and name in self.styles):
            self.styles[name] = fresh
        return self.styles[name]


Source = Callable[[Draft], str]
