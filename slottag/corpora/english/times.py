"""Times of the clock in every common way of writing them in English."""

from __future__ import annotations

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.moments import Clock
from slottag.corpora.engine.tables import Table, style_of
from slottag.corpora.english.numbers import number_word
from slottag.errors import DataError

_NOON, _EVENING, _LATE = 12, 18, 22


def time_sources(styles: Table) -> dict[str, Source]:
    """A source for each group of styles; the fields that a style may use are those of ``time_fields``.

    Raises:
        DataError: a minute that no hour has, or a style that names no field.
    """
    return {group.name: _read_source(group) for group in styles.tables()}


def time_fields(hour: int, minute: int) -> dict[str, str]:
    """The parts of a time of day, and the hour some time on (``later_``)."""
    half = "am" if hour < 12 else "pm"
    later = hour + 1 + hour % 2
    return {
        "h": str(_on_dial(hour)),
        "H": str(hour),
        "HH": f"{hour:02}",
        "MM": f"{minute:02}",
        "ampm": half,
        "AMPM": half.upper(),
        "a_m": f"{half[0]}.m.",
        "ampm_said": f"{half[0]} m",
        "hour": number_word(_on_dial(hour)),
        "next_hour": number_word(_on_dial(hour + 1)),
        "past": number_word(minute).replace("-", " "),
        "to": number_word(60 - minute).replace("-", " "),
        "part": part_of_day(hour),
        "later_h": str(_on_dial(later)),
        "later_H": str(later),
        "later_hour": number_word(_on_dial(later)),
    }


def part_of_day(hour: int) -> str:
    """What people call this time of day, as in *nine in the morning*."""
    if hour < _NOON:
        return "in the morning"
    if hour < _EVENING:
        return "in the afternoon"
    return "in the evening" if hour < _LATE else "at night"


def _on_dial(hour: int) -> int:
    return (hour - 1) % 12 + 1


def _read_source(group: Table) -> Source:
    minutes = group.integers("minutes")
    if not all(0 <= minute < 60 for minute in minutes):
        raise DataError(f"{group.where(f'{group.name}]')}: minutes of {group.name} are not all in 0..59; mend them")
    return _CLOCK.source(group.name, group.parsed("texts", style_of(time_fields(0, 0))), minutes)


def _earlier(hour: int) -> int:
    """The later one is in the same half of the day."""
    hour = min(hour, 20)
    return hour - 3 if hour in (10, 11, 12) else hour


def _fields(hour: int, minute: int, _draft: Draft) -> dict[str, str]:
    return time_fields(hour, minute)


_CLOCK = Clock(hours=19, gap=8, waking=lambda number, _draft: 5 + number, earlier=_earlier, fields=_fields)
