"""The search for the best sequence of tags among all of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array

Tags = NDArray[np.intp]

# A column of the transitions with at most this many possible rows is searched through those alone.
_FEW_ROWS = 8


class Viterbi:
    """The best sequence by dynamic programming over every tag of every token. Source: Viterbi 1967.

    Args:
        transitions: ``(tags, tags)`` the score of the column's tag behind the row's, minus infinity where it may not
            stand.
        start: ``(tags,)`` the score of a tag at the start of a sentence.
        end: ``(tags,)`` that of one at its end.
    """

    def __init__(self, transitions: Array, start: Array, end: Array) -> None:
        self._transitions = transitions
        self._start = start
        self._end = end
        self._columns = _Columns(transitions)

    def __call__(self, emissions: Array, packing: Packing) -> tuple[Tags, Array]:
        """``(tokens, tags)`` packed emissions to the tags ``(tokens,)`` of each sentence's best sequence and the scores
        ``(batch,)``. Of sequences with equal scores it is the one whose last tag, then the one before it and so on, has
        the lowest number.
        """
        return self._trace(self.reached(emissions, packing), packing.steps, packing)

    def reached(self, emissions: Array, packing: Packing) -> Array:
        """``(tokens, tags)`` packed, the score of the best sequence up to each tag of each token."""
        steps = packing.steps
        reached = np.empty_like(emissions)
        reached[steps[0]] = emissions[steps[0]] + self._start
        for before, step in pairwise(steps):
            alive = step.stop - step.start
            np.add(self._columns.best_before(reached[before][:alive]), emissions[step], out=reached[step])
        return reached

    def _trace(self, reached: Array, steps: list[slice], packing: Packing) -> tuple[Tags, Array]:
        """Walk back from each sentence's best last tag, asking at each step which tag led on."""
        tags = np.empty(len(reached), dtype=np.intp)
        scores = np.empty(packing.batch, dtype=np.float32)
        following = tags[:0]
        for step in reversed(steps):
            here, chosen, going_on = reached[step], tags[step], len(following)
            chosen[:going_on] = (here[:going_on] + self._transitions.T[following]).argmax(axis=1)
            ending = here[going_on:] + self._end
            chosen[going_on:] = ending.argmax(axis=1)
            scores[packing.order[going_on : len(here)]] = ending.max(axis=1)
            following = chosen
        return tags, scores


def rounding(packing: Packing, largest: float) -> float:
    """More than rounding can move the scores of two sequences apart: two additions a step, to at most the sum of the
    largest numbers.
    """
    steps = len(packing.starts) - 1
    return 4.0 * steps * float(np.finfo(np.float32).eps) * steps * largest


def largest(*scores: Array) -> float:
    """The largest number in some scores, whatever its sign, but for what is forbidden."""
    return max(float(np.abs(own[np.isfinite(own)]).max()) for own in scores)


class _Columns:
    """The transitions arranged for the search: tags that few others may precede (the inner ones) apart from the rest.

    Over the rest the search is dense; over an inner tag it takes only the few rows that are not forbidden.
    """

    def __init__(self, transitions: Array) -> None:
        allowed = np.isfinite(transitions)
        counts = allowed.sum(axis=0)
        self._many = np.flatnonzero(counts > _FEW_ROWS)
        self._few = np.flatnonzero(counts <= _FEW_ROWS)
        self._rows = np.flatnonzero(allowed[:, self._many].any(axis=1))
        self._dense = np.ascontiguousarray(transitions[np.ix_(self._rows, self._many)])
        # (most rows of an inner tag, inner tags); where a tag has fewer, forbidden ones fill up.
        most = counts[self._few].max(initial=1)
        self._inner_rows = np.argsort(-transitions[:, self._few], axis=0, kind="stable")[:most]
        self._inner = np.take_along_axis(transitions[:, self._few], self._inner_rows, axis=0)

    def best_before(self, reached: Array) -> Array:
        """``(batch, tags)`` scores up to here to ``(batch, tags)`` the best of them plus the transition to each tag."""
        best = np.empty_like(reached)
        if len(self._many):
            best[:, self._many] = (reached[:, self._rows, None] + self._dense).max(axis=1)
        best[:, self._few] = (reached[:, self._inner_rows] + self._inner).max(axis=1)
        return best
