"""What each word contributes, from its embedding, its characters' features, or both side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.model import NetworkConfig, Vocabulary, read_words
from slottag.runtime.characters import CharacterCNN
from slottag.runtime.weights import Array, Weights

# Memory for what is kept of words; when it is full, the store is begun anew.
_KEPT_BYTES = 2**25


class Words:
    """What each word contributes, computed once and kept: it depends on the word alone.

    Args:
        prepare: what the encoder makes of a word's vector before it sees any other word.
    """

    def __init__(
        self, weights: Weights, config: NetworkConfig, vocabulary: Vocabulary, prepare: Callable[[Array], Array]
    ) -> None:
        self._vocabulary = vocabulary
        self._prepare = prepare
        words = len(vocabulary.words) + 1
        self._embedding = weights.take("words.weight", words, config.word_size) if config.reads_words else None
        characters = weights.under("characters")
        self._characters = CharacterCNN(characters, config, vocabulary) if config.reads_characters else None
        self._rows: dict[str, int] = {}
        self._kept = np.empty((0, 0), dtype=np.float32)

    def __call__(self, words: Sequence[str]) -> tuple[Array, NDArray[np.intp]]:
        """What is kept ``(rows, size)`` until the next call, and which row of it is each of these words'."""
        fresh = [word for word in dict.fromkeys(words) if word not in self._rows]
        if len(self._rows) + len(fresh) > len(self._kept):
            self._rows = {}
            fresh = list(dict.fromkeys(words))
        if fresh:
            self._keep(fresh)
        rows = self._rows
        return self._kept, np.fromiter(map(rows.__getitem__, words), np.intp, len(words))

    def _keep(self, words: list[str]) -> None:
        prepared = self._prepare(self._vectors(words))
        if not self._rows:
            # Not touched before it is needed, so a store that stays small costs little.
            room = max(len(words), _KEPT_BYTES // prepared[0].nbytes)
            self._kept = np.empty((room, prepared.shape[1]), dtype=np.float32)
        first = len(self._rows)
        self._kept[first : first + len(words)] = prepared
        self._rows.update(zip(words, range(first, first + len(words)), strict=True))

    def _vectors(self, words: list[str]) -> Array:
        features = read_words(words, self._vocabulary)
        parts = []
        if self._embedding is not None:
            parts.append(self._embedding[features.words])
        if self._characters is not None:
            parts.append(self._characters(features.characters, features.lengths))
        return np.concatenate(parts, axis=1)
