"""Convolutions over the words of a sentence."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig


class CNN(nn.Conv1d):
    """One layer of filters, each of which sees some words, ``dilation`` apart, around each place.

    ``h_t = relu(Σ_j W_j x_{t + j·dilation} + b)`` for j from -k to k, a filter's width being 2k + 1; beyond the
    sentence's ends x is 0. Where the dilation doubles from layer to layer, what a state rests on doubles too. Source:
    Collobert et al. 2011, section 3.3.2; Yu & Koltun 2016; Strubell et al. 2017, Fast and accurate entity recognition
    with iterated dilated convolutions.

    ``weight (hidden, input, width)`` has the leftmost word first.
    """

    def __init__(self, input_size: int, hidden: int, width: int, dilation: int) -> None:
        super().__init__(input_size, hidden, width, padding=width // 2 * dilation, dilation=dilation)
        nn.init.kaiming_uniform_(self.weight, nonlinearity="relu")

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:  # type: ignore[override]
        """``(batch, length, input)`` and the mask ``(batch, length)`` to the states ``(batch, length, hidden)``."""
        answers = super().forward((inputs * mask[:, :, None]).transpose(1, 2))
        return torch.relu(answers).transpose(1, 2)


def layer(config: NetworkConfig, input_size: int, number: int) -> CNN:
    """The layer of this number, from 0: what its filters see is twice as far apart as below it."""
    return CNN(input_size, config.hidden, config.convolution_width, 2**number)
