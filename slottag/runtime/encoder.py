"""Encoders: layers that read a sentence, one above the other.

A layer works in two parts. What it ``prepare``s of an input rests on that input alone, so that what a word contributes
to the first layer can be computed once and kept; called with the rows that packed tokens have among what was prepared,
it gives their states ``(tokens, state_size)``. Afterwards it can tell what it held while it did.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
from slottag.runtime.recurrent import MakeCell, Recurrent
from slottag.runtime.weights import Array, Weights

Rows = NDArray[np.intp]


class Layer(Protocol):
    """What a layer does."""

    def prepare(self, inputs: Array) -> Array:
        """``(words, input)`` to what rests on each alone."""

    def __call__(self, prepared: Array, rows: Rows, packing: Packing) -> Array:
        """The states ``(tokens, state_size)`` of packed tokens, given by their rows of what was prepared."""

    def record(self, prepared: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What it held, by direction, when it made these states of what was prepared of each token."""


Builder = Callable[[Weights, NetworkConfig, int, int], Layer]


Window = CNN | Feedforward


class Windowed:
    """A layer that sees several words at once and prepares nothing of one alone."""

    def __init__(self, states: Window) -> None:
        self._states = states

    def prepare(self, inputs: Array) -> Array:
        """The inputs as they are."""
        return inputs

    def __call__(self, prepared: Array, rows: Rows, packing: Packing) -> Array:
        """The states ``(tokens, hidden)`` of packed tokens."""
        return self._states(prepared.take(rows, axis=0), packing)

    def record(self, prepared: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What it held, all around."""
        return self._states.record(prepared, states, packing)


def _recurrent(cell: MakeCell) -> Builder:
    return lambda weights, config, size, _: Recurrent(cell, weights, size, config.hidden, config.directions)


def _clockwork(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return _recurrent(partial(Clockwork, periods=config.clock_periods))(weights, config, size, number)


def _cnn(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return Windowed(CNN(weights, size, config.hidden, config.convolution_width, 2**number))


def _feedforward(weights: Weights, config: NetworkConfig, size: int, number: int) -> Layer:
    return Windowed(Feedforward(weights, size, config.hidden, 0 if number else config.window))


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

    def prepare(self, inputs: Array) -> Array:
        """``(words, input)`` to what each contributes to the first layer."""
        return self._layers[0].prepare(inputs)

    def __call__(self, prepared: Array, rows: Rows, packing: Packing) -> Array:
        """The states ``(tokens, state_size)`` of packed tokens, given by their rows of what was prepared."""
        states = self._layers[0](prepared, rows, packing)
        tokens = np.arange(packing.tokens)
        for layer in self._layers[1:]:
            states = layer(layer.prepare(states), tokens, packing)
        return states

    def record(self, prepared: Array, rows: Rows, packing: Packing) -> tuple[Array, list[Recorded]]:
        """The states of packed tokens, and what each layer held on the way to them."""
        recorded: list[Recorded] = []
        tokens = np.arange(packing.tokens)
        states = prepared.take(rows, axis=0)
        for number, layer in enumerate(self._layers, start=1):
            below = layer.prepare(states) if recorded else states
            states = layer(below, tokens, packing)
            held = layer.record(below, states, packing)
            recorded += [Recorded(number, direction, gates) for direction, gates in held.items()]
        return states, recorded
