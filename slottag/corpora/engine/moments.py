"""Days and times in a sentence: each some time after the one before, written in the styles of a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn
from slottag.corpora.engine.tables import Table, style_of


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that a language draws, and how it says them.

    Attributes:
        first: the first day that may be drawn.
        days: how many there are.
        gap: how many days at most are between a day and the next in a sentence.
        fields: the parts of a day that a style may name; those of a later day of its month begin with ``later_``.
        earlier: a day that has room for a later one behind it in its month.
        recurs: whether the first day follows the last.
    """

    first: date
    days: int
    gap: int
    fields: Callable[[date], Mapping[str, str]]
    earlier: Callable[[date], date]
    recurs: bool = False

    def sources(self, styles: Table) -> dict[str, Source]:
        """A source for each list of styles in the table.

        Raises:
            DataError: a style that names no field of a day.
        """
        lists = styles.parsed_lists(style_of(self.fields(self.first)))
        return {name: partial(self._draw, name, texts) for name, texts in lists.items()}

    def _draw(self, name: str, styles: Sequence[str], draft: Draft) -> Drawn:
        """A day after the one that the sentence named last, in one of the styles."""
        number, gap = draft.below(self.days), 1 + draft.below(self.gap)
        if draft.day:
            number = (draft.day - self.first).days + gap
        day = self.first + timedelta(number % self.days if self.recurs else number)
        style = draft.style(name, styles)
        draft.day = self.earlier(day) if "later_" in style else day
        return Drawn(style.format_map(self.fields(draft.day)), draft.day, style)


@dataclass(frozen=True, slots=True)
class Clock:
    """The times that a language draws, and how it says them.

    Attributes:
        hours: of how many one is drawn.
        gap: how many hours at most are between a time and the next in a sentence.
        waking: the hour of the day that one of these is; few travel at night.
        earlier: an hour that has room for a later one behind it.
        fields: the parts of an hour and minute that a style may name; those of a later time begin with ``later_``.
    """

    hours: int
    gap: int
    waking: Callable[[int, Draft], int]
    earlier: Callable[[int], int]
    fields: Callable[[int, int, Draft], Mapping[str, str]]

    def source(self, name: str, styles: Sequence[str], minutes: Sequence[int]) -> Source:
        """A source of times at these minutes past the hour, in these styles."""
        return partial(self._draw, name, styles, minutes)

    def _draw(self, name: str, styles: Sequence[str], minutes: Sequence[int], draft: Draft) -> Drawn:
        """A time after the one that the sentence named last, as far as the day reaches, in one of the styles."""
        fresh, gap, minute = draft.below(self.hours), 1 + draft.below(self.gap), draft.pick(minutes)
        hour = self.waking(fresh, draft)
        if draft.hour is not None:
            hour = min(draft.hour + gap, 23)
        style = draft.style(name, styles)
        draft.hour = self.earlier(hour) if "later_" in style else hour
        return Drawn(style.format_map(self.fields(draft.hour, minute, draft)), time(draft.hour, minute), style)
