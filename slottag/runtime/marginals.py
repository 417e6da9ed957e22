"""Forward-backward over a linear chain of tags: exact probabilities of tags and spans."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.chain import Chain, Doubles, Weighed
from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array, check_finite

# The logarithm of what a sum may grow or shrink by before it is scaled: a number of double precision bears 700.
_MAGNITUDE = 200.0


class Marginals:
    """The probabilities of a batch's tags, each sentence's sequences weighed against all others of that sentence.

    A sequence weighs ``exp(score / temperature)``: at 1 as the network was trained; above 1 the likely ones weigh less.

    Forward and backward vectors are scaled (Rabiner 1989, section V.A), so that their product is the probability of a
    tag: ``forward[t] = (forward[t-1] @ exp(transitions)) ∘ weights[t] / scale[t]``. They are as often as is needed for
    their sums to stay numbers, which is seldom at each step.

    Args:
        chain: the scores of transitions.
        emissions: ``(tokens, tags)`` packed.
        packing: how the tokens lie.
        temperature: what all scores are divided by, above 0.

    Attributes:
        temperature: that.
        largest: the size of the largest of the tokens' highest emissions.
    """

    def __init__(self, chain: Chain, emissions: Array, packing: Packing, temperature: float = 1.0) -> None:
        weighed = chain.at(temperature)
        self._moves, self._leaving, self._start = weighed.moves, weighed.leaving, weighed.start
        # The maximum itself takes twice as long.
        highest = emissions[np.arange(len(emissions)), emissions.argmax(axis=1)][:, None]
        self.temperature, self.largest = temperature, float(np.abs(highest).max())
        scores = emissions - highest
        scores /= temperature
        self._count = emissions.shape[1]
        weights = np.zeros((len(scores), weighed.width))
        np.exp(scores, out=weights[:, : self._count], dtype=np.float64)
        steps = packing.steps
        self._forward = self._run_forward(weights, weighed, steps)
        self._weights = weights
        self._backward = self._run_backward(weighed, steps)
        self._next = packing.following

    def tags(self) -> Doubles:
        """``(tokens, tags)`` the probability of each tag of each token."""
        return self.filled()[:, : self._count]

    def filled(self) -> Doubles:
        """The same as they lie in memory, filled up with tags that have none."""
        product: Doubles = self._forward * self._backward
        return product

    def spans(self, tags: Tags, runs: list[list[int]]) -> list[float]:
        """The probability of each run of places being exactly one span, tagged as ``tags (tokens,)`` has it.

        Raises:
            ModelError: the chain's scores are so far apart that their weights are no numbers.
        """
        places = np.array([place for run in runs for place in run], dtype=np.intp)
        found: list[float] = self.stretches(tags, places, np.array([len(run) for run in runs], dtype=np.intp)).tolist()
        return found

    def stretches(self, tags: Tags, places: NDArray[np.intp], lengths: NDArray[np.intp]) -> Doubles:
        """The same of runs as arrays: the ``places`` of all, one run after the other, and the length of each, at least
        1.

        It is the forward weight of the first tag, times the steps inside, times all that may follow without going on
        with the span.

        Raises:
            ModelError: the chain's scores are so far apart that their weights are no numbers.
        """
        own, ends = tags[places], lengths.cumsum()
        begins = ends - lengths
        factors = np.empty(len(places))
        factors[1:] = self._moves[own[:-1], own[1:]] * self._weights[places[1:], own[1:]]
        firsts, lasts = places[begins], places[ends - 1]
        factors[begins] = self._forward[firsts, own[begins]] * self._closing(lasts, own[ends - 1])
        found: Doubles = np.multiply.reduceat(factors, begins) if len(lengths) else factors
        check_finite(found.tolist())
        return np.minimum(found, 1.0)

    def alike(self, places: NDArray[np.intp], tags: Tags) -> Doubles:
        """``(runs, length)`` places of runs of one length and ``(slots, length)`` the tags of a span of each slot, to
        ``(runs, slots)`` the probability of each run being exactly one span of each slot.
        """
        last = places[:, -1]
        found: Doubles = self._forward[places[:, 0]][:, tags[:, 0]]
        for before, here in pairwise(range(places.shape[1])):
            found *= self._moves[tags[:, before], tags[:, here]] * self._weights[places[:, here]][:, tags[:, here]]
        closing = self._backward[last]
        going_on = (self._next[last] >= 0).nonzero()[0]
        after = self._next[last[going_on]]
        closing[going_on] = (self._weights[after] * self._backward[after]) @ self._leaving.T
        found *= closing[:, tags[:, -1]]
        return np.minimum(found, 1.0)

    def sequences(self, tags: Tags, packing: Packing) -> Doubles:
        """``(batch,)`` the probability of each sentence's whole sequence, tagged as ``tags (tokens,)`` has it."""
        places = np.arange(len(tags))
        factors = self._weights[places, tags]
        factors[: packing.starts[1]] *= self._start[tags[: packing.starts[1]]]
        factors[packing.starts[1] :] *= self._moves[tags[packing.previous], tags[packing.starts[1] :]]
        lasts = (self._next < 0).nonzero()[0]
        factors[lasts] *= self._backward[lasts, tags[lasts]]
        lengths = packing.lengths
        products: Doubles = np.multiply.reduceat(factors[packing.in_order], lengths.cumsum() - lengths)
        check_finite(products.tolist())
        return np.minimum(products, 1.0)

    def _closing(self, lasts: NDArray[np.intp], tags: Tags) -> Doubles:
        """The weight of all that may follow spans that end at these places with these tags."""
        weights = self._backward[lasts, tags]
        going_on = (self._next[lasts] >= 0).nonzero()[0]
        after = self._next[lasts[going_on]]
        ahead = self._weights[after] * self._backward[after]
        weights[going_on] = np.einsum("nt,nt->n", self._leaving[tags[going_on]], ahead)
        return weights

    def _run_forward(self, weights: Doubles, weighed: Weighed, steps: list[slice]) -> Doubles:
        """The forward vectors; the weights are divided by the scales of these."""
        vectors = np.empty_like(weights)
        before: Doubles | None = None
        unscaled = _unscaled(weights, weighed)
        for number, step in enumerate(steps, start=1):
            here, own = vectors[step], weights[step]
            if before is None:
                np.multiply(weighed.start, own, out=here)
            else:
                np.matmul(before[: len(here)], self._moves, out=here)
                here *= own
            if number % unscaled == 0:
                scale = np.reciprocal(here.sum(axis=1, keepdims=True))
                here *= scale
                own *= scale
            before = here
        return vectors

    def _run_backward(self, weighed: Weighed, steps: list[slice]) -> Doubles:
        vectors = np.empty_like(self._forward)
        ahead = vectors[:0]
        product = np.empty_like(vectors[steps[0]])
        for step in reversed(steps):
            here, going_on = vectors[step], len(ahead)
            np.matmul(ahead, weighed.back, out=here[:going_on])
            if going_on < len(here):
                # A sentence ends here: its vectors are scaled by its total, so that probabilities sum to one.
                last = self._forward[step][going_on:]
                here[going_on:] = weighed.end / (last @ weighed.end)[:, None]
            ahead = np.multiply(here, self._weights[step], out=product[: len(here)])
        return vectors


def _unscaled(weights: Doubles, weighed: Weighed) -> int:
    """How many steps a vector's sum stays far from the largest and the least of numbers: a step multiplies it by
    ``weighed.most`` at most, and at least as one that goes on with the tag 0 alone.
    """
    least = float(weights[:, 0].min()) * weighed.least
    if not (least > 0 and math.isfinite(weighed.most)):
        return 1
    return max(1, int(_MAGNITUDE / max(-math.log(least), math.log(weighed.most), 1.0)))
