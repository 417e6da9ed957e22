"""Days of the calendar in every common way of writing them in English."""

from __future__ import annotations

from datetime import date

from slottag.corpora.engine.moments import Calendar
from slottag.corpora.english.numbers import number_word, ordinal, ordinal_word

# Not those of the calendar module, which speak the language of the machine.
_HALF = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_HALF, "July", "August", "September", "October", "November", "December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("Mon", "Tues", "Weds", "Thurs", "Fri", "Sat", "Sun")


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


CALENDAR = Calendar(
    first=date(2024, 1, 1),
    days=7 * 365,
    gap=14,
    fields=date_fields,
    earlier=lambda day: day.replace(day=min(day.day, 20)),
)
