"""What a network is trained for."""

from __future__ import annotations

from torch import Tensor, nn

from slottag.model.config import TrainingConfig
from slottag.nn.batch import Batch
from slottag.nn.intent import intent_loss
from slottag.nn.language import LanguageModel
from slottag.nn.network import Network, Scores


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

    def forward(self, batch: Batch) -> Tensor:
        """The mean loss of the batch's sentences; a scalar."""
        scores = self.network(batch)
        loss = self._marks(scores, batch)
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


def indifference(emissions: Tensor, mask: Tensor) -> Tensor:
    """The mean loss of sentences whose tokens are marked with all tags alike, each token by itself; a scalar.

    ``-Σ_t mean_y log softmax(emissions[t])_y`` over ``(batch, length, tags)`` emissions. A part ε of it in the loss is
    label smoothing: with the decoder ``softmax`` the cross entropy with ``(1 - ε) [y = y_t] + ε / tags``; with the CRF
    it is the emissions that stay small. Source: Szegedy et al. 2016, Rethinking the Inception architecture for computer
    vision, section 7.
    """
    return -(emissions.log_softmax(dim=2).mean(dim=2) * mask).sum(dim=1).mean()
