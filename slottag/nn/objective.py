"""What a network is trained for."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.nn.batch import Batch
from slottag.nn.decoders import Expectations
from slottag.nn.intent import intent_loss
from slottag.nn.language import LanguageModel
from slottag.nn.network import Network, Scores


class Lesson(NamedTuple):
    """What teachers say of a batch.

    Attributes:
        tags: how often they take each tag at each place, and each transition.
        intents: ``(batch, intents)`` the probability of each intent; ``None`` where they predict none.
    """

    tags: Expectations
    intents: Tensor | None


class Objective(nn.Module):
    """The tags of sentences, and beside them their intents and the words next to each other.

    Args:
        network: what is trained.
        language: what foretells words from the states of its lowest layer; ``None`` for nothing.
        intent_weight: how much the loss of the intents counts.
        language_weight: how much the loss of the words counts.
        lesson_weight: the part that what teachers say has in the loss of tags and intents, where there are teachers.
    """

    def __init__(
        self,
        network: Network,
        language: LanguageModel | None,
        intent_weight: float,
        language_weight: float,
        lesson_weight: float = 1.0,
    ) -> None:
        super().__init__()
        self.network = network
        self.language = language
        self.intent_weight = intent_weight
        self.language_weight = language_weight
        self.lesson_weight = lesson_weight

    def forward(self, batch: Batch, lesson: Lesson | None = None) -> Tensor:
        """The mean loss of the batch's sentences, from their marks and from what a lesson says; a scalar."""
        scores = self.network(batch)
        loss = self._marks(scores, batch)
        if lesson is not None:
            loss = torch.lerp(loss, self._taught(scores, batch, lesson).to(loss), self.lesson_weight)
        if self.language is None:
            return loss
        language: Tensor = self.language(scores.states, batch.words, batch.mask)
        return loss + self.language_weight * language / len(batch.mask)

    def _marks(self, scores: Scores, batch: Batch) -> Tensor:
        """The negative log-likelihood of the tags and intents."""
        loss: Tensor = self.network.decoder(scores.emissions, batch.tags, batch.mask).mean()
        return (
            loss if scores.intents is None else loss + self.intent_weight * intent_loss(scores.intents, batch.intents)
        )

    def _taught(self, scores: Scores, batch: Batch, lesson: Lesson) -> Tensor:
        """The cross entropy of what teachers say with what the network says.

        Source: Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network; for sequences Wang et al.
        2020, Structure-level knowledge distillation for multilingual sequence labeling, section 3.3.
        """
        loss = self.network.decoder.cross_entropy(scores.emissions, batch.mask, lesson.tags) / len(batch.mask)
        if scores.intents is None or lesson.intents is None:
            return loss
        return loss + self.intent_weight * functional.cross_entropy(scores.intents, lesson.intents)
