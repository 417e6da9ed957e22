"""The value of a date: its text read, placed in the calendar, written as EDTF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from slottag.values.calendar_days import Calendar, Holiday, Month, Slashed
from slottag.values.composed import Bound, Pair, composed
from slottag.values.dates import READINGS
from slottag.values.moments import (
    Expression,
    Ground,
    Period,
    Readings,
    day,
    distinct,
    later,
    period_of,
    weekday_from,
)
from slottag.values.tables import Word, language

_ONE = timedelta(1)
# The length of a year as it is written.
_YEAR = 4
_SATURDAY = 5
Said = Expression | Bound[Expression] | Pair[Expression]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date on some ground: as EDTF, and the days that another date may refer to."""

    text: str
    period: Period


@lru_cache(maxsize=8192)
def read_date(name: str, text: str) -> Said | None:
    """What a text says as a date; ``None`` where that is not understood."""
    own = language(name)
    patterns = own.patterns("date")

    def exact(words: Sequence[Word]) -> Expression | None:
        match = patterns.whole(words)
        if match is not None:
            return READINGS[match.reading](match.fields)
        return _from_another(words, exact)

    words = own.read(text)
    said = composed(words, exact)
    if isinstance(said, Bound) and said.kind == "before" and any("ending" in word.classes for word in words):
        # Before the end of May is until then, not until the end of May begins.
        return replace(said, kind="by")
    return said


def _from_another(words: Sequence[Word], exact: Callable[[Sequence[Word]], Expression | None]) -> Expression | None:
    """*Two days before Christmas*, *a week from Monday*, 圣诞节前一天: so many days from another date."""
    beside = words[1].classes.get("direction") if len(words) > 2 else None
    if beside in ("before", "after") and not words[0].classes.keys().isdisjoint(("weekday", "weekend")):
        base = exact(words[2:])
        return None if base is None else _weekday_beside(base, beside, words[0].classes.get("weekday"))
    for direction, count, unit, rest in _splits(words):
        base = exact(rest)
        if base is not None:
            sign = -1 if direction == "before" else 1
            # The week after Easter is the seventh day after it, or the next week; so is the one before it.
            whole = direction != "from" and count is None and unit in ("week", "month")
            return _shifted(base, sign * (count or 1), unit, whole=whole)
    return None


def _splits(words: Sequence[Word]) -> list[tuple[str, int | None, str, Sequence[Word]]]:
    """Where words may be such a number of days, a direction and another date."""
    found: list[tuple[str, int | None, str, Sequence[Word]]] = []
    for place in (1, 2):
        if len(words) > place + 1 and "direction" in words[place].classes and "unit" in words[place - 1].classes:
            count = words[0].classes.get("n") if place == 2 else None
            if count is not None or place == 1:
                unit = words[place - 1].classes["unit"]
                found.append((words[place].classes["direction"], count, unit, words[place + 1 :]))
    if len(words) > 3 and "behind" in words[-3].classes:
        count, unit = words[-2].classes.get("n"), words[-1].classes.get("unit")
        if count is not None and unit is not None:
            found.append((words[-3].classes["behind"], count, unit, words[:-3]))
    step = words[-1].classes.get("other", 0) if len(words) > 1 else 0
    if step > 0:
        # 圣诞节第二天
        found.append(("after", step, "day", words[:-1]))
    return found


def _weekday_beside(base: Expression, direction: str, weekday: int | None) -> Expression:
    """*The Friday before Christmas*: the last such day before another, or the first after it; the weekend, where no day
    is told.
    """
    first, length = (_SATURDAY, 1) if weekday is None else (weekday, 0)

    def place(ground: Ground) -> Readings:
        starts = (
            weekday_from(one.start - timedelta(7 + length) if direction == "before" else one.end + _ONE, first)
            for one in base(ground)
        )
        return distinct(*(Period(start, start + timedelta(length)) for start in starts))

    return place


def _shifted(base: Expression, count: int, unit: str, *, whole: bool) -> Expression:
    def place(ground: Ground) -> Readings:
        found = base(ground)
        days = [later(one.start if count < 0 else one.end, count, unit) for one in found]
        if count < 0:
            wholes = [Period(each, one.start - _ONE) for each, one in zip(days, found, strict=True)]
        else:
            wholes = [period_of(each, unit) for each in days if whole]
        return distinct(*map(day, days), *(wholes if whole else ()))

    return place


