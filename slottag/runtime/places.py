"""What fixed vectors tell of a place in a sentence, on its way into the encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from slottag.model.config import MOST_TABLES
from slottag.model.vectors import Vectors
from slottag.model.vectors.readings import PLACES
from slottag.runtime.kept import Kept, Rows
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array
from slottag.runtime.words import Contributions

if TYPE_CHECKING:
    # A model without vectors loads nothing of them.
    from slottag.model.vectors.covering import Cover
    from slottag.model.vectors.keys import Keys


class Places:
    """What a word contributes at a place: its own part and what the words that cover it there tell.

    A word is often covered by the same ones, so that is worked out once for each word and those that cover it, and
    kept.

    Args:
        size: the inputs of a token that are the network's own.
        vectors: the tables.
        prepare: what the encoder makes of inputs, which is linear up to a bias.
    """

    def __init__(self, size: int, vectors: Vectors, prepare: Callable[[Array], Array]) -> None:
        self._vectors = vectors
        # What is told of a place stands last among a token's inputs: one number of it at a time.
        inputs = np.zeros((1 + vectors.place_size, size + vectors.size), dtype=np.float32)
        inputs[1:, -vectors.place_size :] = np.eye(vectors.place_size, dtype=np.float32)
        prepared = prepare(inputs)
        self._prepared: Array = prepared[1:] - prepared[0]
        # What is kept of places names words by their rows among certain ones.
        self._kept: tuple[Array, Kept[int]] = prepared, Kept()

    def __call__(self, words: Contributions, packing: Packing) -> tuple[Array, Rows]:
        """Rows that the encoder is given, and which of them is each of the packed words'."""
        order = packing.in_order
        own = words.rows[order]
        # A word of one token is the word itself, and in its own part.
        covers = self._vectors.covers(words.keys[own], packing.lengths, least=2)
        names = _names(own, covers).tolist()

        def made(missing: dict[int, int]) -> tuple[Array]:
            chosen = np.array([*missing.values()])
            numbers = np.full(len(names), -1)
            numbers[chosen] = np.arange(len(missing))
            contributed = self._vectors.means([cover.only(numbers) for cover in covers], len(missing)) @ self._prepared
            contributed += words.prepared[own[chosen]]
            return (contributed,)

        store, found = self._of(words.prepared)(names, made)
        rows = np.empty_like(found)
        rows[order] = found
        return store.arrays[0], rows

    def _of(self, prepared: Array) -> Kept[int]:
        """What is kept of places of these words."""
        words, kept = self._kept
        if words is not prepared:
            kept = Kept()
            self._kept = prepared, kept
        return kept


def _names(words: NDArray[np.intp], covers: Sequence[Cover]) -> Keys:
    """``(tokens,)`` a number for each place, the same for the same word under the same ones; among 10,000 other places
    two have one number once in 10^11 times.
    """
    names = _scattered(words.astype(np.uint64))
    for number, cover in enumerate(covers, start=1):
        told = (cover.rows * PLACES + cover.roles) * MOST_TABLES + number
        np.add.at(names, cover.places, _scattered(told.astype(np.uint64) << np.uint64(32)))
    return names


def _scattered(numbers: Keys) -> Keys:
    """Numbers of 64 bits, each at random for one given. Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom
    number generators.
    """
    found: Keys = numbers * np.uint64(0x9E3779B97F4A7C15)
    found ^= found >> np.uint64(30)
    found *= np.uint64(0xBF58476D1CE4E5B9)
    found ^= found >> np.uint64(27)
    found *= np.uint64(0x94D049BB133111EB)
    found ^= found >> np.uint64(31)
    return found
