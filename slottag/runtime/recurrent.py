"""Layers with memory, in one direction or both.

A *cell* is made by ``Cell(weights, input_size, hidden)``. Its ``drive`` is what inputs add to its gates, which rests on
each input alone; called with the drive of packed tokens it fills in their states ``(tokens, hidden)``, step by step in
the order it is told. Read backwards, a sentence joins at the step of its last token with the state zero that it has
kept until then. Of a passage that is over it can tell its gates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from slottag.model import NetworkConfig
from slottag.runtime.packing import Packing
from slottag.runtime.recording import BACKWARDS, FORWARDS, Gates, Passage
from slottag.runtime.weights import Array, Weights

# Numbers that lie in the processor's cache together.
_FEW = 2**15


class Drive:
    """What drives a cell, a step at a time: so that it lies in the processor's cache when it is used.

    Args:
        prepared: ``(words, gates)`` what there is.
        rows: ``(tokens,)`` which of it is each token's.
        most: how many tokens a step has at most.
    """

    def __init__(self, prepared: Array, rows: NDArray[np.intp], most: int) -> None:
        self._prepared, self._rows = prepared, rows
        # Few tokens are taken all at once, which costs less than step by step.
        self._whole = prepared.take(rows, axis=0) if len(rows) * prepared.shape[1] <= _FEW else None
        self._taken = np.empty((most, prepared.shape[1]), dtype=np.float32)

    def __call__(self, step: slice) -> Array:
        """``(alive, gates)`` that of a step's tokens, to be overwritten; the next step takes the same place."""
        if self._whole is not None:
            return self._whole[step]
        taken = self._taken[: step.stop - step.start]
        # Nothing is out of range; only so NumPy writes to the place itself.
        return self._prepared.take(self._rows[step], axis=0, out=taken, mode="clip")


class Cell(Protocol):
    """What a cell does."""

    def drive(self, inputs: Array, /) -> Array:
        """``(tokens, input)`` to what they add to the gates, ``(tokens, gates)``."""

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array, /) -> None:
        """The drive of packed tokens to their ``states (tokens, hidden)``, which are filled in."""

    def gates(self, passage: Passage, /) -> Gates:
        """What it held on its way, under each name ``(tokens, hidden)``; the state that it gave is the first."""


class Driven:
    """A cell that inputs drive by one product, for all of its gates.

    Args:
        weight: ``(input, gates)``.
        bias: ``(gates,)``.
    """

    def __init__(self, weight: Array, bias: Array) -> None:
        self._input, self._bias = weight, bias

    def drive(self, inputs: Array) -> Array:
        """``W x + b`` of each of the inputs: ``(tokens, input)`` to ``(tokens, gates)``."""
        driven: Array = inputs @ self._input
        driven += self._bias
        return driven


MakeCell = Callable[[Weights, int, int], Cell]


class Recurrent:
    """One cell that reads to the right, and with two directions a second that reads to the left.

    The states of both stand side by side, forwards first. Source: Schuster & Paliwal 1997.
    """

    def __init__(self, make: MakeCell, weights: Weights, input_size: int, hidden: int, directions: int) -> None:
        names = ("forwards", "backwards")[:directions]
        self._hidden = hidden
        self._cells = [make(weights.under(name), input_size, hidden) for name in names]

    def prepare(self, inputs: Array) -> Array:
        """``(words, input)`` to what each drives the cells with, ``(words, directions·gates)``."""
        return np.concatenate([cell.drive(inputs) for cell in self._cells], axis=1)

    def __call__(self, prepared: Array, rows: NDArray[np.intp], packing: Packing) -> Array:
        """The states ``(tokens, directions·hidden)`` of packed tokens, given by their ``(tokens,)`` rows of what was
        prepared.
        """
        steps = packing.steps
        # A word's drives of the directions as rows of their own, so that one direction's are taken without the other's.
        drives = prepared.reshape(len(prepared) * len(self._cells), -1)
        several = len(self._cells) * rows
        states = np.empty((packing.tokens, len(self._cells), self._hidden), dtype=np.float32)
        for number, cell in enumerate(self._cells):
            drive = Drive(drives, several + number, packing.batch)
            cell(drive, packing, reversed(steps) if number else steps, states[:, number])
        return states.reshape(packing.tokens, -1)

    def record(self, prepared: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What the cells held, by direction, when they made these states of what was prepared of each token."""
        parts = zip(
            (FORWARDS, BACKWARDS),
            self._cells,
            np.split(prepared, len(self._cells), axis=1),
            np.split(states, len(self._cells), axis=1),
            (packing.steps, packing.steps[::-1]),
            strict=False,
        )
        return {name: cell.gates(Passage(drive, own, packing, order)) for name, cell, drive, own, order in parts}


def layers_of(cell: MakeCell) -> Callable[[Weights, NetworkConfig, int, int], Recurrent]:
    """What makes the layers of an encoder that is made of this cell."""
    return lambda weights, config, input_size, _number: Recurrent(
        cell, weights, input_size, config.hidden, config.directions
    )
