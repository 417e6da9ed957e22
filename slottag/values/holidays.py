"""The days of holidays: by date, by weekday, by Easter, by the moon, by the sun (``holidays.toml``)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from slottag.values.moments import days_in, valid, weekday_from
from slottag.values.tables import read_own


def holiday(name: str, year: int) -> date | None:
    """The day of a holiday in a year, if that is known."""
    kind, _, rest = _rules()[name].partition(" ")
    numbers = [int(number) for number in rest.split()]
    if kind == "day":
        return valid(year, *numbers)
    if kind == "easter":
        return easter(year) + timedelta(numbers[0])
    if kind == "moon":
        return lunar_day(year, numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0)
    if kind == "sun":
        return _solar_term(year, *numbers)
    month, weekday, number, more = [*numbers, 0][:4]
    return nth_weekday(year, month, weekday, number, more)


@cache
def _rules() -> dict[str, str]:
    rules: dict[str, str] = read_own("holidays")["rules"]
    return rules


def nth_weekday(year: int, month: int, weekday: int, number: int, more: int = 0) -> date | None:
    """The so many-th weekday of a month, the last for -1, and some days more."""
    if number == -1:
        last = date(year, month, days_in(year, month))
        return last - timedelta((last.weekday() - weekday) % 7) + timedelta(more)
    found = weekday_from(date(year, month, 1), weekday) + timedelta(7 * (number - 1))
    return found + timedelta(more) if found.month == month else None


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (the anonymous algorithm, Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, number = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, number + 1)


def lunar_day(year: int, month: int, number: int, more: int = 0) -> date | None:
    """A day of the Chinese calendar whose year begins in this one, and some days more; none of years not in the table.

    The leap month of a year is passed over: its days are hardly ever meant. Day 0 is the last of the month before.
    """
    row = _moons().get(year)
    if row is None:
        return None
    first, lengths, leap = row
    place = month - 1 + (1 if leap and month > leap else 0)
    if number > lengths[place]:
        return None
    return first + timedelta(sum(lengths[:place]) + number - 1 + more)


@cache
def _moons() -> dict[int, tuple[date, tuple[int, ...], int]]:
    """Each year's first day, the lengths of its months and which of them comes twice, 0 for none."""
    found = {}
    for year, text in read_own("holidays")["moons"].items():
        first, lengths, leap = text.split()
        month, number = map(int, first.split("-"))
        found[int(year)] = date(int(year), month, number), tuple(29 + int(bit) for bit in lengths), int(leap)
    return found


def _solar_term(year: int, month: int, hundredths: int) -> date | None:
    """The day of a solar term in this century, by the customary approximation."""
    if not 2000 <= year < 2100:
        return None
    short = year % 100
    return valid(year, month, int(short * 0.2422 + hundredths / 100) - short // 4)
