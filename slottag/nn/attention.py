"""A view of the whole sentence beside each state."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Attention(nn.Module):
    """Each state with a weighted mean of all states of its sentence beside it.

    ``a_t = Σ_s softmax_s((Q h_t)·(K h_s) / √keys) h_s``, and what goes on is ``[h_t, a_t]``. Source: Liu & Lane 2016,
    Attention-based recurrent neural network models for joint intent detection and slot filling, section 3.2 (the
    aligned state beside the attended ones); the weights are those of Vaswani et al. 2017, section 3.2.1 (scaled dot
    product).

    Args:
        states: numbers in a state.
        keys: numbers by which two states are compared.
    """

    def __init__(self, states: int, keys: int) -> None:
        super().__init__()
        self.query = nn.Linear(states, keys, bias=False)
        self.key = nn.Linear(states, keys, bias=False)
        for projection in (self.query, self.key):
            nn.init.xavier_uniform_(projection.weight)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """``(batch, length, states)`` and the mask ``(batch, length)`` to ``(batch, length, 2·states)``."""
        queries, keys = self.query(states), self.key(states)
        scores = queries @ keys.transpose(1, 2) / keys.shape[2] ** 0.5
        weights = scores.masked_fill(~mask[:, None, :], -torch.inf).softmax(dim=2)
        return torch.cat([states, weights @ states], dim=2)
