"""Times of the clock in the ways they are written in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from slottag.data.booking_zh.draft import Draft, Source
from slottag.data.booking_zh.numbers import han_number

_MINUTES = (0, 0, 0, 5, 10, 15, 20, 25, 30, 30, 35, 40, 45, 50, 55)
# The hours at which a part of the day ends, in the order in which a list of parts names them.
PARTS = ("night", "morning", "noon", "afternoon", "evening")
_ENDS = (5, 11, 13, 18, 24)

Parts = Mapping[str, Mapping[str, Sequence[str]]]


def time_sources(styles: Mapping[str, Sequence[str]], parts: Parts) -> dict[str, Source]:
    """A source for each named list of styles; ``parts`` names the parts of the day by voice."""
    return {name: partial(_draw_time, name, tuple(texts), parts) for name, texts in styles.items()}


def time_fields(hour: int, minute: int) -> dict[str, str]:
    """The parts of a time of day, the hour as it is said beside a part of the day, and an hour later (``later_``)."""
    dial, later = (hour - 1) % 12 + 1, hour % 12 + 1
    return {
        "h": str(dial),
        "H": str(hour),
        "HH": f"{hour:02}",
        "MM": f"{minute:02}",
        "hour": _hour(dial),
        "HOUR": _hour(hour),
        "minute": ("零" if 0 < minute < 10 else "") + han_number(minute),
        "later_h": str(later),
        "later_hour": _hour(later),
        "later_HH": f"{min(hour + 2, 23):02}",
    }


def part_of_day(hour: int) -> str:
    """The name in ``PARTS`` of the part of the day that an hour belongs to."""
    return next(part for part, end in zip(PARTS, _ENDS, strict=True) if hour < end)


def _draw_time(name: str, styles: Sequence[str], parts: Parts, draft: Draft) -> str:
    """A time after the one that the sentence named last, as far as the day reaches, in one of the styles."""
    fresh, gap, minute = draft.below(24), 1 + draft.below(6), draft.pick(_MINUTES)
    # Few travel at night.
    hour = fresh if fresh > 5 or draft.chance(0.2) else fresh + 8
    if draft.hour is not None:
        hour = min(draft.hour + gap, 23)
    draft.hour = hour
    style = draft.style(name, styles)
    words = parts.get(draft.voice, parts["cn"])[part_of_day(hour)]
    return style.format_map({**time_fields(hour, minute or 10), "part": draft.pick(words)})


def _hour(number: int) -> str:
    return "两" if number == 2 else han_number(number)