def is_of_some_year(name: str, text: str) -> bool:
    """Whether a text names a day or a month of the calendar without its year, so that it may be of another one."""
    said = read_date(name, text)
    part = said.said if isinstance(said, Bound) else said.first if isinstance(said, Pair) else said
    return isinstance(part, Calendar | Slashed | Month | Holiday) and part.year is None


def order_told(said: Said | None) -> bool | None:
    """Whether a date in digits tells that the day stands first, or the month; ``None`` where it does not."""
    parts = (said.first, said.second) if isinstance(said, Pair) else (said.said if isinstance(said, Bound) else said,)
    told = [part.tells_order for part in parts if isinstance(part, Slashed)]
    return next((each for each in told if each is not None), None)


def completed(said: Said | None, following: Said | None) -> Said | None:
    """A day without its month, such as the first of *8 to 26 September*, with that of the date that follows it."""
    if isinstance(said, Calendar) and isinstance(following, Calendar) and said.day and following.day:
        return _inherited(said, following)
    return said


def _inherited(first: Calendar, second: Calendar) -> Calendar:
    if first.month is None and first.weekday is None and second.month is not None and first.day and second.day:
        month = second.month if first.day <= second.day else (second.month - 2) % 12 + 1
        year = second.year if second.year is None or month <= second.month else second.year - 1
        return replace(first, month=month, year=year)
    if first.month is not None and first.year is None and second.year is not None and second.month is not None:
        return replace(first, year=second.year if first.month <= second.month else second.year - 1)
    return first


def placed(said: Said, ground: Ground) -> tuple[Dated, ...]:
    """The readings of a date on some ground, the likelier first."""
    if isinstance(said, Pair):
        return _paired(said, ground)
    if isinstance(said, Bound):
        found = [_bounded(said.kind, period) for period in _sound(said.said, ground)]
        return tuple(found)
    return tuple(Dated(period.edtf, period) for period in _sound(said, ground))


def _sound(expression: Expression, ground: Ground) -> Readings:
    """The readings without those that would lie before what they follow, if others are left."""
    try:
        readings = expression(ground)
    except (OverflowError, ValueError):
        # Beyond the years that a calendar has.
        return ()
    if ground.follows and ground.other:
        start = ground.other.start
        return tuple(period for period in readings if period.end >= start) or readings
    return readings


def _bounded(kind: str, period: Period) -> Dated:
    if kind == "before":
        return Dated(f"../{period.start - _ONE}", period)
    if kind == "by":
        return Dated(f"../{period.text or period.end}", period)
    if kind == "after":
        return Dated(f"{period.end + _ONE}/..", period)
    if kind == "from":
        return Dated(f"{period.text or period.start}/..", period)
    vague = replace(period, vague=kind == "around")
    return Dated(vague.edtf, vague)


def _paired(pair: Pair[Expression], ground: Ground) -> tuple[Dated, ...]:
    slashed = isinstance(pair.first, Slashed) and isinstance(pair.second, Slashed)
    # Both ends are written in one order: 4/12 - 8/12 is in December, or from April to August.
    orders = (False, True) if slashed and ground.day_first is None else (ground.day_first,)
    found = [dated for order in orders for dated in _between(pair, replace(ground, day_first=order))]
    # The shorter is the likelier: 十一到十五号 is five days, not from a holiday on.
    return tuple(sorted(found, key=lambda dated: dated.period.end - dated.period.start) if pair.kind == "to" else found)


def _between(pair: Pair[Expression], ground: Ground) -> list[Dated]:
    first = pair.first
    if isinstance(first, Calendar) and isinstance(pair.second, Calendar):
        first = _inherited(first, pair.second)
    found = []
    for start in _sound(first, ground):
        for end in _sound(pair.second, replace(ground, other=start, follows=True))[:1]:
            if end.end <= start.start:
                continue
            if pair.kind == "to":
                if len(start.text) == _YEAR and start.end >= end.end:
                    # 2026-13-01 is not from 2026 to a day of it.
                    continue
                text = f"{start.text or start.start}/{end.text or end.end}"
            else:
                text = f"[{_one_of(start)},{_one_of(end)}]"
            found.append(Dated(text, Period(start.start, end.end)))
    return found


def _one_of(period: Period) -> str:
    """A period in a set of which one is meant, as EDTF has it."""
    return period.text or (str(period.start) if period.start == period.end else f"{period.start}..{period.end}")
