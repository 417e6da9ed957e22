"""Days told from today, or from another date: *next Friday*, *in two weeks*, *two days later*, *the week after*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from slottag.values.calendar_days import Calendar
from slottag.values.moments import (
    Expression,
    Ground,
    Period,
    Readings,
    day,
    distinct,
    later,
    period_of,
    valid,
    week_of,
    weekday_from,
    weekend_of,
)
from slottag.values.tables import Fields


def _shifted(fields: Fields) -> Expression | None:
    """So many days from today."""
    count, unit = fields.get("n", 1), fields.get("unit", "day")
    if "n" not in fields and unit == "day":
        return None
    return lambda ground: (day(later(ground.today, count, unit)),)


def _span_ahead(fields: Fields) -> Expression:
    """*Within a week*: from today on, or from the date that is followed."""
    count, unit = fields["n"], fields.get("unit", "day")

    def place(ground: Ground) -> Readings:
        start = ground.other.start if ground.other and ground.follows else ground.today
        return (Period(start, later(start, count, unit)),)

    return place


def _shifted_near(fields: Fields) -> Expression:
    """*A week tomorrow*."""
    return lambda ground: (day(later(ground.today + timedelta(fields["near"]), fields["n"], fields["unit"])),)


def _shifted_or_later(fields: Fields) -> Expression:
    """So many days from the date that is followed, if there is one, else from today: 三天后."""
    count, unit = fields["n"], fields.get("unit", "day")

    def place(ground: Ground) -> Readings:
        if ground.other and ground.follows:
            return (_moved(ground.other, count, unit),)
        return (day(later(ground.today, count, unit)),)

    return place


def _shift_span(fields: Fields) -> Expression | None:
    """*In 2 or 3 days*, *in a day or two*: from the first to the last."""
    least, most, unit = fields["n"], fields["most"], fields["unit"]
    if not 0 <= least < most:
        return None
    return lambda ground: (Period(later(ground.today, least, unit), later(ground.today, most, unit)),)


def _near(fields: Fields) -> Expression:
    return lambda ground: (day(ground.today + timedelta(fields["near"])),)


def _soon(fields: Fields) -> Expression:
    """*In a day or two*: about then."""
    return lambda ground: (replace(day(ground.today + timedelta(fields["n"])), vague=True),)


def _rel_weekday(fields: Fields) -> Expression:
    """*This Friday* is the coming one. *Next Friday* is that of next week, and may be the coming one."""
    rel, weekday = fields["rel"], fields["weekday"]

    def place(ground: Ground) -> Readings:
        if rel < 0:
            return (day(weekday_from(ground.today - timedelta(7), weekday)),)
        coming = weekday_from(ground.today + timedelta(1 if rel else 0), weekday)
        if not rel:
            return (day(coming),)
        own = week_of(ground.today).start + timedelta(7 + weekday)
        if ground.follows and ground.other:
            # Leave next Friday, back next Monday: the one behind that Friday.
            own, coming = (weekday_from(max(each, ground.floor), weekday) for each in (own, coming))
        return distinct(day(own), day(coming))

    return place


def _weekday_of(fields: Fields) -> Expression:
    """A weekday of this week, the next or another."""
    days = 7 * fields["rel"] + fields["weekday"]
    return lambda ground: (day(week_of(ground.today).start + timedelta(days)),)


def _weekday_of_or_later(fields: Fields) -> Expression:
    """The same; behind a date of that week, the first such day after it: 下周五去，下周一回."""
    plain = _weekday_of(fields)

    def place(ground: Ground) -> Readings:
        (own,) = plain(ground)
        if ground.follows and fields["rel"] > 0 and own.start < ground.floor <= own.start + timedelta(7):
            return (day(own.start + timedelta(7)),)
        return (own,)

    return place


def _weekday_later(fields: Fields) -> Expression | None:
    """*Friday week*, *Friday fortnight*."""
    unit = fields.get("unit", "week")
    if unit not in ("week", "fortnight"):
        return None
    return lambda ground: (day(later(Calendar(fields["weekday"])(ground)[0].start, 1, unit)),)


def _weekday_after_next(fields: Fields) -> Expression:
    following = _rel_weekday({"rel": 1, **fields})
    return lambda ground: distinct(*(day(each.start + timedelta(7)) for each in following(ground)))


def _day_of_month(fields: Fields) -> Expression:
    """A day of this month or the next."""

    def place(ground: Ground) -> Readings:
        month = later(ground.today.replace(day=1), fields.get("rel", 0), "month")
        found = valid(month.year, month.month, fields["dom"])
        return (day(found),) if found and fields.get("weekday") in (None, found.weekday()) else ()

    return place


def _rel_year(fields: Fields) -> Expression:
    """A day or a month of this year or the next."""
    return lambda ground: Calendar(
        fields.get("weekday"), fields["dom"], fields.get("month", fields.get("mon")), ground.today.year + fields["rel"]
    )(ground)


def _other_shift(fields: Fields) -> Expression:
    """So many days after the other date."""
    count, unit = fields.get("n", 1), fields.get("unit", "day")
    return lambda ground: (_moved(ground.other, count, unit),) if ground.other else ()


def _moved(other: Period, count: int, unit: str) -> Period:
    if other.start == other.end:
        return day(later(other.start, count, unit))
    return Period(later(other.start, count, unit), later(other.end, count, unit))


def _other_day(fields: Fields) -> Expression:
    """The same day as the other date, the day before or after."""
    return _other_shift({"n": fields.get("step", 0)})


def _other_period(fields: Fields) -> Expression | None:
    """The week, weekend or month after that of the other date."""
    unit = "weekend" if "weekend" in fields else fields["unit"]
    step = fields.get("step", 1)
    if unit not in ("week", "weekend", "month", "year"):
        return _other_shift({"n": step, "unit": unit})

    def place(ground: Ground) -> Readings:
        if ground.other is None:
            return ()
        if unit == "weekend":
            own = weekend_of(ground.other.end)
            return (own if own.start > ground.other.end else weekend_of(ground.other.end + timedelta(7)),)
        return (period_of(later(ground.other.start, step, unit), unit),)

    return place


def _other_weekday(fields: Fields) -> Expression:
    """The first such day of the week after the other date."""
    weekday = fields["weekday"]
    return lambda ground: (day(weekday_from(ground.other.end + timedelta(1), weekday)),) if ground.other else ()


READINGS: Mapping[str, Callable[[Fields], Expression | None]] = {
    "near": _near,
    "rel_year": _rel_year,
    "day_of_month": _day_of_month,
    "rel_weekday": _rel_weekday,
    "weekday_of": _weekday_of,
    "weekday_of_or_later": _weekday_of_or_later,
    "weekday_later": _weekday_later,
    "weekday_after_next": _weekday_after_next,
    "shift": _shifted,
    "shift_span": _shift_span,
    "shift_or_later": _shifted_or_later,
    "shift_near": _shifted_near,
    "shift_months": lambda fields: _shifted({**fields, "unit": "month"}),
    "span_ahead": _span_ahead,
    "soon": _soon,
    "other_shift": _other_shift,
    "other_day": _other_day,
    "other_before": lambda fields: _other_shift({"n": -fields.get("n", 1)}),
    "other_period": _other_period,
    "other_weekday": _other_weekday,
}
