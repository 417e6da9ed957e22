"""The gated recurrent unit."""

from __future__ import annotations

from torch import Tensor, nn

from slottag.nn.initial import initialise
from slottag.nn.recurrent import layers_of


class GRU(nn.GRU):
    """One GRU layer, reading left to right, on torch's fused kernel.

    ``r, z = σ(W x_t + U h_{t-1} + b)``, ``n = tanh(W_n x_t + b_n + r∘(U_n h_{t-1} + d_n))``,
    ``h_t = z∘h_{t-1} + (1-z)∘n``. Source: Cho et al. 2014, Learning phrase representations using RNN encoder-decoder.

    Two forms are in print. The article's later version (arXiv:1406.1078v3) resets the state before it is multiplied,
    ``W [r∘h_{t-1}, x_t]``; its first version (v1) resets the product, as here. This is the form of the fused kernels,
    on GPUs too, and the three recurrent products of a step are one. What z stands for differs likewise: here, as in the
    article, for what is kept; where ``(1-z)∘h_{t-1} + z∘n`` is written, for what is new.

    The rows of ``weight_ih_l0 (3·hidden, input)``, ``weight_hh_l0 (3·hidden, hidden)`` and the two biases are those of
    r, z, n in this order.
    """

    def __init__(self, input_size: int, hidden: int) -> None:
        super().__init__(input_size, hidden, batch_first=True)
        initialise(self, gates=3)

    def forward(self, inputs: Tensor) -> Tensor:  # type: ignore[override]
        """``(batch, length, input)`` to the hidden states ``(batch, length, hidden)``."""
        states: Tensor = super().forward(inputs)[0]
        return states


layer = layers_of(GRU)
