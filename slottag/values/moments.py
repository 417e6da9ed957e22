"""What dates are reckoned with: periods of days, and what is known where a phrase is read."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last.

    Attributes:
        text: how it is written where that is not by its days: ``2026-12`` for a month, ``2027-22`` for a summer.
        vague: whether it is about then.
    """

    start: date
    end: date
    text: str = ""
    vague: bool = False

    @property
    def edtf(self) -> str:
        """As EDTF has it (ISO 8601-2)."""
        mark = "~" if self.vague else ""
        if self.text or self.start == self.end:
            return (self.text or self.start.isoformat()) + mark
        return f"{self.start.isoformat()}{mark}/{self.end.isoformat()}{mark}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known where a date is read.

    Attributes:
        today: the day it is said on.
        other: the date that it follows or refers to, such as that of the way out.
        follows: whether it cannot be before ``other``.
        day_first: whether 4/12 is a day of December; ``None`` where that is open.
        instead: the day in whose place this one is, as in a later turn of a talk.
    """

    today: date
    other: Period | None = None
    follows: bool = False
    day_first: bool | None = None
    instead: Period | None = None

    @property
    def floor(self) -> date:
        """The earliest day that is likely meant."""
        return self.other.start if self.other and self.follows else self.today


Readings = tuple[Period, ...]
# A date as it was said; its readings on some ground, the likelier first, none where there is no such day.
Expression = Callable[[Ground], Readings]


def day(value: date) -> Period:
    """One day."""
    return Period(value, value)


def month_of(year: int, month: int) -> Period:
    """A whole month."""
    return Period(date(year, month, 1), date(year, month, days_in(year, month)), f"{year:04}-{month:02}")


def year_of(year: int) -> Period:
    """A whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04}")


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


def valid(year: int, month: int, number: int) -> date | None:
    """The day of these numbers, if there is one."""
    if not (1 <= month <= 12 and 1 <= year <= 9998 and 1 <= number <= days_in(year, month)):
        return None
    return date(year, month, number)


def week_of(value: date) -> Period:
    """Monday to Sunday."""
    monday = value - timedelta(value.weekday())
    return Period(monday, monday + timedelta(_WEEK - 1))


def weekend_of(value: date) -> Period:
    """Saturday and Sunday of a day's week."""
    monday = value - timedelta(value.weekday())
    return Period(monday + timedelta(5), monday + timedelta(6))


def weekday_from(value: date, weekday: int) -> date:
    """The first such day of the week, this one included."""
    return value + timedelta((weekday - value.weekday()) % _WEEK)


def add_months(value: date, months: int) -> date:
    """The same day of another month, or its last where it has fewer."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    return date(year, month + 1, min(value.day, days_in(year, month + 1)))


def later(value: date, count: int, unit: str) -> date:
    """So many days, weeks, fortnights, months or years later."""
    if unit == "month":
        return add_months(value, count)
    if unit == "year":
        return add_months(value, 12 * count)
    return value + timedelta(count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def period_of(value: date, unit: str) -> Period:
    """The whole week, weekend, month or year that a day is in."""
    if unit == "week":
        return week_of(value)
    if unit == "weekend":
        return weekend_of(value)
    return month_of(value.year, value.month) if unit == "month" else year_of(value.year)


def distinct(*readings: Period | None) -> Readings:
    """Those that are there, each once."""
    return tuple(dict.fromkeys(reading for reading in readings if reading is not None))
