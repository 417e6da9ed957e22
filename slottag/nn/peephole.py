"""Long short-term memory whose gates see the cell."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.nn.initial import initialise
from slottag.nn.recurrent import layers_of


class Peephole(nn.Module):
    """One LSTM layer with peepholes, reading left to right.

    ``i, f = σ(W x_t + U h_{t-1} + p∘c_{t-1} + b)``, ``g = tanh(W_g x_t + U_g h_{t-1} + b_g)``,
    ``c_t = f∘c_{t-1} + i∘g``, ``o = σ(W_o x_t + U_o h_{t-1} + p_o∘c_t + b_o)``, ``h_t = o∘tanh(c_t)``.
    Source: Gers, Schraudolph & Schmidhuber 2002, Learning precise timing with LSTM recurrent networks. Theirs is the
    form in which the output gate sees the new cell state, and each gate that of its own unit alone. (Another in print
    has all three gates see ``c_{t-1}``.)

    The rows of ``weight_ih (4·hidden, input)``, ``weight_hh (4·hidden, hidden)`` and ``bias`` are those of i, f, g, o
    in this order; those of ``peepholes (3, hidden)``, which start at 0, of i, f, o.
    """

    def __init__(self, input_size: int, hidden: int) -> None:
        super().__init__()
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden, input_size))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden, hidden))
        self.bias = nn.Parameter(torch.empty(4 * hidden))
        self.peepholes = nn.Parameter(torch.zeros(3, hidden))
        initialise(self, gates=4)
        nn.init.ones_(self.bias.detach()[hidden : 2 * hidden])

    def forward(self, inputs: Tensor) -> Tensor:
        """``(batch, length, input)`` to the hidden states ``(batch, length, hidden)``."""
        to_i, to_f, to_o = self.peepholes
        drive = functional.linear(inputs, self.weight_ih, self.bias)
        h = c = drive.new_zeros(len(inputs), len(to_i))
        states = []
        for driven in drive.unbind(1):
            i, f, g, o = torch.addmm(driven, h, self.weight_hh.t()).chunk(4, dim=1)
            i = torch.sigmoid(torch.addcmul(i, to_i, c))
            f = torch.sigmoid(torch.addcmul(f, to_f, c))
            c = torch.addcmul(f * c, i, torch.tanh(g))
            o = torch.sigmoid(torch.addcmul(o, to_o, c))
            h = o * torch.tanh(c)
            states.append(h)
        return torch.stack(states, dim=1)


layer = layers_of(Peephole)
