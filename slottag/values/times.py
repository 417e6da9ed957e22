"""Times of the day as they are said: each reading of the tables (``[time]``) as one stretch of time, or as two where it
is open which half of the day is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from slottag.values.day_parts import DAY, HALF, HOUR, Parts, Stretch, holds, is_next_day
from slottag.values.tables import Fields

# Without anything to tell, the hours from this one on are of the morning, those before of the afternoon.
_EARLIEST = 6


# A time as it was said: what it is under given parts of the day, the likelier reading first.
Expression = Callable[[Parts], "tuple[Stretch, ...]"]


def _hours(fields: Fields) -> tuple[int, int] | None:
    """The hour and minute that the fields name."""
    if "hhmm" in fields:
        return int(fields["hhmm"][:-2]), int(fields["hhmm"][-2:])
    minute = fields.get("minute", fields.get("split", fields.get("digit", fields.get("quarter", 0))))
    return int(fields["hour"]), minute


def _is_sure(fields: Fields) -> bool:
    """Whether the way an hour is written says that it is of 24: 07:40, 0730."""
    written = fields.get("hhmm", fields.get("hour", ""))
    size = 4 if "hhmm" in fields else 2
    return len(written) == size and written[0] == "0"


def readings_of(hour: int, minute: int, fields: Fields, *, sure: bool = False) -> tuple[Stretch, ...]:
    """The times that an hour and minute may be, the likelier first; none where what is said beside them contradicts."""
    if hour == 24 and minute == 0:
        hour = 0
    if not (0 <= hour < 24 and 0 <= minute < HOUR):
        return ()
    half, part, days = fields.get("half"), fields.get("part"), None
    if "day_part" in fields:
        near, _, part = fields["day_part"].partition(" ")
        days = int(near)
    if half is not None:
        halved = _in_half(hour, minute, half)
        return tuple(said_in(each, part, days) for each in halved if part is None or holds(part, each.start))
    at = hour * HOUR + minute
    open_hour = 1 <= hour <= 12 and not (sure and hour < 12)
    found = [at % DAY, (at + HALF) % DAY] if open_hour else [at]
    if part is not None:
        fits = [time for time in found if holds(part, time)]
        return (said_in(Stretch(fits[0]), part, days),) if len(fits) == 1 else ()
    if sure and hour == 12:
        found = found[:1]
    if open_hour and hour < _EARLIEST:
        found.reverse()
    return tuple(Stretch(time) for time in found)


def said_in(time: Stretch, part: str | None, days: int | None) -> Stretch:
    """A time with the day that is told by the part of the day that it lies in."""
    return time if days is None else replace(time, days=days + is_next_day(part, time.start))


def _in_half(hour: int, minute: int, half: str) -> tuple[Stretch, ...]:
    if hour > 12:
        return ()
    return (Stretch(hour % 12 * HOUR + minute + (HALF if half == "pm" else 0)),)


def _fixed(readings: tuple[Stretch, ...]) -> Expression | None:
    return (lambda _parts: readings) if readings else None


def _clock(fields: Fields) -> Expression | None:
    found = _hours(fields)
    return _fixed(readings_of(*found, fields, sure=_is_sure(fields))) if found else None


def _written_hours(fields: Fields) -> Expression | None:
    """*20 hours* is a time, *2 hours* is how long."""
    return _clock(fields) if _is_sure(fields) or 12 < int(fields["hour"]) < 24 else None


def _ahead(_fields: Fields) -> Expression:
    """*In 2 hours* is no time of the day."""
    return lambda _parts: ()


def _past(fields: Fields) -> Expression | None:
    """Half past, quarter past, ten past an hour, or past noon or midnight."""
    minute = fields.get("quarter", fields.get("past", 30))
    if not 0 < minute < HOUR:
        return None
    if "named" in fields:
        return _moved(fields["named"], minute)
    return _fixed(readings_of(int(fields["hour"]), minute, fields))


def _to(fields: Fields) -> Expression | None:
    minute = fields.get("quarter", fields.get("past"))
    if minute is None or not 0 < minute < HOUR:
        return None
    if "named" in fields:
        return _moved(fields["named"], -minute)
    if minute % 5 and "minutes" not in fields:
        # Nine to five is but from one to the other.
        return None
    hour = int(fields["hour"])
    if not 1 <= hour <= 24:
        return None
    if hour == 12 and "half" in fields:
        # Of midnight, or of the twelve that the hand stands before: quarter to 12 am.
        named = readings_of(hour, 0, fields)
        return _fixed(tuple(Stretch((each.start + half - minute) % DAY) for each in named for half in (0, HALF)))
    before = hour - 1 if hour > 1 else (0 if fields.get("half") else 12)
    return _fixed(readings_of(before, HOUR - minute, fields))


def _moved(part: str, minutes: int) -> Expression | None:
    def place(parts: Parts) -> tuple[Stretch, ...]:
        stretch = parts.stretch(part)
        return (Stretch((stretch.start + minutes) % DAY),) if stretch.end is None else ()

    return place if part in ("noon", "midnight") else None


def _named(fields: Fields) -> Expression | None:
    """*12 noon*."""
    if fields["part"] not in ("noon", "midnight"):
        return _clock(fields)
    return _part(fields) if int(fields["hour"]) == 12 else None


def _part(fields: Fields) -> Expression:
    return lambda parts: _edge(parts.stretch(fields["part"]), fields.get("edge"))


def _edge(stretch: Stretch, edge: str | None) -> tuple[Stretch, ...]:
    """The early or the late half of a part of the day, or the middle third; the night is the night."""
    if edge is None or stretch.part == "night":
        return (stretch,)
    if stretch.end is None:
        return ()
    half, third = (stretch.end - stretch.start) // 2, (stretch.end - stretch.start) // 3
    start, end = {
        "early": (stretch.start, stretch.start + half),
        "mid": (stretch.start + third, stretch.end - third),
        "late": (stretch.end - half, stretch.end),
    }[edge]
    return (replace(stretch, start=start, end=end),)


def _edge_part(fields: Fields) -> Expression:
    edge, _, part = fields["edge_part"].partition(" ")
    return _part({"edge": edge, "part": part})


def _day_part(fields: Fields) -> Expression:
    """*Tonight*, 明早: a part of a day that is told."""
    near, _, part = fields["day_part"].partition(" ") if "day_part" in fields else ("", "", "")
    part, days = part or fields["part"], int(near) if near else fields.get("near", 0)
    return lambda parts: (replace(parts.stretch(part), days=days),)


def _ish(fields: Fields) -> Expression:
    return lambda parts: (replace(parts.stretch(fields["ish"]), vague=True),)


def _about(fields: Fields) -> Expression | None:
    """*8ish in the evening*."""
    found = readings_of(int(fields["hour"]), 0, fields)
    return _fixed(tuple(replace(each, vague=True) for each in found))


READINGS: Mapping[str, Callable[[Fields], Expression | None]] = {
    "clock": _clock,
    "hours": _written_hours,
    "ahead": _ahead,
    "past": _past,
    "to": _to,
    "named": _named,
    "part": _part,
    "edge_part": _edge_part,
    "day_part": _day_part,
    "ish": _ish,
    "about": _about,
}
