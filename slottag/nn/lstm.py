"""Long short-term memory."""

from __future__ import annotations

from torch import Tensor, nn

from slottag.nn.initial import initialise
from slottag.nn.recurrent import layers_of


class LSTM(nn.LSTM):
    """One LSTM layer, reading left to right, on torch's fused kernel.

    ``i, f, o = σ(W x_t + U h_{t-1} + b)``, ``g = tanh(W_g x_t + U_g h_{t-1} + b_g)``, ``c_t = f∘c_{t-1} + i∘g``,
    ``h_t = o∘tanh(c_t)``. Source: Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins
    2000, whose bias starts at 1 (Jozefowicz, Zaremba & Sutskever 2015).

    The rows of ``weight_ih_l0 (4·hidden, input)``, ``weight_hh_l0 (4·hidden, hidden)`` and the two biases are those of
    i, f, g, o in this order.
    """

    def __init__(self, input_size: int, hidden: int) -> None:
        super().__init__(input_size, hidden, batch_first=True)
        initialise(self, gates=4)
        nn.init.ones_(self.get_parameter("bias_ih_l0").detach()[hidden : 2 * hidden])

    def forward(self, inputs: Tensor) -> Tensor:  # type: ignore[override]
        """``(batch, length, input)`` to the hidden states ``(batch, length, hidden)``."""
        states: Tensor = super().forward(inputs)[0]
        return states


layer = layers_of(LSTM)
