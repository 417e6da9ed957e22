"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, layers_of
from slottag.runtime.weights import Array, Weights

# A number of Python would have to be turned into one at each step.
_HALF = np.float32(0.5)


class LSTM(Driven):
    """One LSTM layer, in the direction in which it is given the steps.

    ``i, f, o = σ(W x_t + U h_{t-1} + b)``, ``g = tanh(W_g x_t + U_g h_{t-1} + b_g)``, ``c_t = f∘c_{t-1} + i∘g``,
    ``h_t = o∘tanh(c_t)``. Source: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int) -> None:
        self._hidden = hidden
        # σ(x) = (1 + tanh(x/2))/2: with half of their weights, i, f and o need the same tanh as g. Side by side in the
        # order i, f, o, g, what is done to the three is done at once.
        units = np.arange(4 * hidden).reshape(4, hidden)[[0, 1, 3, 2]].ravel()
        scale = np.repeat(np.array([0.5, 0.5, 0.5, 1.0], dtype=np.float32), hidden)
        weight = weights.take("weight_ih_l0", 4 * hidden, input_size)
        bias = weights.take("bias_ih_l0", 4 * hidden) + weights.take("bias_hh_l0", 4 * hidden)
        super().__init__(np.ascontiguousarray(weight[units].T * scale), bias[units] * scale)
        self._recurrent = np.ascontiguousarray(weights.take("weight_hh_l0", 4 * hidden, hidden)[units].T * scale)
        # Added to the tanh of all gates at once: to write to three of four costs more than to write to all.
        self._one = np.repeat(np.array([1, 1, 1, 0], dtype=np.float32), hidden)

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive ``4·hidden`` of packed tokens to their hidden ``states (tokens, hidden)``, taking the steps in the
        given order.

        Read backwards, a sentence joins at the step of its last token with the state zero that it has kept until then.
        """
        hidden = self._hidden
        product = np.empty((packing.batch, 4 * hidden), dtype=np.float32)
        h, c, change = np.zeros((3, packing.batch, hidden), dtype=np.float32)
        for number, step in enumerate(steps):
            alive = step.stop - step.start
            gates, state, cell, new = drive(step), h[:alive], c[:alive], change[:alive]
            # Before the first step every state is zero.
            if number:
                gates += np.matmul(state, self._recurrent, out=product[:alive])
            np.tanh(gates, out=gates)
            gates += self._one
            # What is twice a gate is halved behind the product, where there is less of it.
            cell *= gates[:, hidden : 2 * hidden]
            cell += np.multiply(gates[:, :hidden], gates[:, 3 * hidden :], out=new)
            cell *= _HALF
            np.multiply(gates[:, 2 * hidden : 3 * hidden], np.tanh(cell, out=new), out=state)
            state *= _HALF
            states[step] = state

    def gates(self, passage: Passage) -> Gates:
        """The hidden and the cell state, the three gates and the candidate."""
        drive = passage.drive + passage.before() @ self._recurrent
        i, f, o, g = np.split(np.tanh(drive), 4, axis=1)
        for gate in (i, f, o):
            gate += 1
            gate *= 0.5
        cell = passage.added_up(f, i * g)
        return {"hidden": passage.states, "cell": cell, "forget": f, "input": i, "output": o, "candidate": g}


layer = layers_of(LSTM)
