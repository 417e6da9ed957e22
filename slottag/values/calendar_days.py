"""Days as the calendar names them: by number, by weekday, by month, by holiday, by the moon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from slottag.values import holidays
from slottag.values.moments import Ground, Period, Readings, add_months, day, distinct, month_of, valid, weekday_from

# So many years ahead a day is sought that not every year has, and months ahead a day of the week with its number.
_YEARS, _MONTHS = 8, 12


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day as the calendar names it, some parts left out: the first from the ground on that fits them."""

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None

    def __call__(self, ground: Ground) -> Readings:
        """The day, if there is one."""
        if self.day is None:
            return self._of_week(ground)
        if self.month is None:
            return self._of_month(ground)
        found = self._of_year(ground)
        fits = found is not None and (self.weekday is None or found.weekday() == self.weekday)
        return (day(found),) if found is not None and fits else ()

    def _of_week(self, ground: Ground) -> Readings:
        """A day of the week: the next one. Where today is one, the next is likelier meant, and today may be."""
        assert self.weekday is not None
        found = weekday_from(ground.floor + timedelta(1), self.weekday)
        same = ground.floor == ground.today and ground.today.weekday() == self.weekday
        ahead = timedelta()
        if ground.instead is not None:
            # Next Friday, then *not Friday, Saturday*: as many weeks behind the coming one as that was.
            old = ground.instead.start
            behind = old - weekday_from(ground.floor + timedelta(1), old.weekday())
            ahead = max(timedelta(), behind)
        return distinct(day(found + ahead), day(found), day(ground.today) if same else None)

    def _of_month(self, ground: Ground) -> Readings:
        """A day of a month: the next one, of this weekday if one is told; instead of another date, as many months
        behind the next one as that was.
        """
        assert self.day is not None
        found = self._next_of_month(ground)
        if ground.instead is None or found is None or self.weekday is not None:
            return distinct(found)
        old = ground.instead.start
        plain = Calendar(day=old.day)._next_of_month(ground)
        months = 12 * (old.year - plain.start.year) + old.month - plain.start.month if plain else 0
        ahead = add_months(found.start.replace(day=1), max(0, months))
        own = valid(ahead.year, ahead.month, self.day)
        return distinct(day(own) if own else None, found)

    def _next_of_month(self, ground: Ground) -> Period | None:
        assert self.day is not None
        start = ground.floor
        for ahead in range(_MONTHS + 1):
            year, month = divmod(start.year * 12 + start.month - 1 + ahead, 12)
            found = valid(year, month + 1, self.day)
            if found and found >= start and self.weekday in (None, found.weekday()):
                return day(found)
        return None

    def _of_year(self, ground: Ground) -> date | None:
        """A day of a year: of the one that is told, else the next."""
        assert self.day is not None
        assert self.month is not None
        if self.year is not None:
            return valid(self.year, self.month, self.day)
        years = range(ground.floor.year, ground.floor.year + _YEARS + 1)
        days = (valid(year, self.month, self.day) for year in years)
        return next((found for found in days if found and found >= ground.floor), None)


@dataclass(frozen=True, slots=True)
class Slashed:
    """Two numbers, of which either may be the month, with the year or without."""

    first: int
    second: int
    year: int | None = None
    weekday: int | None = None

    def __call__(self, ground: Ground) -> Readings:
        """Both readings, or the one that there is."""
        readings = [
            Calendar(self.weekday, number, month, self.year)(ground)
            for month, number in ((self.first, self.second), (self.second, self.first))
        ]
        month_first, day_first = (found[0] if found else None for found in readings)
        if ground.day_first is None:
            # What is over is hardly meant: 1/12/2026 in November is in December.
            return tuple(sorted(distinct(month_first, day_first), key=lambda found: found.end < ground.today))
        return distinct(day_first if ground.day_first else month_first)

    @property
    def tells_order(self) -> bool | None:
        """Whether the day stands first; ``None`` where the numbers do not tell."""
        if self.first > 12 or self.second > 12:
            return self.first > 12
        return None


@dataclass(frozen=True, slots=True)
class Month:
    """A month, the next one where no year is told."""

    month: int
    year: int | None = None

    def __call__(self, ground: Ground) -> Readings:
        """The month."""
        return (self.period(ground),)

    def period(self, ground: Ground) -> Period:
        """The month as its days."""
        floor = ground.floor
        return month_of(self.year or floor.year + (self.month < floor.month), self.month)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday, the next one where no year is told, and some days more."""

    name: str
    year: int | None = None

    def __call__(self, ground: Ground) -> Readings:
        """Its day, if that is known."""
        if self.year is not None:
            return tuple(day(found) for found in self._days(self.year) if found.year == self.year)
        days = (found for year in (ground.floor.year, ground.floor.year + 1) for found in self._days(year))
        return next(((day(found),) for found in sorted(days) if found >= ground.floor), ())

    def _days(self, year: int) -> list[date]:
        """Those of a year and the one before: the year of the moon ends in the next."""
        return [found for each in (year - 1, year) if (found := holidays.holiday(self.name, each))]


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the Chinese calendar, of any month where none is told."""

    number: int
    month: int | None = None

    def __call__(self, ground: Ground) -> Readings:
        """The next one; where no month is told, that behind the New Year may be meant as well."""
        own = self._next(ground, (self.month,) if self.month else range(1, 13))
        return own if self.month else distinct(*own, *self._next(ground, (1,)))

    def _next(self, ground: Ground, months: Iterable[int]) -> Readings:
        years = range(ground.floor.year - 1, ground.floor.year + 2)
        days = [holidays.lunar_day(year, month, self.number) for year in years for month in months]
        return next(((day(found),) for found in sorted(filter(None, days)) if found >= ground.floor), ())
