"""What each word contributes: its embedding, its characters' features, or both side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from slottag.model import NetworkConfig, Vocabulary, read_words
from slottag.runtime.characters import CharacterCNN
from slottag.runtime.weights import Array, Weights

# Words whose vectors are kept; past that the store is begun anew.
_KEPT = 20_000


class Words:
    """The vectors of words, each computed once and kept: a vector depends on its word alone."""

    def __init__(self, weights: Weights, config: NetworkConfig, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        words = len(vocabulary.words) + 1
        self._embedding = weights.take("words.weight", words, config.word_size) if config.reads_words else None
        characters = weights.under("characters")
        self._characters = CharacterCNN(characters, config, vocabulary) if config.reads_characters else None
        self._rows: dict[str, int] = {}
        self._vectors = np.empty((0, config.input_size), dtype=np.float32)

    def __call__(self, words: Sequence[str]) -> Array:
        """The vectors ``(words, size)`` of these words."""
        if len(self._rows) > _KEPT:
            self._rows, self._vectors = {}, self._vectors[:0]
        fresh = [word for word in dict.fromkeys(words) if word not in self._rows]
        if fresh:
            for row, word in enumerate(fresh, len(self._rows)):
                self._rows[word] = row
            self._vectors = np.concatenate((self._vectors, self._compute(fresh)))
        rows = self._rows
        return self._vectors[[rows[word] for word in words]]

    def _compute(self, words: list[str]) -> Array:
        features = read_words(words, self._vocabulary)
        parts = []
        if self._embedding is not None:
            parts.append(self._embedding[features.words])
        if self._characters is not None:
            parts.append(self._characters(features.characters, features.lengths))
        return np.concatenate(parts, axis=1)
