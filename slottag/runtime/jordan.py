"""The recurrent network that remembers what it gave."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, layers_of
from slottag.runtime.weights import Array, Weights


class Jordan(Driven):
    """One Jordan layer, in the direction in which it is given the steps.

    ``h_t = tanh(W x_t + U y_{t-1} + b)``, ``y_t = tanh(V h_t + d)``; what the next layer sees is y. Source: Jordan
    1986; Mesnil et al. 2013. What the output of a layer inside a tagger is, ``slottag.nn.jordan`` says.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        super().__init__(weights.take("weight_ih", hidden, input_size).T.copy(), weights.take("bias", hidden))
        self._recurrent = weights.take("weight_hh", hidden, hidden).T.copy()
        self._output = weights.take("weight_ho", hidden, hidden).T.copy()
        self._output_bias = weights.take("bias_o", hidden)

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive of packed tokens to the outputs, as ``states (tokens, hidden)``, taking the steps in order."""
        y = np.zeros((packing.batch, len(self._bias)), dtype=np.float32)
        for step in steps:
            alive = step.stop - step.start
            h = drive(step)
            h += y[:alive] @ self._recurrent
            np.tanh(h, out=h)
            y[:alive] = np.tanh(h @ self._output + self._output_bias)
            states[step] = y[:alive]

    def gates(self, passage: Passage) -> Gates:
        """The outputs, which come back, and the hidden states that make them."""
        drive = passage.drive + passage.before() @ self._recurrent
        return {"returned": passage.states, "hidden": np.tanh(drive)}


layer = layers_of(Jordan)
