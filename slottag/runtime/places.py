"""What fixed vectors tell of a place in a sentence, on its way into the encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from slottag.model.vectors import Vectors
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array


class Places:
    """It rests on a place's neighbours, so it is no part of what is kept of a word, and is added to that.

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

    def __call__(self, words: Sequence[str], packing: Packing) -> Array:
        """``(tokens, prepared)`` what is added to what the packed words contribute."""
        order = packing.in_order
        told = np.empty((packing.tokens, self._vectors.place_size), dtype=np.float32)
        told[order] = self._vectors.places([words[place] for place in order.tolist()], packing.lengths)
        added: Array = told @ self._prepared
        return added
