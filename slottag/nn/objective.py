"""What a network is trained for."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model.config import TrainingConfig
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
        settings: how much each of these counts, and how far a tag's marks are smoothed.
    """

    def __init__(self, network: Network, language: LanguageModel | None, settings: TrainingConfig) -> None:
        super().__init__()
        self.network = network
        self.language = language
        self.settings = settings

    def forward(self, batch: Batch, lesson: Lesson | None = None) -> Tensor:
        """The mean loss of the batch's sentences, from their marks and from what a lesson says; a scalar."""
        scores = self.network(batch)
        loss = self._marks(scores, batch)
        if lesson is not None:
            loss = torch.lerp(loss, self._taught(scores, batch, lesson).to(loss), self.settings.lesson_weight)
        if self.language is None:
            return loss
        language: Tensor = self.language(scores.states, batch.words, batch.mask)
        return loss + self.settings.language_weight * language / len(batch.mask)

    def _marks(self, scores: Scores, batch: Batch) -> Tensor:
        """The negative log-likelihood of the tags, smoothed, and that of the intents."""
        loss: Tensor = self.network.decoder(scores.emissions, batch.tags, batch.mask).mean()
        if part := self.settings.label_smoothing:
            loss = (1 - part) * loss + part * indifference(scores.emissions, batch.mask)
        if scores.intents is None:
            return loss
        return loss + self.settings.intent_weight * intent_loss(scores.intents, batch.intents)

    def _taught(self, scores: Scores, batch: Batch, lesson: Lesson) -> Tensor:
        """The cross entropy of what teachers say with what the network says.

        Source: Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network; for sequences Wang et al.
        2020, Structure-level knowledge distillation for multilingual sequence labeling, section 3.3.
        """
        loss = self.network.decoder.cross_entropy(scores.emissions, batch.mask, lesson.tags) / len(batch.mask)
        if scores.intents is None or lesson.intents is None:
            return loss
        return loss + self.settings.intent_weight * functional.cross_entropy(scores.intents, lesson.intents)


def indifference(emissions: Tensor, mask: Tensor) -> Tensor:
    """The mean loss of sentences whose tokens are marked with all tags alike, each token by itself; a scalar.

    ``-Σ_t mean_y log softmax(emissions[t])_y`` over ``(batch, length, tags)`` emissions. A part ε of it in the loss is
    label smoothing: with the decoder ``softmax`` the cross entropy with ``(1 - ε) [y = y_t] + ε / tags``; with the CRF
    it is the emissions that stay small. Source: Szegedy et al. 2016, Rethinking the Inception architecture for computer
    vision, section 7.
    """
    return -(emissions.log_softmax(dim=2).mean(dim=2) * mask).sum(dim=1).mean()
