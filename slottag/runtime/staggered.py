"""The search for the best sequence of tags among the few of each token that can be part of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slottag.runtime.among import Among
from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags, Viterbi, largest, rounding
from slottag.runtime.weights import Array

# Tags of a token that stand for themselves, stage by stage. With more, fewer sentences are left to the next stage, but
# each costs more.
_FEW = (4, 12)


class Staggered:
    """The same sequence as ``Viterbi`` finds, ties included, at a cost that follows the few tags which can win.

    At each token its few best tags stand for themselves, and one more, *the rest*, stands for all others together with
    the highest score that any of them could have: the best emission with the best way to its tag. If the best
    sequence has the rest nowhere, no sequence through one of those others can be better; if it has, the sentence is
    searched with more tags that stand for themselves, and at last densely. Source: Kaji, Fujiwara, Yoshinaga &
    Kitsuregawa 2010.

    The rest is given more by what rounding can make of a sequence's score, so that even sequences whose scores differ
    in their last digit come out as they do in ``Viterbi``.

    Args:
        transitions, start, end: the scores, as for ``Viterbi``.
        few: how many tags of a token stand for themselves, stage by stage.
    """

    def __init__(self, transitions: Array, start: Array, end: Array, few: Sequence[int] = _FEW) -> None:
        count = len(transitions)
        self._dense = Viterbi(transitions, start, end)
        self._few = [min(own, count - 1) for own in few]
        # Behind the tags stands the rest.
        self._rest = count
        self._entry = np.maximum(transitions.max(axis=0), start)
        moves = np.zeros((count + 1, count + 1), dtype=np.float32)
        moves[:count, :count] = transitions
        moves[count, :count] = self._entry
        starts = np.append(start, np.float32(0))
        ends = np.append(end, end.max())
        self._among = Among(moves, starts, ends)
        self._size = largest(transitions, start, end)

    def __call__(self, emissions: Array, packing: Packing) -> tuple[Tags, Array]:
        """``(tokens, tags)`` packed emissions to the tags ``(tokens,)`` of each sentence's best sequence and the scores
        ``(batch,)``.
        """
        return self._best(emissions, packing, self._few)

    def _best(self, emissions: Array, packing: Packing, stages: Sequence[int]) -> tuple[Tags, Array]:
        if not stages:
            return self._dense(emissions, packing)
        more = rounding(packing, float(np.abs(emissions).max()) + self._size)
        few, scores = self._choose(emissions, stages[0], more)
        tags, totals = self._among(few, scores, packing)
        unsure = np.zeros(packing.batch, dtype=bool)
        unsure[packing.ranks[tags == self._rest]] = True
        if unsure.any():
            own, part = packing.part(unsure)
            tags[own], totals[packing.order[unsure]] = self._best(emissions[own], part, stages[1:])
        return tags, totals

    def _choose(self, emissions: Array, number: int, more: float) -> tuple[Tags, Array]:
        """So many best tags of each token, then the rest, ``(number + 1, tokens)``, and their emissions; that of the
        rest is so much more.
        """
        tokens = np.arange(len(emissions))
        bounds = emissions + self._entry
        few = np.empty((number + 1, len(tokens)), dtype=np.intp)
        # To take the best so often costs less than to part the best from the others.
        for chosen in few[:-1]:
            bounds.argmax(axis=1, out=chosen)
            bounds[tokens, chosen] = -np.inf
        few[:-1].sort(axis=0)
        few[-1] = self._rest
        scores = np.empty(few.shape, dtype=np.float32)
        scores[:-1] = emissions[tokens, few[:-1]]
        scores[-1] = bounds[tokens, bounds.argmax(axis=1)] + np.float32(more)
        return few, scores
