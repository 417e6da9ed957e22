"""What fixed vectors tell of a place in a sentence, on its way into the encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from slottag.model import NetworkConfig
from slottag.model.vectors import Vectors
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights


class Places:
    """It rests on a place's neighbours, so it is no part of what is kept of a word, and is added to that.

    Args:
        weights: those of the member.
        vectors: the tables.
        prepare: what the encoder makes of inputs, which is linear up to a bias.
    """

    def __init__(
        self, weights: Weights, config: NetworkConfig, vectors: Vectors, prepare: Callable[[Array], Array]
    ) -> None:
        self._vectors = vectors
        self._told = weights.under("vectors.places").take("weight", config.vector_size, vectors.place_size).T.copy()
        # The inputs are a word's own, and behind them those that vectors make: one of these at a time.
        inputs = np.zeros((1 + config.vector_size, config.input_size), dtype=np.float32)
        inputs[1:, config.input_size - config.vector_size :] = np.eye(config.vector_size, dtype=np.float32)
        prepared = prepare(inputs)
        self._prepared: Array = prepared[1:] - prepared[0]

    def __call__(self, words: Sequence[str], packing: Packing) -> Array:
        """``(tokens, prepared)`` what is added to what the packed words contribute."""
        order = packing.in_order
        told = np.empty((packing.tokens, self._told.shape[0]), dtype=np.float32)
        told[order] = self._vectors.places([words[place] for place in order.tolist()], packing.lengths)
        added: Array = told @ self._told @ self._prepared
        return added
