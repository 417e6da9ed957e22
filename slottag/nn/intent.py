"""What a sentence as a whole asks for."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

# The number of a sentence without an intent, which costs nothing whatever is found.
NO_INTENT = -1


class Intent(nn.Module):
    """The scores of a sentence's intents from what the sentence as a whole shows.

    ``s = W max_t h_t + b``. Source: Zhang & Wang 2016, A joint model of intent determination and slot filling for
    spoken language understanding, section 3.3.
    """

    def __init__(self, states: int, intents: int) -> None:
        super().__init__()
        self.projection = nn.Linear(states, intents)

    def forward(self, pooled: Tensor) -> Tensor:
        """``(batch, states)`` to the scores ``(batch, intents)``."""
        scores: Tensor = self.projection(pooled)
        return scores


def intent_loss(scores: Tensor, intents: Tensor) -> Tensor:
    """The negative log-likelihood of these intents ``(batch,)`` with the scores ``(batch, intents)``, the mean over the
    batch's sentences; a scalar.
    """
    return functional.cross_entropy(scores, intents, ignore_index=NO_INTENT, reduction="sum") / len(scores)
