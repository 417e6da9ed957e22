"""What each word contributes, from its embedding, its characters' features and fixed vectors side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slottag.model import NetworkConfig, Vocabulary, read_words
from slottag.runtime.characters import CharacterCNN
from slottag.runtime.kept import Kept, Rows
from slottag.runtime.weights import Array, Weights


class Contributions(NamedTuple):
    """What is kept of words, which does not change, and which of it is that of the words asked for.

    Attributes:
        prepared: ``(kept, size)`` what the encoder is given.
        keys: ``(kept, tables, 2)`` what tables of vectors find places by (see ``Vectors.keys``).
        rows: ``(words,)`` the row of each word.
    """

    prepared: Array
    keys: NDArray[np.uint64]
    rows: Rows


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
        self._kept: Kept[str] = Kept()

    def __call__(self, words: Sequence[str]) -> Contributions:
        """What these words contribute."""
        store, rows = self._kept(words, self._made)
        prepared, keys = store.arrays
        return Contributions(prepared, keys, rows)

    def _made(self, places: dict[str, int]) -> tuple[Array, NDArray[np.uint64]]:
        words = [*places]
        keys = self._vocabulary.vectors.keys(words)
        return self._prepare(self._inputs(words, keys)), keys

    def _inputs(self, words: list[str], keys: NDArray[np.uint64]) -> Array:
        features, vectors = read_words(words, self._vocabulary), self._vocabulary.vectors
        parts = []
        if self._embedding is not None:
            parts.append(self._embedding[features.words])
        if self._characters is not None:
            parts.append(self._characters(features.characters, features.lengths))
        if vectors.size:
            # Of a place what its own word tells; what others tell of it is added where they are known.
            alone = vectors.covers(keys, np.ones(len(words), dtype=np.intp))
            parts += [features.vectors, vectors.means(alone, len(words))]
        return np.concatenate(parts, axis=1)
