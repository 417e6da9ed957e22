"""Layers with memory, in one direction or both.

A *cell* is made by ``Cell(weights, input_size, hidden)`` and turns packed ``(tokens, input_size)`` into
``(tokens, hidden)``, step by step in the order it is told. Read backwards, a sentence joins at the step of its last
token with the state zero that it has kept until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights

CellCall = Callable[[Array, Packing, Iterable[slice]], Array]
Cell = Callable[[Weights, int, int], CellCall]


class Recurrent:
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
