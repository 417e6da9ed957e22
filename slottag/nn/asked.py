"""What the question before a sentence was about, as an input of a network."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.nn.dropout import WholeDropout

# The part of the sentences in which it is left out, of the part of a layer's inputs that dropout leaves out.
_LEFT_OUT = 0.4


class Asked(nn.Module):
    """A learned vector for each slot; those of the slots that were asked are added to what stands for each token.

    ``x_t + Σ_s m_s a_s``, where ``m_s`` is how much each was asked (``slottag.model.asked``). In training, in some of
    the sentences, nothing is told, so that a sentence is read without its question, too.
    """

    def __init__(self, slots: int, size: int, dropout: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(slots, size))
        bound = (3 / size) ** 0.5
        nn.init.uniform_(self.weight, -bound, bound)
        self.dropout = WholeDropout(dropout * _LEFT_OUT)

    def forward(self, asked: Tensor) -> Tensor:
        """``(batch, slots)`` of how much each slot was asked to ``(batch, 1, size)``."""
        told: Tensor = self.dropout((asked @ self.weight)[:, None])
        return told
