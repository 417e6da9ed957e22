"""What a sentence as a whole asks for."""

from __future__ import annotations

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights


class Intent:
    """The scores of a sentence's intents: ``s = W max_t h_t + b``. Source: Zhang & Wang 2016, section 3.3."""

    def __init__(self, weights: Weights, states: int, intents: int) -> None:
        self._projection = weights.take("projection.weight", intents, states).T.copy()
        self._bias = weights.take("projection.bias", intents)

    def __call__(self, states: Array, packing: Packing) -> Array:
        """``(tokens, states)`` to ``(batch, intents)``, the sentences in their own order."""
        strongest = np.full((packing.batch, states.shape[1]), -np.inf, dtype=states.dtype)
        for step in packing.steps:
            alive = strongest[: step.stop - step.start]
            np.maximum(alive, states[step], out=alive)
        scores = np.empty((packing.batch, len(self._bias)), dtype=states.dtype)
        scores[packing.order] = strongest @ self._projection + self._bias
        return scores
