"""The recurrent network whose units run at different speeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from slottag.model import NetworkConfig
from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Passage
from slottag.runtime.recurrent import Drive, Driven, Recurrent, layers_of
from slottag.runtime.weights import Array, Weights


class Clockwork(Driven):
    """One clockwork layer, in the direction in which it is given the steps.

    ``h_t[u] = tanh(W x_t + U h_{t-1} + b)[u]`` where ``t mod period[u] = 0``, else ``h_{t-1}[u]``; a unit is fed by
    those of the same or a longer period alone. Source: Koutník, Greff, Gomez & Schmidhuber 2014, A clockwork RNN.

    Each sentence has its own clock, which starts at 0 with the first of its tokens that is read: read backwards, the
    last.

    Args:
        periods: ``(hidden,)`` the period of each unit.
    """

    def __init__(self, weights: Weights, input_size: int, hidden: int, periods: Sequence[int]) -> None:
        super().__init__(weights.take("weight_ih", hidden, input_size).T.copy(), weights.take("bias", hidden))
        self._periods = np.array(periods)
        # Row v, column u: how unit v feeds unit u.
        feeds = self._periods[:, None] >= self._periods
        self._recurrent = np.where(feeds, weights.take("weight_hh", hidden, hidden).T, np.float32(0))

    def __call__(self, drive: Drive, packing: Packing, steps: Iterable[slice], states: Array) -> None:
        """The drive of packed tokens to their ``states (tokens, hidden)``, taking the steps in the given order."""
        h = np.zeros((packing.batch, len(self._bias)), dtype=np.float32)
        clocks = np.zeros(packing.batch, dtype=np.intp)
        runs = np.arange(len(packing.starts) - 1)[:, None] % self._periods == 0
        for step in steps:
            alive = step.stop - step.start
            state, clock = h[:alive], clocks[:alive]
            driven = drive(step)
            driven += state @ self._recurrent
            np.tanh(driven, out=state, where=runs[clock])
            states[step] = state
            clock += 1

    def gates(self, passage: Passage) -> Gates:
        """The hidden state, the clock (1 where a unit's time has come, else 0) and what each unit would become then."""
        candidate = np.tanh(passage.drive + passage.before() @ self._recurrent)
        clock = np.empty_like(candidate)
        for step, ticks in passage.walk():
            clock[step] = ticks % self._periods == 0
            ticks += 1
        return {"hidden": passage.states, "clock": clock, "candidate": candidate}


def layer(weights: Weights, config: NetworkConfig, input_size: int, number: int) -> Recurrent:
    """The layer of this number, with the periods that are set."""
    return layers_of(partial(Clockwork, periods=config.clock_periods))(weights, config, input_size, number)
