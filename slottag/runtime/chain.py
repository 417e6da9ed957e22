"""A linear chain of tags: its scores, and the best sequence under them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slottag.lazy import lazy
from slottag.model.tags import TagSet
from slottag.runtime.among import Among
from slottag.runtime.packing import Packing
from slottag.runtime.staggered import Staggered
from slottag.runtime.viterbi import Tags, Viterbi, largest
from slottag.runtime.weights import Array, Weights

if TYPE_CHECKING:
    from slottag.runtime.nbest import NBest

Doubles = NDArray[np.float64]
Search = Callable[[Array, Packing], tuple[Tags, Array]]

# With more tags than this, the search among few of them is the faster one.
_MANY = 64

# Numbers of double precision in a register of the widest kind.
_ALIKE = 8


class Weighed(NamedTuple):
    """The weights ``exp(score / temperature)`` of a chain, filled up with tags that weigh nothing to a ``width`` at
    which products take a tenth less, for rows lie alike in the processor's registers.

    Attributes:
        moves: ``(tags, tags)`` of transitions.
        back: the same turned over, in the order in which a product of few sentences takes half of the time.
        leaving: ``(tags, tags)`` the same, 0 where the column's tag goes on with the span of the row's.
        start: ``(tags,)`` of a tag at the start of a sentence.
        end: ``(tags,)`` of one at its end.
        least: what a step through the tag 0 alone multiplies by at least.
        most: what a step multiplies a sum over tags by at most.
    """

    moves: Doubles
    back: Doubles
    leaving: Doubles
    start: Doubles
    end: Doubles
    least: float
    most: float

    @property
    def width(self) -> int:
        """The number of tags, filled up."""
        return len(self.start)


class Chain:
    """Scores of tags behind each other, with what the scheme forbids at minus infinity.

    A sequence's score is ``start[y_1] + Σ emissions[t, y_t] + Σ transitions[y_{t-1}, y_t] + end[y_n]``, its probability
    the softmax of that over all allowed sequences. Without weights (the decoder ``softmax``) whatever is allowed scores
    0, so that tokens are tagged by themselves as far as the scheme lets them.

    Attributes:
        transitions: ``(tags, tags)`` the score of the column's tag behind the row's.
        start: ``(tags,)`` the score of a tag at the start of a sentence.
        end: ``(tags,)`` that of one at its end.
        continuations: ``(tags, tags)`` true where the column's tag goes on with the span of the row's.
        size: the largest of all these scores, whatever its sign.
    """

    def __init__(self, tags: TagSet, weights: Weights | None) -> None:
        count = len(tags)
        allowed, starts, ends = tags.masks()
        self.transitions = _scores(allowed, weights, "transitions", count, count)
        self.start = _scores(starts, weights, "start_transitions", count)
        self.end = _scores(ends, weights, "end_transitions", count)
        self.continuations = tags.continuations()
        self.size = largest(self.transitions, self.start, self.end)
        self._weighed: tuple[float, Weighed] | None = None
        search = Staggered if count > _MANY else Viterbi
        self._search: Search = search(self.transitions, self.start, self.end)

    def best(self, emissions: Array, packing: Packing) -> tuple[Tags, Array]:
        """``(tokens, tags)`` packed emissions to the tags ``(tokens,)`` of each sentence's best sequence and the scores
        ``(batch,)``.
        """
        return self._search(emissions, packing)

    @lazy
    def among(self) -> Among:
        """The search among some tags of each token."""
        return Among(self.transitions, self.start, self.end)

    @lazy
    def nbest(self) -> NBest:
        """The search for several best sequences."""
        from slottag.runtime.nbest import NBest

        return NBest(self.transitions, self.start, self.end)

    def at(self, temperature: float) -> Weighed:
        """What the scores weigh at a temperature; those of the last one asked for are kept."""
        kept = self._weighed
        if kept is None or kept[0] != temperature:
            # Another thread may ask for another temperature meanwhile, so what was made is what is returned.
            kept = self._weighed = temperature, self._weigh(temperature)
        return kept[1]

    def _weigh(self, temperature: float) -> Weighed:
        scores = (self.transitions, self.start, self.end)
        weights = [np.exp(part / temperature, dtype=np.float64) for part in scores]
        leaving = np.where(self.continuations, 0.0, weights[0])
        moves, start, end, leaving = map(_filled, (*weights, leaving))
        least = min(float(moves[0, 0]), float(start[0]))
        most = max(float(moves.sum(axis=1).max()), float(start.sum()))
        return Weighed(moves, np.ascontiguousarray(moves.T), leaving, start, end, least, most)


def _filled(weights: Doubles) -> Doubles:
    more = -len(weights) % _ALIKE
    return np.pad(weights, [(0, more)] * weights.ndim)


def _scores(allowed: NDArray[np.bool_], weights: Weights | None, name: str, *shape: int) -> Array:
    learned = np.zeros(shape, dtype=np.float32) if weights is None else weights.take(name, *shape)
    return np.where(allowed, learned, np.float32(-np.inf))
