"""The named arrays of a model, handed out with their shapes checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from slottag.errors import ModelError

Array = NDArray[np.float32]


def check_finite(numbers: Iterable[float]) -> None:
    """See to it that what a network made is finite, since nothing that is told from it otherwise means anything.

    Raises:
        ModelError: it is not.
    """
    if not all(map(isfinite, numbers)):
        raise ModelError("what the model makes of a text is not finite: its weights are far too large; train it again")


class Weights:
    """The arrays whose names begin with ``prefix``."""

    def __init__(self, arrays: Mapping[str, Array], prefix: str = "") -> None:
        self._arrays = arrays
        self._prefix = prefix

    def under(self, name: str) -> Weights:
        """The arrays one level down."""
        return Weights(self._arrays, f"{self._prefix}{name}.")

    def take(self, name: str, *shape: int) -> Array:
        """The array of this name, float32.

        Raises:
            ModelError: there is none, or it has another shape than expected.
        """
        name = self._prefix + name
        if name not in self._arrays:
            raise ModelError(f"weights: {name} is missing; train the model again")
        array = np.asarray(self._arrays[name], dtype=np.float32)
        if array.shape != shape:
            raise ModelError(f"weights: {name}: expected the shape {shape}, got {array.shape}; train the model again")
        return array
