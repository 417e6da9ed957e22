"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.weights import Array, Weights


class LSTM:
    """One LSTM layer, in the direction in which it is given the steps.

    ``i, f, o = σ(W x_t + U h_{t-1} + b)``, ``g = tanh(W_g x_t + U_g h_{t-1} + b_g)``, ``c_t = f∘c_{t-1} + i∘g``,
    ``h_t = o∘tanh(c_t)``. Source: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        self._hidden = hidden
        # σ(x) = (1 + tanh(x/2))/2: with half of their weights, i, f and o need the same tanh as g.
        scale = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], dtype=np.float32), hidden)
        self._input = np.ascontiguousarray(weights.take("weight_ih_l0", 4 * hidden, input_size).T * scale)
        self._recurrent = np.ascontiguousarray(weights.take("weight_hh_l0", 4 * hidden, hidden).T * scale)
        bias = weights.take("bias_ih_l0", 4 * hidden) + weights.take("bias_hh_l0", 4 * hidden)
        self._bias = bias * scale

    def __call__(self, inputs: Array, packing: Packing, steps: Iterable[slice]) -> Array:
        """``(tokens, input)`` to the hidden states ``(tokens, hidden)``, taking the steps in the given order.

        Read backwards, a sentence joins at the step of its last token with the state zero that it has kept until then.
        """
        hidden = self._hidden
        drive = inputs @ self._input
        drive += self._bias
        states = np.empty((len(inputs), hidden), dtype=np.float32)
        h = np.zeros((packing.batch, hidden), dtype=np.float32)
        c = np.zeros((packing.batch, hidden), dtype=np.float32)
        for step in steps:
            alive = step.stop - step.start
            gates = drive[step]
            gates += h[:alive] @ self._recurrent
            np.tanh(gates, out=gates)
            i, f, g, o = (gates[:, part * hidden : (part + 1) * hidden] for part in range(4))
            for gate in (i, f, o):
                gate += 1
                gate *= 0.5
            cell = c[:alive]
            cell *= f
            cell += i * g
            np.multiply(o, np.tanh(cell), out=h[:alive])
            states[step] = h[:alive]
        return states

    def gates(self, passage: Passage) -> Gates:
        """The hidden and the cell state, the three gates and the candidate."""
        drive = passage.inputs @ self._input + passage.before() @ self._recurrent + self._bias
        i, f, g, o = np.split(np.tanh(drive), 4, axis=1)
        for gate in (i, f, o):
            gate += 1
            gate *= 0.5
        cell = passage.added_up(f, i * g)
        return {"hidden": passage.states, "cell": cell, "forget": f, "input": i, "output": o, "candidate": g}
