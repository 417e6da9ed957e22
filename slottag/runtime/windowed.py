"""Layers that see several words at once."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates
from slottag.runtime.weights import Array


class Window(Protocol):
    """What makes the states."""

    def __call__(self, inputs: Array, packing: Packing, /) -> Array:
        """``(tokens, input)`` to the states ``(tokens, hidden)``."""

    def record(self, inputs: Array, states: Array, packing: Packing, /) -> dict[str, Gates]:
        """What it held when it made these states of these inputs."""


class Windowed:
    """A layer that sees several words at once and prepares nothing of one alone."""

    def __init__(self, states: Window) -> None:
        self._states = states

    def prepare(self, inputs: Array) -> Array:
        """The inputs as they are."""
        return inputs

    def __call__(self, prepared: Array, rows: NDArray[np.intp], packing: Packing) -> Array:
        """The states ``(tokens, hidden)`` of packed tokens."""
        return self._states(prepared.take(rows, axis=0), packing)

    def record(self, prepared: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What it held, all around."""
        return self._states.record(prepared, states, packing)
