"""Times of the clock in every common way of writing them in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import partial

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn
from slottag.corpora.engine.tables import Table, style_of
from slottag.corpora.english.numbers import number_word
from slottag.errors import DataError

_NOON, _EVENING, _LATE = 12 * 60, 18 * 60, 22 * 60


@dataclass(frozen=True, slots=True)
class ClockStyles:
    """Ways to write a time, and the minutes past the hour that they can write."""

    minutes: tuple[int, ...]
    texts: tuple[str, ...]


def time_sources(styles: Table) -> dict[str, Source]:
    """A source for each group of styles; the fields that a style may use are those of ``time_fields``.

    Raises:
        DataError: a minute that no hour has, or a style that names no field.
    """
    return {group.name: partial(_draw_time, group.name, _read_styles(group)) for group in styles.tables()}


def _read_styles(table: Table) -> ClockStyles:
    minutes = table.integers("minutes")
    if not all(0 <= minute < 60 for minute in minutes):
        raise DataError(f"{table.where(f'{table.name}]')}: minutes of {table.name} are not all in 0..59; mend them")
    return ClockStyles(minutes, table.parsed("texts", style_of(time_fields(0))))


def time_fields(minute: int) -> dict[str, str]:
    """The parts of a time of day (in minutes since midnight), and the hour some time on (``later_``)."""
    hour, past = divmod(minute, 60)
    half = "am" if hour < 12 else "pm"
    later = hour + 1 + hour % 2
    return {
        "h": str(_on_dial(hour)),
        "H": str(hour),
        "HH": f"{hour:02}",
        "MM": f"{past:02}",
        "ampm": half,
        "AMPM": half.upper(),
        "a_m": f"{half[0]}.m.",
        "ampm_said": f"{half[0]} m",
        "hour": number_word(_on_dial(hour)),
        "next_hour": number_word(_on_dial(hour + 1)),
        "past": number_word(past).replace("-", " "),
        "to": number_word(60 - past).replace("-", " "),
        "part": part_of_day(minute),
        "later_h": str(_on_dial(later)),
        "later_H": str(later),
        "later_hour": number_word(_on_dial(later)),
    }


def part_of_day(minute: int) -> str:
    """What people call this time of day, as in *nine in the morning*."""
    if minute < _NOON:
        return "in the morning"
    if minute < _EVENING:
        return "in the afternoon"
    return "in the evening" if minute < _LATE else "at night"


def _on_dial(hour: int) -> int:
    return (hour - 1) % 12 + 1


def _draw_time(name: str, styles: ClockStyles, draft: Draft) -> Drawn:
    """A time after the one that the sentence named last, as far as the day reaches, in one of the styles."""
    hour, gap, past = 5 + draft.below(19), 1 + draft.below(8), draft.pick(styles.minutes)
    if draft.minute is not None:
        hour = min(draft.minute // 60 + gap, 23)
    style = draft.style(name, styles.texts)
    if "later_" in style:
        hour = min(hour, 20)
        hour -= 3 if hour in (10, 11, 12) else 0
    draft.minute = hour * 60 + past
    return Drawn(style.format_map(time_fields(draft.minute)), time(hour, past), style)
