"""Times of day in a sentence: each some hours after the one before, written in the styles of a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import partial

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn


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
