"""What a sentence as a whole asks for."""

from __future__ import annotations

from slottag.runtime.weights import Array, Weights


class Intent:
    """The scores of a sentence's intents: ``s = W max_t h_t + b``. Source: Zhang & Wang 2016, section 3.3."""

    def __init__(self, weights: Weights, states: int, intents: int) -> None:
        self._projection = weights.take("projection.weight", intents, states).T.copy()
        self._bias = weights.take("projection.bias", intents)

    def __call__(self, pooled: Array) -> Array:
        """``(batch, states)`` to ``(batch, intents)``."""
        scores: Array = pooled @ self._projection + self._bias
        return scores
