"""Encoders: layers that read a sentence, one above the other.

A *layer* is a module that turns ``(batch, length, input_size)`` and the mask ``(batch, length)`` into
``(batch, length, state_size)``; what stands behind a sentence's end has no effect on what stands in it. The module of
an encoder's name makes its layers: its function ``layer`` is given the settings, the size of the layer's inputs and the
layer's number, from 0.
"""

from __future__ import annotations

from importlib import import_module

from torch import Tensor, nn

from slottag.model import NetworkConfig
from slottag.nn.dropout import SentenceDropout


class Encoder(nn.Module):
    """Layers one above the other, as the configuration has them, with dropout between them.

    Their parameters are named ``0.…``, ``1.…``, those of a recurrent layer ``0.forwards.…`` and ``0.backwards.…``.
    Of a token ``told`` numbers are read that are not the network's own. Source: Graves, Mohamed & Hinton 2013, Speech
    recognition with deep recurrent neural networks.
    """

    def __init__(self, config: NetworkConfig, dropout: float, told: int = 0) -> None:
        super().__init__()
        layer = import_module(f"slottag.nn.{config.encoder}").layer
        sizes = [config.input_size + told] + [config.state_size] * (config.layers - 1)
        for number, size in enumerate(sizes):
            self.add_module(str(number), layer(config, size, number))
        self.layers = len(sizes)
        self.dropout = SentenceDropout(dropout)

    def forward(self, inputs: Tensor, mask: Tensor) -> list[Tensor]:
        """``(batch, length, input)`` and the mask ``(batch, length)`` to the states of each layer, the lowest first:
        ``(batch, length, state_size)``.
        """
        states = [self.get_submodule("0")(inputs, mask)]
        for number in range(1, self.layers):
            states.append(self.get_submodule(str(number))(self.dropout(states[-1]), mask))
        return states
