"""Long short-term memory whose gates see the cell."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.activations import sigmoid
from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, layers_of
from slottag.runtime.weights import Array, Weights


class Peephole(Driven):
    """One LSTM layer with peepholes, in the direction in which it is given the steps.

    ``i, f = σ(W x_t + U h_{t-1} + p∘c_{t-1} + b)``, ``g = tanh(W_g x_t + U_g h_{t-1} + b_g)``,
    ``c_t = f∘c_{t-1} + i∘g``, ``o = σ(W_o x_t + U_o h_{t-1} + p_o∘c_t + b_o)``, ``h_t = o∘tanh(c_t)``.
    Source: Gers, Schraudolph & Schmidhuber 2002.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        super().__init__(weights.take("weight_ih", 4 * hidden, input_size).T.copy(), weights.take("bias", 4 * hidden))
        self._hidden = hidden
        self._recurrent = weights.take("weight_hh", 4 * hidden, hidden).T.copy()
        self._to_i, self._to_f, self._to_o = weights.take("peepholes", 3, hidden)

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive ``4·hidden`` of packed tokens to their hidden ``states (tokens, hidden)``, taking the steps in the
        given order.
        """
        h = np.zeros((packing.batch, self._hidden), dtype=np.float32)
        c = np.zeros((packing.batch, self._hidden), dtype=np.float32)
        for step in steps:
            alive = step.stop - step.start
            gates = drive(step)
            gates += h[:alive] @ self._recurrent
            i, f, g, o = np.split(gates, 4, axis=1)
            cell = c[:alive]
            i += self._to_i * cell
            f += self._to_f * cell
            cell *= sigmoid(f)
            cell += sigmoid(i) * np.tanh(g, out=g)
            o += self._to_o * cell
            np.multiply(sigmoid(o), np.tanh(cell), out=h[:alive])
            states[step] = h[:alive]

    def gates(self, passage: Passage) -> Gates:
        """The hidden and the cell state, the three gates and the candidate."""
        drive = passage.drive + passage.before() @ self._recurrent
        i, f, g, o = np.split(drive, 4, axis=1)
        g = np.tanh(g)
        cell = np.empty_like(passage.states)
        for step, kept in passage.walk():
            i[step] = sigmoid(i[step] + self._to_i * kept)
            f[step] = sigmoid(f[step] + self._to_f * kept)
            kept[:] = f[step] * kept + i[step] * g[step]
            cell[step] = kept
        o = sigmoid(o + self._to_o * cell)
        return {"hidden": passage.states, "cell": cell, "forget": f, "input": i, "output": o, "candidate": g}


layer = layers_of(Peephole)
