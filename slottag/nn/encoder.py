"""Encoders: layers that read a sentence, in one direction or both, one above the other.

A *cell* is a module made by ``Cell(input_size, hidden)`` that turns ``(batch, length, input_size)`` into
``(batch, length, hidden)`` and lets no position see one to its right. Directions and layers are built from cells; no
cell knows of either.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from slottag.nn.dropout import SentenceDropout
from slottag.nn.lstm import LSTM

Cell = Callable[[int, int], nn.Module]

CELLS: dict[str, Cell] = {"lstm": LSTM}


class Layer(nn.Module):
    """One cell that reads to the right, and with two directions a second that reads to the left.

    The states of both stand side by side, forwards first. Source: Schuster & Paliwal 1997, Bidirectional recurrent
    neural networks; Graves & Schmidhuber 2005.
    """

    def __init__(self, cell: Cell, input_size: int, hidden: int, directions: int) -> None:
        super().__init__()
        self.forwards = cell(input_size, hidden)
        self.backwards = cell(input_size, hidden) if directions == 2 else None

    def forward(self, inputs: Tensor, reversal: Tensor) -> Tensor:
        """``(batch, length, input)`` and where each position's mirror stands ``(batch, length)`` to states
        ``(batch, length, directions·hidden)``.
        """
        states: Tensor = self.forwards(inputs)
        if self.backwards is None:
            return states
        mirrored = self.backwards(_take(inputs, reversal))
        return torch.cat([states, _take(mirrored, reversal)], dim=2)


class Encoder(nn.Module):
    """Layers one above the other, with dropout between them.

    Their parameters are named ``0.forwards.…``, ``0.backwards.…``, ``1.forwards.…``. Source: Graves, Mohamed & Hinton
    2013, Speech recognition with deep recurrent neural networks.
    """

    def __init__(self, cell: Cell, input_size: int, hidden: int, layers: int, directions: int, dropout: float) -> None:
        super().__init__()
        sizes = [input_size] + [hidden * directions] * (layers - 1)
        for number, size in enumerate(sizes):
            self.add_module(str(number), Layer(cell, size, hidden, directions))
        self.dropout = SentenceDropout(dropout)
        self.output_size = hidden * directions

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        """``(batch, length, input)`` and the mask ``(batch, length)`` to states ``(batch, length, output_size)``."""
        reversal = mirror(mask)
        states = inputs
        for number, layer in enumerate(self._layers()):
            states = layer(self.dropout(states) if number else states, reversal)
        return states

    def _layers(self) -> list[Layer]:
        return [module for module in self.children() if isinstance(module, Layer)]


def mirror(mask: Tensor) -> Tensor:
    """For each position of ``(batch, length)`` the one that mirrors it in its own sentence; padding stays."""
    places = torch.arange(mask.shape[1], device=mask.device).expand_as(mask)
    return torch.where(mask, mask.sum(dim=1, keepdim=True) - 1 - places, places)


def _take(values: Tensor, places: Tensor) -> Tensor:
    return values.gather(1, places[:, :, None].expand_as(values))
