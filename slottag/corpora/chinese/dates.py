"""Days of the calendar in the ways they are written in Chinese."""

from __future__ import annotations

from datetime import date, timedelta

from slottag.corpora.chinese.numbers import han_number
from slottag.corpora.engine.moments import Calendar

_WEEK = "一二三四五六日"
_LUNAR_TENS = ("初", "十", "廿")
_LUNAR_MONTHS = ("正", "腊", "二", "五", "八")
# Of a year that begins with a Monday and has 365 days.
_FIRST = date(2029, 1, 1)


def date_fields(day: date) -> dict[str, str]:
    """The parts of a day, and of one some days later (``later_``); the moon's are of no year that there was."""
    number = (day - _FIRST).days
    week, later = _WEEK[day.weekday()], min(day.day + 1 + number % 5, 28)
    return {
        "m": str(day.month),
        "mm": f"{day.month:02}",
        "d": str(day.day),
        "dd": f"{day.day:02}",
        "month": han_number(day.month),
        "day": _short_day(day.day) if number % 11 == 0 else han_number(day.day),
        "week": week,
        "heaven": "天" if week == "日" else week,
        "later_week": _WEEK[(number + 1 + number % 3) % 7],
        "lunar": _lunar(1 + number % 30),
        "lunar_month": _LUNAR_MONTHS[number % 5],
        "later_d": str(later),
        "later_day": han_number(later),
        "year": str(2024 + number % 5),
    }


def _short_day(number: int) -> str:
    """21 as 廿一, which is said in the south."""
    return f"廿{han_number(number - 20)}" if 20 < number < 30 else han_number(number)


def _lunar(number: int) -> str:
    """A day of the moon's month: 初三, 十五, 廿八."""
    if number in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[number]
    return _LUNAR_TENS[number // 10] + han_number(number % 10)


CALENDAR = Calendar(
    first=_FIRST,
    days=365,
    gap=9,
    fields=date_fields,
    earlier=lambda day: day - timedelta(10) if day.day > 22 else day,
    recurs=True,
)
