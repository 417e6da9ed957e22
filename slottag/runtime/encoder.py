"""Encoders: layers that read a sentence, one above the other.

A *layer* turns packed ``(tokens, input_size)`` into ``(tokens, state_size)``, and tells what it held while it did.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from slottag.model import NetworkConfig
from slottag.runtime.clockwork import Clockwork
from slottag.runtime.cnn import CNN
from slottag.runtime.elman import Elman
from slottag.runtime.feedforward import Feedforward
from slottag.runtime.gru import GRU
from slottag.runtime.jordan import Jordan
from slottag.runtime.lstm import LSTM
from slottag.runtime.packing import Packing
from slottag.runtime.peephole import Peephole
from slottag.runtime.recording import Gates, Recorded
from slottag.runtime.recurrent import Cell, Recurrent
from slottag.runtime.weights import Array, Weights


class Layer(Protocol):
    """What a layer does."""

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to states ``(tokens, state_size)``."""

    def record(self, inputs: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What it held when it made these states of these inputs, by direction."""


Builder = Callable[[Weights, NetworkConfig, int, int], Layer]


def _recurrent(cell: Cell) -> Builder:
    return lambda weights, config, size, _: Recurrent(cell, weights, size, config.hidden, config.directions)


def _clockwork(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return _recurrent(partial(Clockwork, periods=config.clock_periods))(weights, config, size, number)


def _cnn(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return CNN(weights, size, config.hidden, config.convolution_width, 2**number)


def _feedforward(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return Feedforward(weights, size, config.hidden, 0 if number else config.window)


# How the layer of a number (from 0) is made: from its weights, the settings, the size of its inputs and its number.
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


class Encoder:
    """Layers one above the other, as the configuration has them. Source: Graves, Mohamed & Hinton 2013."""

    def __init__(self, weights: Weights, config: NetworkConfig) -> None:
        sizes = [config.input_size] + [config.state_size] * (config.layers - 1)
        self._layers = [
            ENCODERS[config.encoder](weights.under(str(number)), config, size, number)
            for number, size in enumerate(sizes)
        ]

    def __call__(self, inputs: Array, packing: Packing) -> Array:
        """``(tokens, input)`` to states ``(tokens, state_size)``."""
        states = inputs
        for layer in self._layers:
            states = layer(states, packing)
        return states

    def record(self, inputs: Array, packing: Packing) -> tuple[Array, list[Recorded]]:
        """The states, and what each layer held on the way to them."""
        recorded, states = [], inputs
        for number, layer in enumerate(self._layers, start=1):
            below, states = states, layer(states, packing)
            held = layer.record(below, states, packing)
            recorded += [Recorded(number, direction, gates) for direction, gates in held.items()]
        return states, recorded
