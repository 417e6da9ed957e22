"""The state of one sentence in the making: its random numbers, its pole and mode, and what it has said so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def below(random: Random, limit: int) -> int:
    """A number from 0 to ``limit`` - 1, the same in every version of Python."""
    return int(random.random() * limit)


def pick(random: Random, items: Sequence[Item]) -> Item:
    """One of the items."""
    return items[below(random, len(items))]


@dataclass(frozen=True, slots=True)
class Network:
    """The places that one trip can join, those among them where people live, and the companies that run there.

    ``coined`` are names that a company could have, with ``{town}`` where a place stands.
    """

    places: tuple[str, ...]
    towns: tuple[str, ...]
    carriers: tuple[str, ...]
    coined: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """What one sentence has chosen and drawn.

    Every choice takes exactly one number from ``random``, so that the same seed with the other pole gives the same
    sentence in its other form. Only ``random.random`` is used: its numbers are the same in every version of Python.
    """

    random: Random
    pole: str
    mode: str
    network: Network
    places: list[str] = field(default_factory=list)
    day: date | None = None
    minute: int | None = None
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
        fresh, keep = self.pick(styles), self.chance(0.8)
        if not (keep and name in self.styles):
            self.styles[name] = fresh
        return self.styles[name]


Source = Callable[[Draft], str]
