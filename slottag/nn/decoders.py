"""What a sentence's tags cost: the two decoders' negative log-likelihoods. Decoding itself is done in ``runtime``."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.nn.partition import LogPartition


class CRF(nn.Module):
    """A linear-chain conditional random field over tags.

    ``score(y) = start[y_1] + Σ_t emissions[t, y_t] + Σ_t transitions[y_{t-1}, y_t] + end[y_n]`` and
    ``log p(y) = score(y) - log Σ_y' exp score(y')``, the sum over all sequences without a forbidden transition.
    Source: Lafferty, McCallum & Pereira 2001; Lample et al. 2016, section 2.2.

    Args:
        allowed: ``(tags, tags)`` true where the tag of the column may follow that of the row.
        starts: ``(tags,)`` true where a tag may be a sentence's first.
        ends: ``(tags,)`` true where a tag may be a sentence's last.
    """

    allowed: Tensor
    starts: Tensor
    ends: Tensor

    def __init__(self, allowed: Tensor, starts: Tensor, ends: Tensor) -> None:
        super().__init__()
        tags = len(starts)
        # transitions[i, j] is the score of tag j behind tag i.
        self.transitions = nn.Parameter(torch.empty(tags, tags).uniform_(-0.1, 0.1))
        self.start_transitions = nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1))
        self.end_transitions = nn.Parameter(torch.empty(tags).uniform_(-0.1, 0.1))
        self.register_buffer("allowed", allowed, persistent=False)
        self.register_buffer("starts", starts, persistent=False)
        self.register_buffer("ends", ends, persistent=False)

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """``(batch, length, tags)`` emissions, ``(batch, length)`` tags and mask to ``-log p(tags)``, ``(batch,)``."""
        return self.log_partition(emissions, mask) - self.score(emissions, tags, mask)

    def score(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """The score of these tags, ``(batch,)``."""
        emitted = emissions.gather(2, tags[:, :, None])[:, :, 0]
        moved = self.transitions[tags[:, :-1], tags[:, 1:]]
        last = tags.gather(1, mask.sum(dim=1, keepdim=True) - 1)[:, 0]
        inside = (emitted * mask).sum(dim=1) + (moved * mask[:, 1:]).sum(dim=1)
        return (inside + self.start_transitions[tags[:, 0]] + self.end_transitions[last]).double()

    def log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """The logarithm of the sum over all allowed tag sequences, ``(batch,)``."""
        pairs = zip(self.parameters(), (self.allowed, self.starts, self.ends), strict=True)
        scores = [scores.masked_fill(~possible, -torch.inf) for scores, possible in pairs]
        total: Tensor = LogPartition.apply(emissions, *scores, mask)  # type: ignore[no-untyped-call]
        return total


class Softmax(nn.Module):
    """Each token's tag by itself: ``log p(y) = Σ_t log softmax(emissions[t])[y_t]``.

    Which tags may follow each other is left to the decoding.
    """

    def forward(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """``(batch, length, tags)`` emissions, ``(batch, length)`` tags and mask to ``-log p(tags)``, ``(batch,)``."""
        losses = functional.cross_entropy(emissions.flatten(0, 1), tags.flatten(), reduction="none")
        return (losses.view_as(mask) * mask).sum(dim=1)


Decoder = CRF | Softmax
DECODERS: dict[str, Callable[[Tensor, Tensor, Tensor], Decoder]] = {
    "crf": CRF,
    "softmax": lambda _allowed, _starts, _ends: Softmax(),
}
