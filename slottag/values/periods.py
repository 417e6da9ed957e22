"""Weeks, months and years told from today, and parts of them: *next month*, *the end of the week*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from slottag.values.calendar_days import Month
from slottag.values.moments import (
    Expression,
    Ground,
    Period,
    Readings,
    day,
    distinct,
    later,
    month_of,
    period_of,
    weekend_of,
)
from slottag.values.tables import Fields


def _rel_period(fields: Fields) -> Expression | None:
    """*This week* as a whole, *next month*; *next weekend* may be the coming one."""
    rel = fields.get("rel", 0)
    if "weekend" in fields:

        def place(ground: Ground) -> Readings:
            coming, own = weekend_of(ground.today), weekend_of(ground.today + timedelta(7 * rel))
            if "rel" not in fields and ground.follows and ground.other:
                own = weekend_of(ground.other.start)
                own = own if own.end > ground.other.start else weekend_of(ground.other.start + timedelta(7))
            return distinct(own, coming) if rel == 1 and not fields.get("sure") else (own,)

        return place
    unit = fields["unit"]
    if unit not in ("week", "month", "year"):
        return (lambda ground: (day(ground.today + timedelta(rel)),)) if unit == "day" else None
    return lambda ground: (_period(ground.today, rel, unit),)


def _period(today: date, rel: int, unit: str) -> Period:
    """The week, month or year so many after this one."""
    first = today.replace(day=1) if unit in ("month", "year") else today
    return period_of(later(first, rel, unit), unit)


def _period_after_next(fields: Fields) -> Expression | None:
    if "weekend" in fields:
        return lambda ground: (weekend_of(ground.today + timedelta(14)),)
    return _rel_period({"rel": 2, **fields})


def _part_of(period: Period, edge: str) -> Period:
    """The early, the middle or the late part: of a month by tens of days, of a week its first two, three or four days,
    of a year by four months.
    """
    first = period.start
    days = (period.end - first).days
    if days <= 7:
        start, end = {"early": (0, 1), "mid": (1, 3), "late": (3, 6)}[edge]
        return Period(first + timedelta(start), first + timedelta(end))
    if days <= 31:
        start, end = {"early": (1, 10), "mid": (11, 20), "late": (21, period.end.day)}[edge]
        return Period(first.replace(day=start), first.replace(day=end))
    start, end = {"early": (1, 1), "mid": (5, 8), "late": (12, 12)}[edge]
    if start == end:
        return month_of(first.year, start)
    return Period(date(first.year, start, 1), month_of(first.year, end).end)


def _edge_of(ground: Ground, fields: Fields, unit: str) -> Readings:
    """A part of this period or another; where none is told, of that of the date that is followed, or of the next one if
    that is over.
    """
    if "rel" in fields:
        return (_part_of(_period(ground.today, fields["rel"], unit), fields["edge"]),)
    found = _part_of(_period(ground.floor, 0, unit), fields["edge"])
    return (found if found.end >= ground.floor else _part_of(_period(ground.floor, 1, unit), fields["edge"]),)


def _part_of_month(fields: Fields) -> Expression:
    def place(ground: Ground) -> Readings:
        if "month" in fields:
            year = ground.today.year + fields["rel"] if "rel" in fields else fields.get("year")
            return (_part_of(Month(fields["month"], year).period(ground), fields["edge"]),)
        return _edge_of(ground, fields, "month")

    return place


def _part_of_period(fields: Fields) -> Expression | None:
    unit = fields["unit"]
    return (lambda ground: _edge_of(ground, fields, unit)) if unit in ("week", "month", "year") else None


def _rest_of(fields: Fields) -> Expression | None:
    """*Later this week*: from tomorrow to its end."""
    unit = fields["unit"]
    if unit not in ("week", "month", "year") or fields["rel"] != 0:
        return None

    def place(ground: Ground) -> Readings:
        end, start = period_of(ground.today, unit).end, ground.today + timedelta(1)
        return (Period(start, end),) if start <= end else ()

    return place


def _month_of_year(fields: Fields) -> Expression:
    month = fields.get("month", fields.get("mon"))
    return lambda ground: (month_of(ground.today.year + fields["rel"], month),)


READINGS: Mapping[str, Callable[[Fields], Expression | None]] = {
    "rel_period": _rel_period,
    "sure_period": lambda fields: _rel_period({**fields, "sure": True}),
    "period_after_next": _period_after_next,
    "part_of_month": _part_of_month,
    "part_of_period": _part_of_period,
    "part_of_year": lambda fields: _part_of_period({**fields, "unit": "year"}),
    "rest_of": _rest_of,
    "month_of_year": _month_of_year,
    "rel_whole_year": lambda fields: _rel_period({"rel": fields["rel"], "unit": "year"}),
}
