"""How a request is divided into trips: the table ``[trips]`` of ``slots.toml``, and the rule that cuts its spans.

::

    [trips]
    begin = ["origin", "destination"]     # each trip has one of these
    from = "origin"                       # where a trip starts: where the one before ended, if it is not said
    to = "destination"
    back = ["return_date", "return_time"] # of the way back, which is a trip of its own; the first is required of it
    return = { trip_type = "round_trip" } # what tells of a way back; any other choice tells that there is none
    whole = ["passengers", "cabin"]       # said once, it holds for all trips

Nothing here is tied to what is booked: a trip is whatever comes several times in a request, such as a dish of an order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slottag.errors import ConfigError, shown

# Spans of a trip at most.
_MOST = 64


@dataclass(frozen=True, slots=True)
class Trips:
    """How the slots of a request belong to trips.

    Attributes:
        begin: the slots of which each trip has one at least.
        start: the slot where a trip starts, and
        end: the one where it ends, if it has such.
        back: the slots of the way back.
        both: the choices, by slot, that tell of a way back.
        whole: the slots that hold for all trips where they are said once.
    """

    begin: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    back: tuple[str, ...] = ()
    both: Mapping[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any], slots: Collection[str], where: str) -> Trips:
        """What the table ``[trips]`` says.

        Raises:
            ConfigError: it says what cannot be.
        """
        at = f"{where}: [trips]"
        for key in table:
            if key not in _KEYS:
                raise ConfigError(f"{at}: unknown key {shown(key)}; expected {', '.join(_KEYS)}")
        lists = {key: _names(table.get(key, []), slots, f"{at}: {key}") for key in ("begin", "back", "whole")}
        ends = [_name(table[key], slots, f"{at}: {key}") if key in table else None for key in ("from", "to")]
        if "begin" not in table or (ends[0] is None) != (ends[1] is None):
            raise ConfigError(f"{at}: expected begin, and from and to together or neither; write what is missing")
        both = table.get("return", {})
        if not isinstance(both, dict) or not all(isinstance(choice, str) for choice in both.values()):
            raise ConfigError(f'{at}: return: expected such as {{ trip_type = "round_trip" }}, got {shown(both)}')
        _names([*both], slots, f"{at}: return")
        return cls(lists["begin"], ends[0], ends[1], lists["back"], both, lists["whole"])


_KEYS = ("begin", "from", "to", "back", "return", "whole")


def _names(names: Any, slots: Collection[str], at: str) -> tuple[str, ...]:
    if not isinstance(names, list):
        raise ConfigError(f"{at}: expected a list of slots, got {shown(names)}; correct it")
    return tuple(_name(name, slots, at) for name in names)


def _name(name: Any, slots: Collection[str], at: str) -> str:
    if not isinstance(name, str) or name not in slots:
        raise ConfigError(f"{at}: expected a slot that has a table [slots.NAME], got {shown(name)}; correct it")
    return name


class Mention(NamedTuple):
    """A span as the rule sees it: its slot, what tells one value from another, and how strong a break in the text is in
    front of it, behind the span before; none may be where that is negative.
    """

    slot: str
    value: object
    gap: int


class _Way(NamedTuple):
    """A way to cut the first mentions: what is worse about it, the worst first, and where its last trip begins."""

    worse: tuple[int, int, int, int]
    first: int


def cut(mentions: Sequence[Mention], trips: Trips, once: Callable[[str], bool]) -> tuple[int, ...]:
    """The numbers of the mentions that begin trips, 0 the first.

    Of all ways to cut them into trips each of which has a slot that trips begin with, it is the one in which the fewest
    slots that come once have several values in a trip; of those one of the fewest trips; of those the one with the
    strongest breaks in the text; of those the one that cuts latest.
    """
    if not mentions:
        return ()
    best: list[_Way | None] = [_Way((0, 0, 0, 0), 0)]
    for end in range(1, len(mentions) + 1):
        best.append(min(_ways(mentions, trips, once, end, best), default=None))
    begins: list[int] = []
    way, end = best[-1], len(mentions)
    while way is not None and end:
        begins, end = [way.first, *begins], way.first
        way = best[end]
    return tuple(begins) or (0,)


def _ways(
    mentions: Sequence[Mention], trips: Trips, once: Callable[[str], bool], end: int, best: Sequence[_Way | None]
) -> Iterator[_Way]:
    """The ways to cut the mentions before ``end``, given the best ones of fewer."""
    repeats, begun = 0, False
    values: dict[str, set[object]] = {}
    for first in range(end - 1, max(-1, end - 1 - _MOST), -1):
        slot, value, gap = mentions[first]
        own = values.setdefault(slot, set())
        repeats += bool(own) and value not in own and once(slot)
        own.add(value)
        begun = begun or slot in trips.begin
        before = best[first]
        if begun and before is not None and (gap >= 0 or not first):
            several, count, breaks, places = before.worse
            yield _Way((several + repeats, count + 1, breaks - (gap if first else 0), places - first), first)
