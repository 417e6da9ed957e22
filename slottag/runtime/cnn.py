"""Convolutions over the words of a sentence."""

from __future__ import annotations

import numpy as np

from slottag.model import NetworkConfig
from slottag.runtime.packing import Packing
from slottag.runtime.recording import AROUND, Gates
from slottag.runtime.weights import Array, Weights
from slottag.runtime.windowed import Windowed


class CNN:
    """One layer of filters, each of which sees some words, ``dilation`` apart, around each place.

    ``h_t = relu(Σ_j W_j x_{t + j·dilation} + b)`` for j from -k to k; beyond the sentence's ends x is 0. Source:
    Collobert et al. 2011, section 3.3.2; Yu & Koltun 2016; Strubell et al. 2017.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int, width: int, dilation: int) -> None:
        weight = weights.take("weight", hidden, input_size, width)
        self._weights = {(place - width // 2) * dilation: weight[:, :, place].T.copy() for place in range(width)}
        self._bias = weights.take("bias", hidden)

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to the states ``(tokens, hidden)``."""
        states = np.tile(self._bias, (len(inputs), 1))
        for offset, weight in self._weights.items():
            states += packing.shifted(inputs, offset) @ weight
        return np.maximum(states, 0, out=states)

    def record(self, inputs: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """The states, and what each place of the window adds to them before the bias and the cut at 0."""
        shares = {
            f"word{offset:+d}": packing.shifted(inputs, offset) @ weight for offset, weight in self._weights.items()
        }
        return {AROUND: {"hidden": states, **shares}}


def layer(weights: Weights, config: NetworkConfig, input_size: int, number: int) -> Windowed:
    """The layer of this number, from 0: what its filters see is twice as far apart as below it."""
    return Windowed(CNN(weights, input_size, config.hidden, config.convolution_width, 2**number))
