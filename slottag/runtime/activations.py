"""Functions that gates pass through."""

from __future__ import annotations

import numpy as np

from slottag.runtime.weights import Array


def sigmoid(values: Array) -> Array:
    """``σ(x) = 1 / (1 + exp(-x)) = (1 + tanh(x/2)) / 2``, in place: of the two forms, tanh cannot overflow."""
    values *= 0.5
    np.tanh(values, out=values)
    values += 1
    values *= 0.5
    return values
