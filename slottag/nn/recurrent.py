"""Layers with memory, in one direction or both.

A *cell* is a module made by ``Cell(input_size, hidden)`` that turns ``(batch, length, input_size)`` into
``(batch, length, hidden)`` and lets no position see one to its right. No cell knows of directions, nor of layers.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig

Cell = Callable[[int, int], nn.Module]


class Recurrent(nn.Module):
    """One cell that reads to the right, and with two directions a second that reads to the left.

    The states of both stand side by side. Source: Schuster & Paliwal 1997, Bidirectional recurrent
    neural networks; Graves & Schmidhuber 2005.
    """

    def __init__(self, cell: Cell, input_size: int, hidden: int, directions: int) -> None:
        super().__init__()
        self.forwards = cell(input_size, hidden)
        self.backwards = cell(input_size, hidden) if directions == 2 else None

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        """``(batch, length, input)`` and the mask ``(batch, length)`` to states ``(batch, length, directions·hidden)``,
        forwards first.
        """
        states: Tensor = self.forwards(inputs)
        if self.backwards is None:
            return states
        reversal = mirror(mask)
        mirrored = self.backwards(_take(inputs, reversal))
        return torch.cat([states, _take(mirrored, reversal)], dim=2)


def layers_of(cell: Cell) -> Callable[[NetworkConfig, int, int], Recurrent]:
    """What makes the layers of an encoder that is made of this cell."""
    return lambda config, input_size, _number: Recurrent(cell, input_size, config.hidden, config.directions)


def mirror(mask: Tensor) -> Tensor:
    """For each position of ``(batch, length)`` the one that mirrors it in its own sentence; padding stays."""
    places = torch.arange(mask.shape[1], device=mask.device).expand_as(mask)
    return torch.where(mask, mask.sum(dim=1, keepdim=True) - 1 - places, places)


def _take(values: Tensor, places: Tensor) -> Tensor:
    """For each position of ``(batch, length)`` the values ``(batch, length, size)`` at that place of its sentence."""
    length = values.shape[1]
    rows = places + length * torch.arange(len(values), device=values.device)[:, None]
    return values.flatten(0, 1).index_select(0, rows.flatten()).view_as(values)
