"""Layers with memory, in one direction or both.

A *cell* is made by ``Cell(weights, input_size, hidden)`` and turns packed ``(tokens, input_size)`` into
``(tokens, hidden)``, step by step in the order it is told. Read backwards, a sentence joins at the step of its last
token with the state zero that it has kept until then. Of a passage that is over it can tell its gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.recording import BACKWARDS, FORWARDS, Gates, Passage
from slottag.runtime.weights import Array, Weights


class CellCall(Protocol):
    """What a cell does."""

    def __call__(self, inputs: Array, packing: Packing, steps: Iterable[slice]) -> Array:
        """``(tokens, input)`` to the states ``(tokens, hidden)``, taking the steps in the given order."""

    def gates(self, passage: Passage) -> Gates:
        """What it held on its way, under each name ``(tokens, hidden)``; the state that it gave is the first."""


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

    def record(self, inputs: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What the cells held when they made these states of these inputs, by direction."""
        steps = list(packing.slices())
        if self._backwards is None:
            return {FORWARDS: self._forwards.gates(Passage(inputs, states, packing, steps))}
        left, right = np.split(states, 2, axis=1)
        return {
            FORWARDS: self._forwards.gates(Passage(inputs, left, packing, steps)),
            BACKWARDS: self._backwards.gates(Passage(inputs, right, packing, steps[::-1])),
        }
