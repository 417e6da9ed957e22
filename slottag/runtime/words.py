"""What each word contributes, from its embedding, its characters' features and fixed vectors side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from sys import getsizeof
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from slottag.model import NetworkConfig, Vocabulary, read_words
from slottag.runtime.characters import CharacterCNN
from slottag.runtime.weights import Array, Weights

# Memory for what is kept of words, the words themselves included; when it is full, a store is begun anew.
_KEPT_BYTES = 2**25


class Store:
    """Rows of words in an array, added at its end alone: what was found in it stays true, whoever adds to it meanwhile.

    A row is written before its word is known, and a full store is left to those that read it.

    Args:
        room: how many rows it takes.
        size: numbers in a row.
    """

    def __init__(self, room: int, size: int) -> None:
        # Not touched before it is needed, so a store that stays small costs little.
        self.vectors: Array = np.empty((room, size), dtype=np.float32)
        self.rows: dict[str, int] = {}
        self._row = size * self.vectors.itemsize
        self._bytes = 0

    def missing(self, words: Iterable[str]) -> list[str]:
        """Those of the words that it does not hold, each once."""
        rows = self.rows
        return [word for word in dict.fromkeys(words) if word not in rows]

    def has_room(self, words: Sequence[str]) -> bool:
        """Whether these words, none of which it holds, can be added."""
        enough = len(self.rows) + len(words) <= len(self.vectors)
        return enough and self._bytes + self._cost(words) <= _KEPT_BYTES

    def add(self, words: Sequence[str], vectors: Array) -> None:
        """Keep the vectors ``(words, size)`` of words that it does not hold."""
        first = len(self.rows)
        self._bytes += self._cost(words)
        self.vectors[first : first + len(words)] = vectors
        self.rows.update(zip(words, range(first, first + len(words)), strict=True))

    def _cost(self, words: Sequence[str]) -> int:
        return len(words) * self._row + sum(map(getsizeof, words))


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
        self._store = Store(0, 0)
        # Of each process its own: one that was held while the process was copied would never be let go in the copy.
        self._locks: dict[int, Lock] = {}

    def __call__(self, words: Sequence[str]) -> tuple[Array, NDArray[np.intp]]:
        """Rows ``(rows, size)`` that do not change, and which of them is each of these words'."""
        store = self._store
        if store.missing(words):
            store = self._completed(words)
        return store.vectors, np.fromiter(map(store.rows.__getitem__, words), np.intp, len(words))

    def _completed(self, words: Sequence[str]) -> Store:
        """A store that holds these words."""
        with self._locks.setdefault(os.getpid(), Lock()):
            store = self._store
            missing = store.missing(words)
            if store.has_room(missing):
                prepared = self._prepare(self._inputs(missing))
            else:
                missing = list(dict.fromkeys(words))
                prepared = self._prepare(self._inputs(missing))
                store = Store(max(len(missing), _KEPT_BYTES // prepared[0].nbytes), prepared.shape[1])
            store.add(missing, prepared)
            self._store = store
        return store

    def _inputs(self, words: list[str]) -> Array:
        features = read_words(words, self._vocabulary)
        parts = []
        if self._embedding is not None:
            parts.append(self._embedding[features.words])
        if self._characters is not None:
            parts.append(self._characters(features.characters, features.lengths))
        if self._vocabulary.vectors.size:
            # What is told of places is not of words: it is added where the places are known.
            parts += [features.vectors, np.zeros((len(words), self._vocabulary.vectors.place_size), dtype=np.float32)]
        return np.concatenate(parts, axis=1)
