"""The gated recurrent unit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.activations import sigmoid
from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, layers_of
from slottag.runtime.weights import Array, Weights


class GRU(Driven):
    """One GRU layer, in the direction in which it is given the steps.

    ``r, z = σ(W x_t + U h_{t-1} + b)``, ``n = tanh(W_n x_t + b_n + r∘(U_n h_{t-1} + d_n))``,
    ``h_t = z∘h_{t-1} + (1-z)∘n``. Source: Cho et al. 2014, in the form of arXiv:1406.1078v1, which resets the product
    and not the state (``slottag.nn.gru`` says why).
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        weight, bias = weights.take("weight_ih_l0", 3 * hidden, input_size), weights.take("bias_ih_l0", 3 * hidden)
        super().__init__(weight.T.copy(), bias)
        self._hidden = hidden
        self._recurrent = weights.take("weight_hh_l0", 3 * hidden, hidden).T.copy()
        self._recurrent_bias = weights.take("bias_hh_l0", 3 * hidden)

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive ``3·hidden`` of packed tokens to their hidden ``states (tokens, hidden)``, taking the steps in the
        given order.
        """
        both = 2 * self._hidden
        h = np.zeros((packing.batch, self._hidden), dtype=np.float32)
        for step in steps:
            state = h[: step.stop - step.start]
            remembered = state @ self._recurrent
            remembered += self._recurrent_bias
            gates = drive(step)
            r_and_z, n = gates[:, :both], gates[:, both:]
            r_and_z += remembered[:, :both]
            r, z = np.split(sigmoid(r_and_z), 2, axis=1)
            n += r * remembered[:, both:]
            np.tanh(n, out=n)
            # z∘h + (1-z)∘n
            state -= n
            state *= z
            state += n
            states[step] = state

    def gates(self, passage: Passage) -> Gates:
        """The hidden state, the two gates and the candidate."""
        drive = passage.drive
        remembered = passage.before() @ self._recurrent + self._recurrent_bias
        both = 2 * self._hidden
        r, z = np.split(sigmoid(drive[:, :both] + remembered[:, :both]), 2, axis=1)
        n = np.tanh(drive[:, both:] + r * remembered[:, both:])
        return {"hidden": passage.states, "update": z, "reset": r, "candidate": n}


layer = layers_of(GRU)
