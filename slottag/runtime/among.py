"""The search for the best sequence among a few tags of each token."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array


class Among:
    """The best sequence by dynamic programming over some tags of each token, as many of each.

    Scores are added in the order in which ``Viterbi`` adds them, so both find the same sequence, to the last digit,
    where those tags hold it; of equal ones, too, if the tags of a token stand by number.

    Args:
        transitions, start, end: the scores, as for ``Viterbi``.
    """

    def __init__(self, transitions: Array, start: Array, end: Array) -> None:
        self._count = len(transitions)
        self._moves, self._start, self._end = transitions.ravel(), start, end

    def __call__(self, few: Tags, scores: Array, packing: Packing) -> tuple[Tags, Array]:
        """Some tags of each token ``(few, tokens)`` and their emissions, packed, to the tags ``(tokens,)`` of each
        sentence's best sequence of these and the scores ``(batch,)``.
        """
        steps = packing.steps
        first = steps[0].stop
        pairs = few[:, None, packing.previous] * self._count + few[None, :, first:]
        # (few, few, tokens behind a first one) the transitions from the token before.
        moves = self._moves[pairs]
        reached = np.empty_like(scores)
        reached[:, :first] = scores[:, :first] + self._start[few[:, :first]]
        for before, step in pairwise(steps):
            alive = before.start + step.stop - step.start
            ways = reached[:, None, before.start : alive] + moves[:, :, step.start - first : step.stop - first]
            np.add(np.maximum.reduce(ways), scores[:, step], out=reached[:, step])
        return self._trace(reached, moves, few, packing)

    def _trace(self, reached: Array, moves: Array, few: Tags, packing: Packing) -> tuple[Tags, Array]:
        """Walk back from each sentence's best last tag, asking at each step which of the few led on."""
        places = np.empty(packing.tokens, dtype=np.intp)
        totals = np.empty(packing.batch, dtype=np.float32)
        # The places taken at the step behind, and where the transitions to them are.
        following, behind = places[:0], np.arange(0)
        for step in reversed(packing.steps):
            here, chosen, going_on = reached[:, step], places[step], len(following)
            chosen[:going_on] = (here[:, :going_on] + moves[:, following, behind]).argmax(axis=0)
            ending = here[:, going_on:] + self._end[few[:, step][:, going_on:]]
            chosen[going_on:] = ending.argmax(axis=0)
            totals[packing.order[going_on : len(chosen)]] = np.maximum.reduce(ending)
            following, behind = chosen, np.arange(step.start, step.stop) - packing.starts[1]
        return few[places, np.arange(packing.tokens)], totals
