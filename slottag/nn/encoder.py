"""Encoders: layers that read a sentence, one above the other.

A *layer* is a module that turns ``(batch, length, input_size)`` and the mask ``(batch, length)`` into
``(batch, length, state_size)``; what stands behind a sentence's end has no effect on what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from slottag.model import NetworkConfig
from slottag.nn.clockwork import Clockwork
from slottag.nn.cnn import CNN
from slottag.nn.dropout import SentenceDropout
from slottag.nn.elman import Elman
from slottag.nn.feedforward import Feedforward
from slottag.nn.gru import GRU
from slottag.nn.jordan import Jordan
from slottag.nn.lstm import LSTM
from slottag.nn.peephole import Peephole
from slottag.nn.recurrent import Cell, Recurrent

Builder = Callable[[NetworkConfig, int, int], nn.Module]


def _recurrent(cell: Cell) -> Builder:
    return lambda config, size, _: Recurrent(cell, size, config.hidden, config.directions)


def _clockwork(config: NetworkConfig, size: int, number: int) -> nn.Module:
    return _recurrent(partial(Clockwork, periods=config.clock_periods))(config, size, number)


def _cnn(config: NetworkConfig, size: int, number: int) -> nn.Module:
    return CNN(size, config.hidden, config.convolution_width, 2**number)


def _feedforward(config: NetworkConfig, size: int, number: int) -> nn.Module:
    return Feedforward(size, config.hidden, 0 if number else config.window)


# How the layer of a number (from 0) is made: from the settings, the size of its inputs and its number.
ENCODERS: dict[str, Builder] = {
    "elman": _recurrent(Elman),
    "jordan": _recurrent(Jordan),
    "lstm": _recurrent(LSTM),
    "peephole": _recurrent(Peephole),
    "gru": _recurrent(GRU),
    "clockwork": _clockwork,
    "cnn": _cnn,
    "feedforward": _feedforward,
}


class Encoder(nn.Module):
    """Layers one above the other, as the configuration has them, with dropout between them.

    Their parameters are named ``0.…``, ``1.…``, those of a recurrent layer ``0.forwards.…`` and ``0.backwards.…``.
    Source: Graves, Mohamed & Hinton 2013, Speech recognition with deep recurrent neural networks.
    """

    def __init__(self, config: NetworkConfig, dropout: float) -> None:
        super().__init__()
        sizes = [config.input_size] + [config.state_size] * (config.layers - 1)
        for number, size in enumerate(sizes):
            self.add_module(str(number), ENCODERS[config.encoder](config, size, number))
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
