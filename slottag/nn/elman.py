"""The simple recurrent network."""

from __future__ import annotations

from torch import Tensor, nn

from slottag.nn.initial import initialise
from slottag.nn.recurrent import layers_of


class Elman(nn.RNN):
    """One Elman layer, reading left to right, on torch's fused kernel.

    ``h_t = tanh(W x_t + U h_{t-1} + b)``, the same weights at every step. Source: Elman 1990, Finding structure in
    time.

    The parameters are ``weight_ih_l0 (hidden, input)``, ``weight_hh_l0 (hidden, hidden)`` and two biases, which are
    added.
    """

    def __init__(self, input_size: int, hidden: int) -> None:
        super().__init__(input_size, hidden, batch_first=True)
        initialise(self)

    def forward(self, inputs: Tensor) -> Tensor:  # type: ignore[override]
        """``(batch, length, input)`` to the hidden states ``(batch, length, hidden)``."""
        states: Tensor = super().forward(inputs)[0]
        return states


layer = layers_of(Elman)
