"""Encoders: layers that read a sentence, in one direction or both, one above the other.

A *cell* is made by ``Cell(weights, input_size, hidden)`` and turns packed ``(tokens, input_size)`` into
``(tokens, hidden)``, step by step in the order it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from slottag.model import NetworkConfig
from slottag.runtime.lstm import LSTM
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights

CellCall = Callable[[Array, Packing, Iterable[slice]], Array]
Cell = Callable[[Weights, int, int], CellCall]

CELLS: dict[str, Cell] = {"lstm": LSTM}


class Layer:
    """One cell that reads to the right, and with two directions a second that reads to the left.

    The states of both stand side by side, forwards first. Source: Schuster & Paliwal 1997.
    """

    def __init__(self, cell: Cell, weights: Weights, input_size: int, hidden: int, directions: int) -> None:
        self._forwards = cell(weights.under("forwards"), input_size, hidden)
        self._backwards = cell(weights.under("backwards"), input_size, hidden) if directions == 2 else None

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to states ``(tokens, directions·hidden)``."""
        steps = list(packing.slices())
        states = self._forwards(inputs, packing, steps)
        if self._backwards is None:
            return states
        return np.concatenate((states, self._backwards(inputs, packing, reversed(steps))), axis=1)


class Encoder:
    """Layers one above the other, as the configuration has them. Source: Graves, Mohamed & Hinton 2013."""

    def __init__(self, weights: Weights, config: NetworkConfig, input_size: int) -> None:
        self.output_size = config.hidden * config.directions
        sizes = [input_size] + [self.output_size] * (config.layers - 1)
        self._layers = [
            Layer(CELLS[config.encoder], weights.under(str(number)), size, config.hidden, config.directions)
            for number, size in enumerate(sizes)
        ]

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to states ``(tokens, output_size)``."""
        states = inputs
        for layer in self._layers:
            states = layer(states, packing)
        return states
