"""The network without memory."""

from __future__ import annotations

import numpy as np

from slottag.model import NetworkConfig
from slottag.runtime.packing import Packing
from slottag.runtime.recording import AROUND, Gates
from slottag.runtime.weights import Array, Weights
from slottag.runtime.windowed import Windowed


class Feedforward:
    """One layer that sees each word by itself, or with some neighbours on each side.

    ``h_t = tanh(W [x_{t-k} … x_{t+k}] + b)``; beyond the sentence's ends x is 0. Source: Collobert et al. 2011, section
    3.3.1.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int, window: int) -> None:
        self._offsets = range(-window, window + 1)
        self._weight = weights.take("weight", hidden, len(self._offsets) * input_size).T.copy()
        self._bias = weights.take("bias", hidden)

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to the states ``(tokens, hidden)``."""
        seen = np.concatenate([packing.shifted(inputs, offset) for offset in self._offsets], axis=1)
        states: Array = seen @ self._weight
        states += self._bias
        return np.tanh(states, out=states)

    def record(self, inputs: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """The states, and what each place of the window adds to them before the bias and the tanh."""
        weights = np.split(self._weight, len(self._offsets))
        shares = {
            f"word{offset:+d}": packing.shifted(inputs, offset) @ weight
            for offset, weight in zip(self._offsets, weights, strict=True)
        }
        return {AROUND: {"hidden": states, **shares}}


def layer(weights: Weights, config: NetworkConfig, input_size: int, number: int) -> Windowed:
    """The layer of this number, from 0: the lowest has the window."""
    return Windowed(Feedforward(weights, input_size, config.hidden, 0 if number else config.window))
