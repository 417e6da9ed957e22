"""Encoders: layers that read a sentence, one above the other.

A layer works in two parts. What it ``prepare``s of an input rests on that input alone, so that what a word contributes
to the first layer can be computed once and kept; of a sum of inputs it is the sum of theirs, up to a bias. Called with
the rows that packed tokens have among what was prepared, it gives their states ``(tokens, state_size)``. Afterwards it
can tell what it held while it did. The module of an encoder's name makes its layers: its function ``layer`` is given a
layer's weights, the settings, the size of the layer's inputs and the layer's number, from 0.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

import numpy as np

from slottag.model import NetworkConfig
from slottag.runtime.kept import Rows
from slottag.runtime.packing import Packing
from slottag.runtime.recording import Gates, Recorded
from slottag.runtime.weights import Array, Weights


class Layer(Protocol):
    """What a layer does."""

    def prepare(self, inputs: Array) -> Array:
        """``(words, input)`` to what rests on each alone."""

    def __call__(self, prepared: Array, rows: Rows, packing: Packing) -> Array:
        """The states ``(tokens, state_size)`` of packed tokens, given by their rows of what was prepared."""

    def record(self, prepared: Array, states: Array, packing: Packing) -> dict[str, Gates]:
        """What it held, by direction, when it made these states of what was prepared of each token."""


class Encoder:
    """Layers one above the other, as the configuration has them. Source: Graves, Mohamed & Hinton 2013.

    Args:
        told: the numbers that are read of a token and are not the network's own.
    """

    def __init__(self, weights: Weights, config: NetworkConfig, told: int = 0) -> None:
        layer = import_module(f"slottag.runtime.{config.encoder}").layer
        sizes = [config.input_size + told] + [config.state_size] * (config.layers - 1)
        self._layers: list[Layer] = [
            layer(weights.under(str(number)), config, size, number) for number, size in enumerate(sizes)
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
