"""Dropout for sentences: of the same features throughout one, or of all features at once."""

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
        kept = torch.rand_like(values[:, :1]) >= self.share
        return values * (kept / (1 - self.share))


class WholeDropout(nn.Module):
    """In a part of the sentences the whole vector is not there, in the others it is as it always is.

    So what reads it beside something else must do without it, too. Nothing makes up for what is left out: a vector that
    is there says as much as it will in the end.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, values: Tensor) -> Tensor:
        """``(batch, length, size)`` to the same shape."""
        if not self.training or self.share == 0.0:
            return values
        return values * (torch.rand_like(values[:, :1, :1]) >= self.share)
