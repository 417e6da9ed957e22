"""The moving average of a network's weights."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor


class WeightAverage:
    """An exponential moving average of weights, which scores better than the weights of any one step.

    ``a ← d·a + (1 - d)·w`` after each step, with ``d = min(decay, (1 + n)/(10 + n))`` at step n so that the start is
    soon forgotten. Source: Polyak & Juditsky 1992; the warm-up of d as in Szegedy et al. 2016's training.
    """

    def __init__(self, weights: Mapping[str, Tensor], decay: float) -> None:
        self.weights = {name: weight.detach().clone() for name, weight in weights.items()}
        self._decay = decay

    @torch.no_grad()
    def update(self, weights: Mapping[str, Tensor], step: int) -> None:
        """Take in the weights after this step, counted from 1."""
        decay = min(self._decay, (1 + step) / (10 + step))
        for name, weight in weights.items():
            self.weights[name].lerp_(weight.detach(), 1 - decay)
