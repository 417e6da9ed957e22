"""Dates as they are said: each reading of the tables (``[date]``) as an expression that is placed in the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from slottag.values import holidays, periods, relative
from slottag.values.calendar_days import Calendar, Holiday, LunarDay, Month, Slashed
from slottag.values.moments import (
    Expression,
    Ground,
    Period,
    Readings,
    day,
    days_in,
    distinct,
    later,
    month_of,
    week_of,
    weekend_of,
    year_of,
)
from slottag.values.tables import Fields

_SATURDAY = 5


def _calendar(fields: Fields) -> Expression:
    return Calendar(fields.get("weekday"), fields.get("dom"), fields.get("month"), _year(fields))


def _year(fields: Fields) -> int | None:
    year: int | None = fields.get("year", fields.get("yy"))
    return year


def _iso(fields: Fields) -> Expression:
    if "ymd" in fields:
        digits = fields["ymd"]
        return Calendar(None, int(digits[6:]), int(digits[4:6]), int(digits[:4]))
    return Calendar(None, fields["day"], fields["mon"], fields["year"])


def _slashed(fields: Fields) -> Expression:
    return Slashed(fields["first"], fields["second"], _year(fields), fields.get("weekday"))


def _dotted(fields: Fields) -> Expression:
    return Calendar(fields.get("weekday"), fields["day"], fields["mon"], _year(fields))


def _nth_week(fields: Fields) -> Expression | None:
    """The first week of a month is its first seven days, the last its last seven."""
    number = fields.get("nth", -1)
    if fields.get("final", -1) != -1 or not -1 <= number <= 4:
        return None

    def place(ground: Ground) -> Readings:
        whole = Month(fields["month"], _year(fields)).period(ground)
        start = whole.end - timedelta(6) if number == -1 else whole.start + timedelta(7 * (number - 1))
        return (Period(start, start + timedelta(6)),)

    return place


def _nth_half(fields: Fields) -> Expression | None:
    if fields["nth"] not in (1, 2):
        return None

    def place(ground: Ground) -> Readings:
        whole = Month(fields["month"], _year(fields)).period(ground)
        if fields["nth"] == 1:
            return (Period(whole.start, whole.start.replace(day=15)),)
        return (Period(whole.start.replace(day=16), whole.end),)

    return place


def _nth(pick: Callable[[Fields, Period, int], Period | None]) -> Callable[[Fields], Expression | None]:
    """What is counted in a month, from its end for -1: *the first Monday in May*, *the last day of next month*. Of a
    month without its year it is the next one.
    """

    def read(fields: Fields) -> Expression | None:
        if fields.get("final", -1) != -1:
            return None
        number = fields.get("nth", -1)

        def place(ground: Ground) -> Readings:
            is_told = _year(fields) is not None or "rel" in fields
            found = (pick(fields, month, number) for month in _months(fields, ground))
            return next(((one,) for one in found if one and (is_told or one.end >= ground.floor)), ())

        return place

    return read


def _months(fields: Fields, ground: Ground) -> Iterator[Period]:
    """The months that may be meant, the likelier first."""
    if "month" in fields:
        year = _year(fields)
        yield from (month_of(each, fields["month"]) for each in ((year,) if year else _years(ground)))
        return
    this = ground.today.replace(day=1)
    for ahead in (fields["rel"],) if "rel" in fields else (0, 1):
        month = later(this, ahead, "month")
        yield month_of(month.year, month.month)


def _years(ground: Ground) -> tuple[int, int]:
    return ground.floor.year, ground.floor.year + 1


def _nth_weekday(fields: Fields, month: Period, number: int) -> Period | None:
    found = holidays.nth_weekday(month.start.year, month.start.month, fields["weekday"], number)
    return day(found) if found else None


def _nth_weekend(_fields: Fields, month: Period, number: int) -> Period | None:
    found = holidays.nth_weekday(month.start.year, month.start.month, _SATURDAY, number)
    return weekend_of(found) if found else None


def _nth_day(_fields: Fields, month: Period, number: int) -> Period | None:
    days = days_in(month.start.year, month.start.month)
    return day(month.start.replace(day=days if number == -1 else number)) if -1 <= number <= days else None


def _around(period: Callable[[date], Period]) -> Callable[[Fields], Expression]:
    """The week or weekend around a day of the calendar."""
    return lambda fields: lambda ground: tuple(period(found.start) for found in _calendar(fields)(ground))


def _month(fields: Fields) -> Expression:
    if "rel" not in fields:
        return Month(fields.get("month", fields.get("mon")), _year(fields))

    def place(ground: Ground) -> Readings:
        """*Next December* said in November is that of this year or of the next."""
        month = fields["month"]
        if fields["rel"] == 0:
            return (Month(month).period(ground),)
        if fields["rel"] < 0:
            return (month_of(ground.today.year - (month >= ground.today.month), month),)
        coming = Month(month).period(replace(ground, today=later(ground.today.replace(day=1), 1, "month")))
        return distinct(coming, month_of(ground.today.year + 1, month))

    return place


def _whole_year(fields: Fields) -> Expression:
    return lambda _ground: (year_of(fields["year"]),)


def _season_of(number: int, year: int) -> Period:
    """A season by its number in EDTF; where on earth it is, and so which months it has, is not told. Its months here,
    those of the north, only put it in order.
    """
    start = date(year, {21: 3, 22: 6, 23: 9, 24: 12}[number], 1)
    return Period(start, later(start, 3, "month") - timedelta(1), f"{year}-{number}")


def _season(fields: Fields) -> Expression:
    """A season, that of now where it is not over."""
    number = fields["season"]

    def place(ground: Ground) -> Readings:
        year = _year(fields)
        if year is None and fields.get("this_year") is not None:
            year = ground.today.year + fields["this_year"]
        if year is not None:
            return (_season_of(number, year),)
        seasons = (_season_of(number, ground.floor.year + ahead) for ahead in (-1, 0, 1))
        return (next(season for season in seasons if season.end >= ground.floor),)

    return place


def _rel_season(fields: Fields) -> Expression:
    """*This summer*; *next summer*, that of this year or of the next, said in spring; *last summer*."""
    number, rel = fields["season"], fields["rel"]
    if rel == 0:
        return _season(fields)

    def place(ground: Ground) -> Readings:
        today = ground.today
        seasons = [_season_of(number, today.year + ahead) for ahead in (-2, -1, 0, 1)]
        if rel < 0:
            return tuple(season for season in seasons if season.end < today)[-1:]
        coming = next(season for season in seasons if season.start > today)
        return distinct(coming, _season_of(number, today.year + 1))

    return place


def _holiday(fields: Fields) -> Expression | None:
    rel = fields.get("rel")
    if rel is None:
        return Holiday(fields["holiday"], _year(fields))
    if rel not in (0, 1):
        return None
    if fields.get("of_year"):
        return lambda ground: Holiday(fields["holiday"], ground.today.year + rel)(ground)
    if not rel:
        return Holiday(fields["holiday"])

    def place(ground: Ground) -> Readings:
        """*Next Christmas* said in December is that of this year or of the next."""
        following = replace(ground, today=date(ground.today.year + 1, 1, 1))
        return distinct(*Holiday(fields["holiday"])(ground), *Holiday(fields["holiday"])(following))

    return place


def _either(fields: Fields) -> Expression:
    """A number that is the name of a holiday, too: 十一, the first of October or the eleventh."""
    name, number = fields["either"].split()
    return lambda ground: distinct(*Holiday(name)(ground), *Calendar(None, int(number))(ground))


def _holiday_weekend(fields: Fields) -> Expression:
    """The weekend that a holiday makes long: from Saturday to Monday, from Friday or Thursday to Sunday."""

    def place(ground: Ground) -> Readings:
        found = Holiday(fields["holiday"])(ground)
        if not found:
            return ()
        own = found[0].start
        ends = {0: (-2, 0), 3: (0, 3), 4: (0, 2), 5: (0, 1), 6: (-1, 0)}.get(own.weekday())
        return (Period(own + timedelta(ends[0]), own + timedelta(ends[1])),) if ends else ()

    return place


def _week_of_holiday(fields: Fields) -> Expression:
    own = Holiday(fields["holiday"], _year(fields))
    return lambda ground: tuple(week_of(found.start) for found in own(ground))


def _lunar(fields: Fields) -> Expression:
    return LunarDay(fields["lunar_day"], fields.get("lunar_month"))


READINGS: Mapping[str, Callable[[Fields], Expression | None]] = {
    "calendar": _calendar,
    "iso": _iso,
    "slashed": _slashed,
    "dotted": _dotted,
    "weekday": _calendar,
    "nth_week": _nth_week,
    "nth_half": _nth_half,
    "nth_weekday": _nth(_nth_weekday),
    "nth_weekend": _nth(_nth_weekend),
    "nth_day": _nth(_nth_day),
    "weekend_of": _around(weekend_of),
    "week_of": _around(week_of),
    "week_of_holiday": _week_of_holiday,
    "month": _month,
    "rel_month": _month,
    "year": _whole_year,
    "season": _season,
    "rel_season": _rel_season,
    "either": _either,
    "holiday": _holiday,
    "holiday_of_year": lambda fields: _holiday({**fields, "of_year": True}),
    "holiday_weekend": _holiday_weekend,
    "lunar": _lunar,
    **relative.READINGS,
    **periods.READINGS,
}
