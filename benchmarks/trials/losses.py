"""Other losses than the likelihood of the tags."""

from __future__ import annotations

from dataclasses import fields, replace

import torch
from torch import Tensor
from torch.nn import functional

from slottag.nn import Batch, Objective
from slottag.nn.decoders import Softmax
from slottag.nn.network import Scores

_RIGHT, _WRONG, _SCALE = 2.5, 0.5, 2.0
_CONSISTENCY = 1.0


def ranking(_decoder: Softmax, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
    """What it costs, ``(batch,)``, that the right tag is not above one margin and the best wrong one not below another.

    ``Σ_t log(1 + exp(γ (m⁺ - s[t, y_t]))) + log(1 + exp(γ (m⁻ + max_{c≠y_t} s[t, c])))`` over ``(batch, length, tags)``
    emissions s. Source: dos Santos, Xiang & Zhou 2015, Classifying relations by ranking with convolutional neural
    networks, section 2.6, whose γ and margins these are; for slots Vu, Gupta, Adel & Schütze 2016, Bi-directional
    recurrent neural network with ranking loss for spoken language understanding. O is a tag like any other here.
    """
    right = emissions.gather(2, tags[:, :, None])[:, :, 0]
    wrong = emissions.scatter(2, tags[:, :, None], -torch.inf).amax(dim=2)
    losses = functional.softplus(_SCALE * (_RIGHT - right)) + functional.softplus(_SCALE * (_WRONG + wrong))
    return (losses * mask).sum(dim=1)


class Consistent(Objective):
    """Each sentence read twice with other features left out; that both readings differ costs something.

    ``loss + λ Σ_t KL(p_t ‖ q_t) + KL(q_t ‖ p_t)``, p and q the softmax of the emissions of the two readings, the loss
    being their mean. Source: Wu et al. 2021, R-Drop: regularized dropout for neural networks, section 2.1, with α = 4λ.
    """

    def forward(self, batch: Batch) -> Tensor:
        """The mean loss of the batch's sentences; a scalar."""
        return super().forward(_twice(batch))

    def _marks(self, scores: Scores, batch: Batch) -> Tensor:
        first, second = scores.emissions.log_softmax(dim=2).chunk(2)
        apart = ((first.exp() - second.exp()) * (first - second)).sum(dim=2)
        once = batch.mask[: len(first)]
        return super()._marks(scores, batch) + _CONSISTENCY * (apart * once).sum(dim=1).mean()


def _twice(batch: Batch) -> Batch:
    """Each sentence of the batch two times, the table of the distinct words once."""
    of_sentences = {field.name for field in fields(batch)} - {"characters", "character_mask"}
    return replace(batch, **{name: torch.cat([getattr(batch, name)] * 2) for name in of_sentences})
