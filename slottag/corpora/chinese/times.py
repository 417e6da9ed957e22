"""Times of the clock in the ways they are written in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from slottag.corpora.chinese.numbers import counted, han_number
from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.moments import Clock
from slottag.corpora.engine.tables import Table, style_of

# Where a style has minutes, they are not none.
_MINUTES = (10, 10, 10, 5, 10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55)
# The parts of the day, and the hour at which each ends.
_ENDS = {"night": 5, "morning": 11, "noon": 13, "afternoon": 18, "evening": 24}

Parts = Mapping[str, Mapping[str, Sequence[str]]]


def time_sources(times: Table) -> dict[str, Source]:
    """A source for each list of ``[styles]``; ``[parts.VOICE]`` names the parts of the day by voice.

    Raises:
        DataError: a style that names no field of a time, or a part of the day without a name.
    """
    styles = times.sub("styles").parsed_lists(style_of({**time_fields(0, 0), "part": ""}))
    parts = {voice.name: {part: voice.strings(part) for part in _ENDS} for voice in times.sub("parts").tables()}
    clock = Clock(hours=24, gap=6, waking=_waking, earlier=lambda hour: hour, fields=partial(_fields, parts))
    return {name: clock.source(name, texts, _MINUTES) for name, texts in styles.items()}


def time_fields(hour: int, minute: int) -> dict[str, str]:
    """The parts of a time of day, the hour as it is said beside a part of the day, and an hour later (``later_``)."""
    dial, later = (hour - 1) % 12 + 1, hour % 12 + 1
    return {
        "h": str(dial),
        "H": str(hour),
        "HH": f"{hour:02}",
        "MM": f"{minute:02}",
        "hour": counted(dial),
        "HOUR": counted(hour),
        "minute": ("零" if 0 < minute < 10 else "") + han_number(minute),
        "later_h": str(later),
        "later_hour": counted(later),
        "later_HH": f"{min(hour + 2, 23):02}",
    }


def part_of_day(hour: int) -> str:
    """The name in ``_ENDS`` of the part of the day that an hour belongs to."""
    return next(part for part, end in _ENDS.items() if hour < end)


def _waking(hour: int, draft: Draft) -> int:
    return hour if hour > 5 or draft.chance(0.2) else hour + 8


def _fields(parts: Parts, hour: int, minute: int, draft: Draft) -> dict[str, str]:
    """The parts of a time, and what who speaks calls this part of the day."""
    part = draft.pick(parts.get(draft.voice, parts["cn"])[part_of_day(hour)])
    return {**time_fields(hour, minute), "part": part}
