"""One reader of sentences: words and characters → encoder → emissions; beside them, the scores of the intents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from slottag.model import NetworkConfig, Vocabulary
from slottag.runtime.asked import Asked
from slottag.runtime.attention import Attention
from slottag.runtime.encoder import Encoder
from slottag.runtime.intent import Intent
from slottag.runtime.kept import Rows
from slottag.runtime.packing import Packing
from slottag.runtime.places import Places
from slottag.runtime.recording import Recorded
from slottag.runtime.sentence import max_pooled
from slottag.runtime.weights import Array, Weights
from slottag.runtime.words import Words


class Scores(NamedTuple):
    """What is said of a batch.

    Attributes:
        emissions: ``(tokens, tags)`` the score of each tag for each of the packed tokens.
        intents: ``(batch, intents)`` the score of each intent for each sentence; ``None`` where none is predicted.
    """

    emissions: Array
    intents: Array | None


class Member:
    """The forward pass of one network up to its scores (see ``slottag.nn.Network``)."""

    def __init__(self, weights: Weights, config: NetworkConfig, vocabulary: Vocabulary, tags: int) -> None:
        self._encoder = Encoder(weights.under("encoder"), config, vocabulary.vectors.size)
        self._words = Words(weights, config, vocabulary, self._encoder.prepare)
        vectors, prepare = vocabulary.vectors, self._encoder.prepare
        self._places = Places(config.input_size, vectors, prepare) if vectors.place_size else None
        own = weights.under("asked")
        size = config.input_size + vectors.size
        ordered = config.asked_order
        self._asked = Asked(own, vocabulary.asked, size, prepare, ordered=ordered) if vocabulary.asked else None
        attention = weights.under("attention")
        self._attention = Attention(attention, config.state_size, config.hidden) if config.attention else None
        states = config.state_size * (2 if config.attention else 1)
        emissions = weights.under("emissions")
        self._projection = emissions.take("weight", tags, states).T.copy()
        self._bias = emissions.take("bias", tags)
        sentence = weights.under("sentence")
        self._sentence = sentence.take("weight", tags, states).T.copy() if config.hears_sentence else None
        intents = len(vocabulary.intents) if config.intent else 0
        self._intent = Intent(weights.under("intent"), states, intents) if intents else None

    def __call__(self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]] = ()) -> Scores:
        """The scores of the tags of the packed words, and of their sentences' intents; with what was asked before each
        sentence, in their own order, or nothing.
        """
        states = self._encoder(*self._read(words, packing, asked), packing)
        if self._attention is not None:
            states = self._attention(states, packing)
        emissions = states @ self._projection
        emissions += self._bias
        if self._sentence is None and self._intent is None:
            return Scores(emissions, None)
        sentence = max_pooled(states, packing)
        if self._sentence is not None:
            heard = sentence @ self._sentence
            for step in packing.steps:
                emissions[step] += heard[: step.stop - step.start]
        return Scores(emissions, None if self._intent is None else packing.unsorted(self._intent(sentence)))

    def record(
        self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]] = ()
    ) -> tuple[list[Recorded], list[Array] | None]:
        """What the layers held over the packed words, and the attention ``(length, length)`` of each sentence."""
        states, recorded = self._encoder.record(*self._read(words, packing, asked), packing)
        return recorded, None if self._attention is None else self._attention.weights(states, packing)

    def _read(self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]]) -> tuple[Array, Rows]:
        """What the packed words contribute to the encoder, and which row is each token's."""
        own = self._words(words)
        prepared, rows = (own.prepared, own.rows) if self._places is None else self._places(own, packing)
        if self._asked is None or not any(asked):
            return prepared, rows
        contributed = prepared.take(rows, axis=0)
        contributed += self._asked(asked, packing)
        return contributed, np.arange(packing.tokens)
