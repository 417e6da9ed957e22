"""The whole network: words and characters → encoder → emissions → the tags' likelihood."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig
from slottag.model.tags import TagSet
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary
from slottag.nn.batch import Batch
from slottag.nn.characters import CharacterCNN
from slottag.nn.decoders import DECODERS
from slottag.nn.dropout import SentenceDropout
from slottag.nn.encoder import CELLS, Encoder


class Network(nn.Module):
    """A tagger: a token is its word's embedding beside its characters' features, read by an encoder.

    Source: Lample et al. 2016 and Ma & Hovy 2016, who put a CRF on a bidirectional LSTM over words and characters.
    """

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        super().__init__()
        tags = TagSet.of(config, vocabulary)
        self.words = nn.Embedding(len(vocabulary.words) + 1, config.word_size)
        bound = (3 / config.word_size) ** 0.5
        nn.init.uniform_(self.words.weight, -bound, bound)
        self.characters = (
            CharacterCNN(
                len(vocabulary.characters) + FIRST_CHARACTER,
                config.character_size,
                config.character_filters,
                config.character_width,
            )
            if config.character_filters
            else None
        )
        self.encoder = Encoder(
            CELLS[config.encoder],
            config.word_size + config.character_filters,
            config.hidden,
            config.layers,
            config.directions,
            dropout,
        )
        self.emissions = nn.Linear(self.encoder.output_size, len(tags.names))
        self.decoder = DECODERS[config.decoder](*(torch.from_numpy(mask) for mask in tags.masks()))
        self.dropout = SentenceDropout(dropout)

    def forward(self, batch: Batch) -> Tensor:
        """The score of each tag for each token, ``(batch, length, tags)``."""
        parts = [self.words(batch.words)]
        if self.characters is not None:
            parts.append(self.characters(batch.characters, batch.character_mask)[batch.spellings])
        states = self.encoder(self.dropout(torch.cat(parts, dim=2)), batch.mask)
        emissions: Tensor = self.emissions(self.dropout(states))
        return emissions

    def loss(self, batch: Batch) -> Tensor:
        """The mean negative log-likelihood of the batch's sentences, a scalar."""
        losses: Tensor = self.decoder(self(batch), batch.tags, batch.mask)
        return losses.mean()
