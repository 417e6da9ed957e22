"""The whole network: words and characters → encoder → emissions → the tags' likelihood; beside it, the intent's."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model import NetworkConfig
from slottag.model.tags import TagSet
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary
from slottag.nn.attention import Attention
from slottag.nn.batch import Batch
from slottag.nn.characters import CharacterCNN
from slottag.nn.decoders import DECODERS, Decoder, Expectations
from slottag.nn.dropout import SentenceDropout
from slottag.nn.encoder import Encoder
from slottag.nn.intent import Intent, intent_loss


class Scores(NamedTuple):
    """What a network says of a batch.

    Attributes:
        emissions: ``(batch, length, tags)`` the score of each tag for each token.
        intents: ``(batch, intents)`` the score of each intent for each sentence; ``None`` where it predicts none.
    """

    emissions: Tensor
    intents: Tensor | None


class Lesson(NamedTuple):
    """What teachers say of a batch.

    Attributes:
        tags: how often they take each tag at each place, and each transition.
        intents: ``(batch, intents)`` the probability of each intent; ``None`` where they predict none.
    """

    tags: Expectations
    intents: Tensor | None


class Network(nn.Module):
    """A tagger: a token is its word's embedding beside its characters' features, read by an encoder.

    Source: Lample et al. 2016 and Ma & Hovy 2016, who put a CRF on a bidirectional LSTM over words and characters.
    """

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        super().__init__()
        tags = TagSet.of(config, vocabulary)
        self.words = _words(config, vocabulary) if config.reads_words else None
        self.characters = _characters(config, vocabulary) if config.reads_characters else None
        self.encoder = Encoder(config, dropout)
        self.attention = Attention(config.state_size, config.hidden) if config.attention else None
        states = config.state_size * (2 if config.attention else 1)
        self.emissions = nn.Linear(states, len(tags.names))
        with_intent = config.intent and vocabulary.intents
        self.intent = Intent(states, len(vocabulary.intents)) if with_intent else None
        self.decoder: Decoder = DECODERS[config.decoder](*(torch.from_numpy(mask) for mask in tags.masks()))
        self.dropout = SentenceDropout(dropout)

    def forward(self, batch: Batch) -> Tensor:
        """The score of each tag for each token, ``(batch, length, tags)``."""
        emissions: Tensor = self.emissions(self._states(batch))
        return emissions

    def _states(self, batch: Batch) -> Tensor:
        states = self.encoder(self.dropout(self._inputs(batch)), batch.mask)
        if self.attention is not None:
            states = self.attention(states, batch.mask)
        dropped: Tensor = self.dropout(states)
        return dropped

    def _inputs(self, batch: Batch) -> Tensor:
        parts = []
        if self.words is not None:
            parts.append(self.words(batch.words))
        if self.characters is not None:
            parts.append(self.characters(batch.characters, batch.character_mask)[batch.spellings])
        return torch.cat(parts, dim=2)

    def scores(self, batch: Batch) -> Scores:
        """What the network says of a batch, all of it."""
        states = self._states(batch)
        intents = None if self.intent is None else self.intent(states, batch.mask)
        return Scores(self.emissions(states), intents)

    def loss(self, batch: Batch, intent_weight: float = 1.0) -> Tensor:
        """The mean negative log-likelihood of the batch's sentences: of their tags and, so weighted, of their intents;
        a scalar.
        """
        emissions, intents = self.scores(batch)
        loss: Tensor = self.decoder(emissions, batch.tags, batch.mask).mean()
        return loss if intents is None else loss + intent_weight * intent_loss(intents, batch.intents)

    def taught_loss(self, batch: Batch, lesson: Lesson, intent_weight: float = 1.0) -> Tensor:
        """The mean cross entropy of what teachers say of the batch's sentences with what this network says: of their
        tags and, so weighted, of their intents; a scalar.

        Source: Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network; for sequences Wang et al.
        2020, Structure-level knowledge distillation for multilingual sequence labeling, section 3.3.
        """
        emissions, intents = self.scores(batch)
        loss: Tensor = self.decoder.cross_entropy(emissions, batch.mask, lesson.tags) / len(batch.mask)
        if intents is None or lesson.intents is None:
            return loss
        return loss + intent_weight * functional.cross_entropy(intents, lesson.intents)


def _words(config: NetworkConfig, vocabulary: Vocabulary) -> nn.Embedding:
    words = nn.Embedding(len(vocabulary.words) + 1, config.word_size)
    bound = (3 / config.word_size) ** 0.5
    nn.init.uniform_(words.weight, -bound, bound)
    return words


def _characters(config: NetworkConfig, vocabulary: Vocabulary) -> CharacterCNN:
    count = len(vocabulary.characters) + FIRST_CHARACTER
    return CharacterCNN(count, config.character_size, config.character_filters, config.character_width)
