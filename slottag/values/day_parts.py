"""Parts of the day, and the stretches of time that they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from slottag.values.tables import language, read_own

HOUR, HALF, DAY = 60, 720, 1440
# The parts of the day that go over midnight.
_OVER_MIDNIGHT = ("evening", "night")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of the day, or a part of it, in minutes after midnight; its end may lie behind the next midnight.

    Attributes:
        days: how many days from today, where the words tell, as *tonight* does.
        part: the part of the day that it is, where it is one.
    """

    start: int
    end: int | None = None
    vague: bool = False
    days: int | None = None
    part: str = ""

    @property
    def text(self) -> str:
        """As a time, or as two of them with a slash between."""
        mark = "~" if self.vague else ""
        return clock(self.start) + mark + ("" if self.end is None else f"/{clock(self.end)}{mark}")


def clock(minutes: int) -> str:
    """A time as ``17:05``."""
    return f"{minutes // HOUR % 24:02}:{minutes % HOUR:02}"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts of the day are: those of the tables, unless the slots' file says otherwise."""

    own: Mapping[str, str] = field(default_factory=dict)

    def stretch(self, name: str) -> Stretch:
        """The time that a part of the day is."""
        told = self.own.get(name, _table("parts").get(name, ""))
        if told in _table("parts"):
            return replace(self.stretch(told), part=name)
        start, _, end = told.partition("/")
        first = minutes_of(start)
        return Stretch(first, behind(first, minutes_of(end)) if end else None, part=name)


@cache
def _table(name: str) -> Mapping[str, str]:
    table: Mapping[str, str] = read_own("parts")[name]
    return table


def part_names() -> tuple[str, ...]:
    """The names of the parts of the day."""
    return tuple(_table("parts"))


def minutes_of(text: str) -> int:
    """Minutes after midnight of a time such as ``17:05``.

    Raises:
        ValueError: it is none.
    """
    hour, _, minute = text.partition(":")
    found = int(hour) * HOUR + int(minute)
    if not (len(minute) == 2 and 0 <= int(hour) < 24 and 0 <= int(minute) < HOUR):
        raise ValueError(text)
    return found


def behind(first: int, other: int) -> int:
    """A time of the day that comes after another, with a day more where it is of the next."""
    return other if other > first else other + DAY


def holds(part: str, minutes: int) -> bool:
    """Whether this is a time that is said to be in a part of the day."""
    start, _, end = _table("hours").get(part, "00:00/00:00").partition("/")
    first = minutes_of(start)
    return first <= behind(first, minutes_of(end)) - 1 and (minutes - first) % DAY < (
        behind(first, minutes_of(end)) - first
    )


def is_next_day(part: str | None, minutes: int) -> bool:
    """Whether a time in a part of the day is behind midnight: tonight at one is tomorrow."""
    return part in _OVER_MIDNIGHT and minutes < HALF


def parts_named(name: str, text: str) -> list[str]:
    """The parts of the day that are named in a text of a language."""
    words, named = _part_words(name)
    return [named[found] for found in words.findall(language(name).plain(text))]


@cache
def _part_words(name: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    own, edge = language(name), r"\b" if language(name).spaced else ""
    tables = own.tables["words"]
    named = {own.plain(word): part for part, words in tables["part"].items() for word in words}
    named |= {own.plain(word): told.split()[1] for told, words in tables["day_part"].items() for word in words}
    longest = sorted(named, key=len, reverse=True)
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, longest))}){edge}"), named
