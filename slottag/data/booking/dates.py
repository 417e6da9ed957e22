"""Days of the calendar in every common way of writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from slottag.data.booking.draft import Draft, Source
from slottag.data.booking.numbers import number_word, ordinal, ordinal_word

# Not those of the calendar module, which speak the language of the machine.
_HALF = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_HALF, "July", "August", "September", "October", "November", "December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("Mon", "Tues", "Weds", "Thurs", "Fri", "Sat", "Sun")
_FIRST = date(2024, 1, 1)
_DAYS = 7 * 365


def date_sources(styles: Mapping[str, Sequence[str]]) -> dict[str, Source]:
    """A source for each named list of styles; the fields that a style may use are those of ``date_fields``."""
    return {name: partial(_draw_date, name, tuple(texts)) for name, texts in styles.items()}


def date_fields(day: date) -> dict[str, str]:
    """The parts of a day and of one that follows it in the same month (``later_``), as a style names them."""
    later = date(day.year, day.month, min(day.day + 2 + day.day % 4, 28))
    month, weekday = _MONTHS[day.month - 1], _WEEKDAYS[day.weekday()]
    return {
        "month": month,
        "mon": "Sept" if month == "September" and day.day % 2 else month[:3],
        "next_month": _MONTHS[day.month % 12],
        "m": str(day.month),
        "mm": f"{day.month:02}",
        "d": str(day.day),
        "dd": f"{day.day:02}",
        "d_said": number_word(day.day).replace("-", " "),
        "nth": ordinal(day.day),
        "nth_word": ordinal_word(day.day),
        "nth_said": ordinal_word(day.day).replace("-", " "),
        "MON": month[:3].upper(),
        "weekday": weekday,
        "next_weekday": _WEEKDAYS[(day.weekday() + 1) % 7],
        "wd": weekday[:3],
        "wday": _SHORT[day.weekday()],
        "year": str(day.year),
        "later_d": str(later.day),
        "later_nth": ordinal(later.day),
    }


def _draw_date(name: str, styles: Sequence[str], draft: Draft) -> str:
    """A day some time after the one the sentence named last, in one of the styles."""
    fresh, gap = draft.below(_DAYS), 1 + draft.below(14)
    day = draft.day + timedelta(gap) if draft.day else _FIRST + timedelta(fresh)
    style = draft.style(name, styles)
    if "later_" in style:
        day = day.replace(day=min(day.day, 20))
    draft.day = day
    return style.format_map(date_fields(day))
