"""The simple recurrent network."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, layers_of
from slottag.runtime.weights import Array, Weights


class Elman(Driven):
    """One Elman layer, in the direction in which it is given the steps.

    ``h_t = tanh(W x_t + U h_{t-1} + b)``. Source: Elman 1990, Finding structure in time.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        bias = weights.take("bias_ih_l0", hidden) + weights.take("bias_hh_l0", hidden)
        super().__init__(weights.take("weight_ih_l0", hidden, input_size).T.copy(), bias)
        self._recurrent = weights.take("weight_hh_l0", hidden, hidden).T.copy()

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive of packed tokens to their ``states (tokens, hidden)``, taking the steps in the given order."""
        h = np.zeros((packing.batch, len(self._bias)), dtype=np.float32)
        for step in steps:
            before, driven = h[: step.stop - step.start], drive(step)
            driven += before @ self._recurrent
            states[step] = np.tanh(driven, out=before)

    def gates(self, passage: Passage) -> Gates:
        """The hidden states are all there is."""
        return {"hidden": passage.states}


layer = layers_of(Elman)
