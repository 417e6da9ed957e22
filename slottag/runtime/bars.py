"""Marks are no values: what a tag may not be at a token that is a mark alone, since no training sentence had it so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slottag.model.marks import ValueMarks
from slottag.model.tags import TagSet
from slottag.runtime.weights import Array
from slottag.text.schemes import OUTSIDE

# Far below any score, and yet a number that can be reckoned with.
_BARRED = np.float32(-1e4)
# Words of which it is kept whether they are barred.
_KEPT = 2**16


class Bars:
    """Takes the tags of spans from marks that values do not hold: those that begin a span, and those that go on."""

    def __init__(self, marks: ValueMarks, tags: TagSet) -> None:
        self._marks = marks
        scheme = tags.scheme
        begins = [scheme.allowed(OUTSIDE, prefix, same_slot=False) for prefix in scheme.prefixes]
        opening = np.array([False, *begins * len(tags.slots)])
        going_on = np.array([False, *[not begin for begin in begins] * len(tags.slots)])
        # By what is barred: nothing, beginning, going on, both.
        barred = (opening & False, opening, going_on, opening | going_on)
        self._columns = [np.flatnonzero(columns) for columns in barred]
        self._known: dict[str, int] = {}

    def __call__(self, words: Sequence[str], emissions: Array) -> None:
        """Bar what may not be in the scores ``(tokens, tags)`` of these words."""
        known = self._known
        kinds = [*map(known.get, words)]
        if None in kinds:
            if len(known) + len(words) > _KEPT:
                known = self._known = {}
            known.update((word, self._kind(word)) for word in {*words} - known.keys())
            kinds = [*map(known.get, words)]
        if any(kinds):
            for row, kind in enumerate(kinds):
                if kind:
                    emissions[row, self._columns[kind]] = _BARRED

    def _kind(self, word: str) -> int:
        first, later = self._marks.bars(word)
        return first + 2 * later
