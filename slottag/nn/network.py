"""The whole network: words and characters → encoder → emissions → the tags' likelihood; beside it, the intent's."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig
from slottag.model.tags import TagSet
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary
from slottag.nn.asked import Asked
from slottag.nn.attention import Attention
from slottag.nn.batch import Batch
from slottag.nn.characters import CharacterCNN
from slottag.nn.decoders import DECODERS, Decoder
from slottag.nn.dropout import SentenceDropout, WholeDropout
from slottag.nn.encoder import Encoder
from slottag.nn.intent import Intent
from slottag.nn.sentence import max_pooled
from slottag.nn.vectors import FixedVectors


class Scores(NamedTuple):
    """What a network says of a batch.

    Attributes:
        emissions: ``(batch, length, tags)`` the score of each tag for each token.
        intents: ``(batch, intents)`` the score of each intent for each sentence; ``None`` where it predicts none.
        states: ``(batch, length, state_size)`` those of the lowest layer, in which no direction knows of the other.
    """

    emissions: Tensor
    intents: Tensor | None
    states: Tensor


class Network(nn.Module):
    """A tagger: a token is its word's embedding beside its characters' features and what fixed vectors tell of it, with
    what was asked added, read by an encoder.

    The emissions are ``W h_t + V max_s h_s + b``: each token's own state, and what the sentence as a whole shows.
    Source: Lample et al. 2016 and Ma & Hovy 2016, who put a CRF on a bidirectional LSTM over words and characters;
    Kurata, Xiang, Zhou & Yu 2016, Leveraging sentence-level information with encoder LSTM for semantic slot filling,
    whose tags see a vector of the sentence (for the vector see ``max_pooled``). In training part of the sentences do
    without it, so that the states learn to tell what they can by themselves: what a kind of sentence mostly holds is
    worth less where sentences are of another kind.
    """

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        super().__init__()
        tags = TagSet.of(config, vocabulary)
        self.words = _words(config, vocabulary) if config.reads_words else None
        self.characters = _characters(config, vocabulary) if config.reads_characters else None
        self.vectors = FixedVectors(dropout) if vocabulary.vectors.size else None
        inputs = config.input_size + vocabulary.vectors.size
        self.asked = Asked(len(vocabulary.asked), inputs, dropout) if vocabulary.asked else None
        self.encoder = Encoder(config, dropout, vocabulary.vectors.size)
        self.attention = Attention(config.state_size, config.hidden) if config.attention else None
        states = config.state_size * (2 if config.attention else 1)
        self.emissions = nn.Linear(states, len(tags))
        self.sentence = nn.Linear(states, len(tags), bias=False) if config.hears_sentence else None
        with_intent = config.intent and vocabulary.intents
        self.intent = Intent(states, len(vocabulary.intents)) if with_intent else None
        self.decoder: Decoder = DECODERS[config.decoder](*(torch.from_numpy(mask) for mask in tags.masks()))
        self.dropout = SentenceDropout(dropout)
        self.unheard = WholeDropout(dropout)

    def forward(self, batch: Batch) -> Scores:
        """What the network says of a batch."""
        inputs = self.dropout(self._inputs(batch))
        if self.asked is not None:
            inputs = inputs + self.asked(batch.asked)
        layers = self.encoder(inputs, batch.mask)
        states = layers[-1]
        if self.attention is not None:
            states = self.attention(states, batch.mask)
        sentence = self.dropout(max_pooled(states, batch.mask))
        emissions = self.emissions(self.dropout(states))
        if self.sentence is not None:
            emissions = emissions + self.sentence(self.unheard(sentence))
        intents = None if self.intent is None else self.intent(sentence[:, 0])
        return Scores(emissions, intents, layers[0])

    def _inputs(self, batch: Batch) -> Tensor:
        parts = []
        if self.words is not None:
            parts.append(self.words(batch.words))
        if self.characters is not None:
            parts.append(self.characters(batch.characters, batch.character_mask)[batch.spellings])
        if self.vectors is not None:
            parts.append(self.vectors(batch.vectors, batch.spellings, batch.places))
        return torch.cat(parts, dim=2)


def _words(config: NetworkConfig, vocabulary: Vocabulary) -> nn.Embedding:
    words = nn.Embedding(len(vocabulary.words) + 1, config.word_size)
    bound = (3 / config.word_size) ** 0.5
    nn.init.uniform_(words.weight, -bound, bound)
    return words


def _characters(config: NetworkConfig, vocabulary: Vocabulary) -> CharacterCNN:
    count = len(vocabulary.characters) + FIRST_CHARACTER
    return CharacterCNN(count, config.character_size, config.character_filters, config.character_width)
