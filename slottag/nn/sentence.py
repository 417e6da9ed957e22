"""What a sentence as a whole shows."""

from __future__ import annotations

import torch
from torch import Tensor


def max_pooled(states: Tensor, mask: Tensor) -> Tensor:
    """Max pooling over a sentence: ``(batch, length, states)`` and the mask ``(batch, length)``
    to ``(batch, 1, states)``.

    Source: Zhang & Wang 2016, A joint model of intent determination and slot filling for spoken language understanding,
    section 3.3.
    """
    return states.masked_fill(~mask[:, :, None], -torch.inf).amax(dim=1, keepdim=True)
