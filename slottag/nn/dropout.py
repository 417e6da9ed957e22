"""Dropout that leaves out the same features throughout a sentence."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SentenceDropout(nn.Module):
    """One mask for all positions of a sentence: a feature is there throughout or not at all.

    ``y_t = x_t ∘ m / (1 - p)`` with ``m ~ Bernoulli(1 - p)`` drawn once a sentence. Source: Gal & Ghahramani 2016,
    A theoretically grounded application of dropout in recurrent neural networks (their "variational" dropout, here
    on inputs and outputs).
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, values: Tensor) -> Tensor:
        """``(batch, length, size)`` to the same shape."""
        if not self.training or self.share == 0.0:
            return values
        kept = torch.empty_like(values[:, :1]).bernoulli_(1 - self.share)
        return values * (kept / (1 - self.share))
