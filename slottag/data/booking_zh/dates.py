"""Days of the calendar in the ways they are written in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from slottag.data.booking_zh.draft import Draft, Source
from slottag.data.booking_zh.numbers import han_number

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEK = "一二三四五六日"
_LUNAR_TENS = ("初", "十", "廿")


def date_sources(styles: Mapping[str, Sequence[str]]) -> dict[str, Source]:
    """A source for each named list of styles; the fields that a style may use are those of ``date_fields``."""
    return {name: partial(_draw_date, name, tuple(texts)) for name, texts in styles.items()}


def date_fields(day: int) -> dict[str, str]:
    """The parts of a day, counted from the first of January, and of one some days later (``later_``)."""
    month, number = _month_and_day(day)
    later = min(number + 1 + day % 5, 28)
    return {
        "m": str(month),
        "mm": f"{month:02}",
        "d": str(number),
        "dd": f"{number:02}",
        "month": han_number(month),
        "day": _short_day(number) if day % 11 == 0 else han_number(number),
        "week": _WEEK[day % 7],
        "heaven": _WEEK[day % 7] if day % 7 < 6 else "天",
        "later_week": _WEEK[(day + 1 + day % 3) % 7],
        "lunar": _lunar(1 + day % 30),
        "lunar_month": ("正", "腊", "二", "五", "八")[day % 5],
        "later_d": str(later),
        "later_day": han_number(later),
        "year": str(2024 + day % 5),
    }


def _draw_date(name: str, styles: Sequence[str], draft: Draft) -> str:
    """A day some time after the one the sentence named last, in one of the styles."""
    fresh, gap = draft.below(365), 1 + draft.below(9)
    day = fresh if draft.day is None else (draft.day + gap) % 365
    style = draft.style(name, styles)
    if "later_" in style and _month_and_day(day)[1] > 22:
        day -= 10
    draft.day = day
    return style.format_map(date_fields(day))


def _month_and_day(day: int) -> tuple[int, int]:
    for month, length in enumerate(_LENGTHS, 1):
        if day < length:
            return month, day + 1
        day -= length
    return 12, 31


def _short_day(number: int) -> str:
    """21 as 廿一, which is said in the south."""
    return f"廿{han_number(number - 20)}" if 20 < number < 30 else han_number(number)


def _lunar(number: int) -> str:
    """A day of the moon's month: 初三, 十五, 廿八."""
    if number in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[number]
    return _LUNAR_TENS[number // 10] + han_number(number % 10)
