"""Other dropout, and other courses of the learning rate."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn import functional

from slottag.nn.dropout import SentenceDropout


def dropout(layer: SentenceDropout, values: Tensor) -> Tensor:
    """Other features left out at each token. Source: Srivastava et al. 2014, Dropout: a simple way to prevent neural
    networks from overfitting.
    """
    return functional.dropout(values, layer.share, layer.training)


def constant(progress: float, warmup: float) -> float:
    """The part of the highest learning rate at ``progress``: all of it once the warm-up is over."""
    return progress / warmup if progress < warmup else 1.0


def cosine(progress: float, warmup: float) -> float:
    """The part of the highest learning rate at ``progress``: a rise over the warm-up, then half a wave down to nothing.

    Source: Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts, equation 5, without any.
    """
    if progress < warmup:
        return progress / warmup
    return (1 + math.cos(math.pi * (progress - warmup) / (1 - warmup))) / 2
