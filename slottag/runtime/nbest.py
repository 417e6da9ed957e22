"""The search for the several best sequences of tags."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags, Viterbi
from slottag.runtime.weights import Array

# More best sequences than these are not sought, so that memory is bounded.
MOST = 1000


class NBest:
    """The K best sequences of each sentence, exactly, at the cost of one search and K walks back.

    Any other sequence than the best parts from it somewhere: from the right they share their tags up to a place, and at
    that place they differ. The score of the best one that parts at a place is known without a search, since Viterbi has
    the best way to each tag; so the second best is found by looking at each place of the best. A sequence found so is
    looked at alike, left of where it parted, and the place where it did is left to the next best tag there: so each
    sequence comes once. Sources: Lawler 1972, on the K best solutions; Nilsson & Goldberger 2001, for chains.

    Args:
        transitions, start, end: the scores, as for ``Viterbi``.
    """

    def __init__(self, transitions: Array, start: Array, end: Array) -> None:
        self._viterbi = Viterbi(transitions, start, end)
        # What follows a tag, by the number of that: the last row, which -1 names, is the end of the sentence.
        self._onward = np.vstack((transitions.T, end))

    def __call__(self, emissions: Array, packing: Packing, count: int) -> tuple[Tags, NDArray[np.bool_]]:
        """``(tokens, tags)`` packed emissions to the packed tags ``(count, tokens)`` of each sentence's best sequences,
        the best first, and ``(count, batch)`` whether there are so many, the sentences in their own order.
        """
        search = _Search(self._viterbi.reached(emissions, packing), self._onward, packing, count)
        exists = np.zeros((count, packing.batch), dtype=bool)
        exists[0] = True
        search.begin()
        for number in range(1, count):
            exists[number, packing.order] = search.find(number)
        tags = np.empty((count, packing.tokens), dtype=np.intp)
        for place, step in enumerate(packing.steps):
            tags[:, step] = search.tags[:, : step.stop - step.start, place]
        return tags, exists


class _Search:
    """The sequences found, and for each place of each the best one that parts from it there.

    Sentences are numbered from the longest, and places from the left.

    Attributes:
        tags: ``(count, batch, longest + 1)`` of the sequences found; -1 behind a sentence's end.
    """

    def __init__(self, reached: Array, onward: Array, packing: Packing, count: int) -> None:
        self._reached, self._onward = reached, onward
        self._starts = packing.starts
        self._steps = packing.steps
        batch, longest = packing.batch, len(self._steps)
        self._lengths = packing.lengths[packing.order]
        self._rows = np.arange(batch)
        self.tags = np.full((count, batch, longest + 1), -1, dtype=np.intp)
        # By how much the best one that parts at a place scores less, and the tag that it has there.
        self._less = np.full((count, batch, longest), np.inf, dtype=np.float32)
        self._other = np.zeros((count, batch, longest), dtype=np.intp)
        # By how much a sequence scores less than the best, and so does the best of all that part from it.
        self._behind = np.zeros((count, batch), dtype=np.float32)
        self._next = np.full((count, batch), np.inf, dtype=np.float32)

    def begin(self) -> None:
        """Find the best sequences."""
        self._walk(0, self._lengths, np.full(len(self._rows), -1))

    def find(self, number: int) -> NDArray[np.bool_]:
        """Find the best of all that were not found yet, and tell which sentences have any ``(batch,)``."""
        rows = self._rows
        parent = self._next[:number].argmin(axis=0)
        self._behind[number] = self._next[parent, rows]
        place = self._less[parent, rows].argmin(axis=1)
        tag = self._other[parent, rows, place]
        self.tags[number] = self.tags[parent, rows]
        self.tags[number, rows, place] = tag
        exists: NDArray[np.bool_] = np.isfinite(self._behind[number])
        less = self._after(parent, place, tag)
        self._less[parent, rows, place] = np.where(exists, less, np.inf)
        self._next[parent, rows] = self._behind[parent, rows] + self._less[parent, rows].min(axis=1)
        self._walk(number, np.where(exists, place, 0), tag)
        return exists

    def _after(self, parent: NDArray[np.intp], place: NDArray[np.intp], tag: Tags) -> Array:
        """Leave the places where sequences parted to the next best tags there, and tell by how much they score less."""
        ways = self._ways(self._starts[place] + self._rows, self.tags[parent, self._rows, place + 1])
        self._other[parent, self._rows, place], less = _next_best(ways, tag)
        return less

    def _walk(self, number: int, places: NDArray[np.intp], following: Tags) -> None:
        """Walk back from these places of the sentences, before the tags that follow."""
        following = following.copy()
        for place in reversed(range(int(places.max()))):
            rows = np.flatnonzero(places > place)
            ways = self._ways(self._starts[place] + rows, following[rows])
            best = ways.argmax(axis=1)
            self._other[number, rows, place], self._less[number, rows, place] = _next_best(ways, best)
            self.tags[number, rows, place] = following[rows] = best
        self._next[number] = self._behind[number] + self._less[number].min(axis=1)

    def _ways(self, places: NDArray[np.intp], following: Tags) -> Array:
        """``(places, tags)`` the scores of the best ways over each tag to what follows."""
        ways: Array = self._reached[places] + self._onward[following]
        return ways


def _next_best(ways: Array, tags: Tags) -> tuple[Tags, Array]:
    """The tag that comes behind these in the order of their scores, the lowest number first among equal ones, and by
    how much it scores less than the best.
    """
    rows = np.arange(len(ways))
    own = ways[rows, tags][:, None]
    best = ways.max(axis=1)
    rest = np.where((ways < own) | ((ways == own) & (np.arange(ways.shape[1]) > tags[:, None])), ways, -np.inf)
    found = rest.argmax(axis=1)
    return found, best - rest[rows, found]
