"""What a sentence as a whole shows."""

from __future__ import annotations

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array


def max_pooled(states: Array, packing: Packing) -> Array:
    """Max pooling over a sentence: ``(tokens, states)`` to ``(batch, states)``, the longest
    sentence first. Source: Zhang & Wang 2016, section 3.3.
    """
    found: Array = states[packing.steps[0]].copy()
    for step in packing.steps[1:]:
        alive = found[: step.stop - step.start]
        np.maximum(alive, states[step], out=alive)
    return found
