"""Sentences of different lengths as one array without padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from slottag.lazy import lazy
from slottag.runtime.weights import Array


@dataclass(frozen=True)
class Packing:
    """The order in which a batch's tokens lie in memory: step by step, at each step the sentences that reach it.

    The sentences are taken from the longest to the shortest, so the ones alive at a step are always the first. With
    the lengths 3 and 2 the tokens lie as ``a1 b1 a2 b2 a3``.

    Attributes:
        order: ``(batch,)`` the sentences, the longest first.
        starts: ``(steps + 1,)`` where each step's tokens begin; the last entry is the number of tokens.
    """

    order: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, lengths: Sequence[int] | NDArray[np.intp]) -> Packing:
        """The packing of sentences of these lengths, each at least 1."""
        order = np.argsort(-np.asarray(lengths), kind="stable")
        alive = np.bincount(lengths)[::-1].cumsum()[::-1][1:]
        return cls(order, np.concatenate(([0], alive.cumsum())))

    @property
    def tokens(self) -> int:
        """The number of tokens."""
        return int(self.starts[-1])

    @property
    def batch(self) -> int:
        """The number of sentences."""
        return len(self.order)

    @lazy
    def _alive(self) -> NDArray[np.intp]:
        """``(steps,)`` how many sentences reach each step."""
        alive: NDArray[np.intp] = self.starts[1:] - self.starts[:-1]
        return alive

    @lazy
    def steps(self) -> list[slice]:
        """Each step's tokens, first to last."""
        return [slice(start, end) for start, end in pairwise(self.starts.tolist())]

    @lazy
    def ranks(self) -> NDArray[np.intp]:
        """``(tokens,)`` which sentence each token is of, counted in the order of the longest first."""
        ranks: NDArray[np.intp] = np.arange(self.tokens) - self.starts[:-1].repeat(self._alive)
        return ranks

    @lazy
    def previous(self) -> NDArray[np.intp]:
        """Where the token before each lies, for all tokens behind those of the first step."""
        alive = self._alive
        previous: NDArray[np.intp] = np.arange(self.starts[1], self.tokens) - alive[:-1].repeat(alive[1:])
        return previous

    @lazy
    def following(self) -> NDArray[np.intp]:
        """``(tokens,)`` where the token behind each lies, -1 behind a sentence's last."""
        following = np.full(self.tokens, -1, dtype=np.intp)
        following[self.previous] = np.arange(self.starts[1], self.tokens)
        return following

    def part(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Packing]:
        """Where the tokens of some sentences lie, of which ``chosen (batch,)`` tells by rank, and how those alone are
        packed.
        """
        own = chosen[self.ranks].nonzero()[0]
        starts = own.searchsorted(self.starts)
        steps = int(starts.searchsorted(len(own)))
        return own, Packing(np.arange(np.count_nonzero(chosen)), starts[: steps + 1])

    def shifted(self, values: Array, offset: int) -> Array:
        """For each token of ``(tokens, size)`` the values of the one that many places behind it in its sentence (before
        it, where the offset is negative), 0 where there is none.
        """
        alive = self._alive
        steps = np.arange(len(alive)).repeat(alive)
        ranks = self.ranks
        others = steps + offset
        inside = (others >= 0) & (others < len(alive))
        inside[inside] = ranks[inside] < alive[others[inside]]
        found = np.zeros_like(values)
        found[inside] = values[self.starts[others[inside]] + ranks[inside]]
        return found

    @lazy
    def lengths(self) -> NDArray[np.intp]:
        """``(batch,)`` the length of each sentence, the sentences in their own order."""
        lengths = np.empty(self.batch, dtype=np.intp)
        lengths[self.order] = np.bincount(self.ranks)
        return lengths

    @lazy
    def in_order(self) -> NDArray[np.intp]:
        """``(tokens,)`` where the tokens lie, sentence by sentence, the sentences in their own order."""
        lengths = self.lengths
        ranks = np.empty(self.batch, dtype=np.intp)
        ranks[self.order] = np.arange(self.batch)
        steps = np.arange(self.tokens) - (lengths.cumsum() - lengths).repeat(lengths)
        places: NDArray[np.intp] = self.starts[steps] + ranks.repeat(lengths)
        return places

    def unsorted(self, rows: Array) -> Array:
        """``(batch, size)`` of the sentences from the longest to the shortest to those in their own order."""
        found = np.empty_like(rows)
        found[self.order] = rows
        return found

    def places(self) -> list[list[int]]:
        """Where the tokens of each sentence lie, the sentences in their own order."""
        flat = self.in_order.tolist()
        return [flat[start:end] for start, end in pairwise(accumulate(self.lengths.tolist(), initial=0))]
