"""A view of the whole sentence beside each state."""

from __future__ import annotations

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights

# Weights of a sentence's states on each other that are in memory at once.
_WEIGHTS = 2**22


class Attention:
    """Each state with a weighted mean of all states of its sentence beside it.

    ``a_t = Σ_s softmax_s((Q h_t)·(K h_s) / √keys) h_s``, and what goes on is ``[h_t, a_t]``. Source: Liu & Lane 2016,
    section 3.2; Vaswani et al. 2017, section 3.2.1.
    """

    def __init__(self, weights: Weights, states: int, keys: int) -> None:
        self._query = weights.take("query.weight", keys, states).T * np.float32(keys**-0.5)
        self._key = weights.take("key.weight", keys, states).T.copy()

    def __call__(self, states: Array, packing: Packing) -> Array:
        """``(tokens, states)`` to ``(tokens, 2·states)``."""
        queries, keys = states @ self._query, states @ self._key
        views = np.empty_like(states)
        for own in packing.places():
            rows = max(1, _WEIGHTS // len(own))
            for first in range(0, len(own), rows):
                some = own[first : first + rows]
                views[some] = _softmax(queries[some] @ keys[own].T) @ states[own]
        return np.concatenate((states, views), axis=1)

    def weights(self, states: Array, packing: Packing) -> list[Array]:
        """``(tokens, states)`` to how much each token of a sentence (row) looks at each other ``(length, length)``."""
        queries, keys = states @ self._query, states @ self._key
        return [_softmax(queries[own] @ keys[own].T) for own in packing.places()]


def _softmax(scores: Array) -> Array:
    """Over the last axis, in place."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
