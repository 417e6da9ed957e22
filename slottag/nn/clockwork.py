"""The recurrent network whose units run at different speeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model import NetworkConfig
from slottag.nn.initial import initialise
from slottag.nn.recurrent import Recurrent, layers_of


class Clockwork(nn.Module):
    """One clockwork layer, reading left to right.

    ``h_t[u] = tanh(W x_t + U h_{t-1} + b)[u]`` where ``t mod period[u] = 0``, else ``h_{t-1}[u]``; ``U[u, v] = 0``
    where v's period is shorter than u's, so that slow units feed fast ones and not the reverse. Source: Koutník, Greff,
    Gomez & Schmidhuber 2014, A clockwork RNN.

    The clock starts with t = 0 at the first token that is read, so every unit takes that one in. A layer that reads to
    the left starts its own at the sentence's last token.

    The parameters are ``weight_ih (hidden, input)``, ``weight_hh (hidden, hidden)``, of which the entries from faster
    to slower units have no effect, and ``bias``.

    Args:
        periods: ``(hidden,)`` the period of each unit, not falling.
    """

    periods: Tensor
    fed: Tensor

    def __init__(self, input_size: int, hidden: int, periods: Sequence[int]) -> None:
        super().__init__()
        self.weight_ih = nn.Parameter(torch.empty(hidden, input_size))
        self.weight_hh = nn.Parameter(torch.empty(hidden, hidden))
        self.bias = nn.Parameter(torch.empty(hidden))
        self.register_buffer("periods", torch.tensor(periods), persistent=False)
        # fed[u, v] says whether unit v feeds unit u.
        self.register_buffer("fed", self.periods >= self.periods[:, None], persistent=False)
        initialise(self)
        self._make_groups_orthogonal()

    def forward(self, inputs: Tensor) -> Tensor:
        """``(batch, length, input)`` to the hidden states ``(batch, length, hidden)``."""
        drive = functional.linear(inputs, self.weight_ih, self.bias)
        recurrent = (self.weight_hh * self.fed).t()
        clock = torch.arange(inputs.shape[1], device=inputs.device)
        runs = clock[:, None] % self.periods == 0
        h = torch.zeros_like(drive[:, 0])
        states = []
        for driven, running in zip(drive.unbind(1), runs.unbind(0), strict=True):
            h = torch.where(running, torch.tanh(torch.addmm(driven, h, recurrent)), h)
            states.append(h)
        return torch.stack(states, dim=1)

    def _make_groups_orthogonal(self) -> None:
        """Have what each group feeds itself start out orthogonal, as all of an Elman layer: so it forgets slowly."""
        first = 0
        for units in torch.unique_consecutive(self.periods, return_counts=True)[1].tolist():
            own = slice(first, first + units)
            nn.init.orthogonal_(self.weight_hh.detach()[own, own])
            first += units


def layer(config: NetworkConfig, input_size: int, number: int) -> Recurrent:
    """The layer of this number, with the periods that are set."""
    return layers_of(partial(Clockwork, periods=config.clock_periods))(config, input_size, number)
