"""Distinct words as numbers, each read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.model import Vocabulary, read_words

Numbers = NDArray[np.int64]


class Lexicon:
    """A table with a row for each distinct word.

    Attributes:
        words: ``(rows,)`` the number of each word's form.
        backoff: ``(rows,)`` the number that it would have had if its own form had not been seen.
        counts: ``(rows,)`` how often its form was seen.
        characters: ``(rows, longest)`` the numbers of its characters, nothing behind its end.
        lengths: ``(rows,)`` its characters, the edges included.
        vectors: ``(rows, numbers)`` what tables of vectors tell of it.
    """

    def __init__(self, words: Sequence[str], vocabulary: Vocabulary) -> None:
        self._rows = {word: row for row, word in enumerate(dict.fromkeys(words))}
        distinct = list(self._rows)
        features = read_words(distinct, vocabulary)
        self.words, self.characters, self.lengths = features.words, features.characters, features.lengths
        self.vectors = features.vectors
        self.backoff = np.array([vocabulary.backoff_number(word) for word in distinct], dtype=np.int64)
        self.counts = np.array([vocabulary.count(word) for word in distinct], dtype=np.int64)

    def rows(self, words: Sequence[str]) -> Numbers:
        """The rows of words that are in the table."""
        rows = self._rows
        return np.array([rows[word] for word in words], dtype=np.int64)
