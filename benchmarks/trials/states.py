"""Other ways from a network's states to its emissions."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig, Vocabulary
from slottag.nn import Batch, Network
from slottag.nn.network import Scores
from slottag.nn.sentence import max_pooled

_TAG_SIZE = 30


class WithFocus(Network):
    """The network with an LSTM above it that reads each token's state beside the tag before it.

    ``s_t = LSTM(s_{t-1}, [h_t, E y_{t-1}])`` and the emissions are ``W s_t + b``: in training y is the marked tag,
    later the one found. Source: Zhu & Yu 2017, Encoder-decoder with focus-mechanism for sequence labelling based spoken
    language understanding; here s begins at 0.
    """

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        super().__init__(replace(config, attention=False), vocabulary, dropout)
        self.tags = self.emissions.out_features
        # The last row stands for what is before a sentence.
        self.told = nn.Embedding(self.tags + 1, _TAG_SIZE)
        self.feedback = nn.LSTM(config.state_size + _TAG_SIZE, config.hidden, batch_first=True)
        self.emissions = nn.Linear(config.hidden, self.tags)

    def forward(self, batch: Batch) -> Scores:
        """What the network says of a batch."""
        layers = self.encoder(self.dropout(self._inputs(batch)), batch.mask)
        states = self.dropout(layers[-1])
        sentence = self.dropout(max_pooled(layers[-1], batch.mask))[:, 0]
        intents = None if self.intent is None else self.intent(sentence)
        emissions = self._told(states, batch.tags) if self.training else self._found(states)
        return Scores(emissions, intents, layers[0])

    def _told(self, states: Tensor, tags: Tensor) -> Tensor:
        before = torch.cat([torch.full_like(tags[:, :1], self.tags), tags[:, :-1]], dim=1)
        read, _ = self.feedback(torch.cat([states, self.told(before)], dim=2))
        emissions: Tensor = self.emissions(self.dropout(read))
        return emissions

    def _found(self, states: Tensor) -> Tensor:
        before = states.new_full((len(states), 1), self.tags, dtype=torch.long)
        memory = None
        emissions = []
        for state in states.unbind(dim=1):
            read, memory = self.feedback(torch.cat([state[:, None], self.told(before)], dim=2), memory)
            emissions.append(self.emissions(read))
            before = emissions[-1].argmax(dim=2)
        return torch.cat(emissions, dim=1)
