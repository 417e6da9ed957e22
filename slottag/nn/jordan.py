"""The recurrent network that remembers what it gave."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.nn.initial import initialise
from slottag.nn.recurrent import layers_of


class Jordan(nn.Module):
    """One Jordan layer, reading left to right.

    ``h_t = tanh(W x_t + U y_{t-1} + b)``, ``y_t = tanh(V h_t + d)``: what comes back is not the hidden state but the
    output. Source: Jordan 1986, Serial order: a parallel distributed processing approach; for slot filling Mesnil et
    al. 2013, who feed back the probabilities of the slots.

    Inside a tagger the slots are weighed together, behind all layers and both directions; a layer that waited for them
    could not be one of several. So each layer has output units of its own, as many as hidden ones, and it is they that
    the next layer sees: no other way leads out of a step, neither upwards nor onwards, than through the output.

    The parameters are ``weight_ih (hidden, input)``, ``weight_hh (hidden, hidden)``, which takes in the last output,
    ``bias``, ``weight_ho (hidden, hidden)``, which makes the output, and ``bias_o``.
    """

    def __init__(self, input_size: int, hidden: int) -> None:
        super().__init__()
        self.weight_ih = nn.Parameter(torch.empty(hidden, input_size))
        self.weight_hh = nn.Parameter(torch.empty(hidden, hidden))
        self.bias = nn.Parameter(torch.empty(hidden))
        self.weight_ho = nn.Parameter(nn.init.orthogonal_(torch.empty(hidden, hidden)))
        self.bias_o = nn.Parameter(torch.empty(hidden))
        initialise(self)

    def forward(self, inputs: Tensor) -> Tensor:
        """``(batch, length, input)`` to the outputs ``(batch, length, hidden)``."""
        drive = functional.linear(inputs, self.weight_ih, self.bias)
        y = torch.zeros_like(drive[:, 0])
        outputs = []
        for driven in drive.unbind(1):
            h = torch.tanh(torch.addmm(driven, y, self.weight_hh.t()))
            y = torch.tanh(torch.addmm(self.bias_o, h, self.weight_ho.t()))
            outputs.append(y)
        return torch.stack(outputs, dim=1)


layer = layers_of(Jordan)
