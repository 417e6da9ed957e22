"""The network without memory."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model import NetworkConfig


class Feedforward(nn.Linear):
    """One layer that sees each word by itself, or with some neighbours on each side.

    ``h_t = tanh(W [x_{t-k} … x_{t+k}] + b)``; beyond the sentence's ends x is 0. Source: Collobert et al. 2011, Natural
    language processing (almost) from scratch, section 3.3.1 (the window approach).

    The columns of ``weight (hidden, (2·window + 1)·input)`` are those of the leftmost word, the next, and so on.
    """

    def __init__(self, input_size: int, hidden: int, window: int) -> None:
        super().__init__((2 * window + 1) * input_size, hidden)
        self.window = window
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:  # type: ignore[override]
        """``(batch, length, input)`` and the mask ``(batch, length)`` to the states ``(batch, length, hidden)``."""
        length = inputs.shape[1]
        padded = functional.pad(inputs * mask[:, :, None], (0, 0, self.window, self.window))
        seen = torch.cat([padded[:, place : place + length] for place in range(2 * self.window + 1)], dim=2)
        return torch.tanh(super().forward(seen))


def layer(config: NetworkConfig, input_size: int, number: int) -> Feedforward:
    """The layer of this number, from 0: the lowest has the window."""
    return Feedforward(input_size, config.hidden, 0 if number else config.window)
