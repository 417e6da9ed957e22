"""What is collected of a file of vectors while it is read: checked word by word, and bounded."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError, shown

# Words that are read of a file, which are its most frequent ones, and the memory that their numbers may take.
MOST_WORDS, _MOST_BYTES = 200_000, 2**29
LEAST_NUMBERS, MOST_NUMBERS = 2, 1024
# No vector of a word is anywhere near this.
_LARGEST = 1e6


class Collected:
    """Distinct words and their vectors.

    Args:
        path: the file, for messages.
        size: numbers in a vector.

    Attributes:
        size: the same.

    Raises:
        DataError: a size that no vectors have.
    """

    def __init__(self, path: str, size: int) -> None:
        if not LEAST_NUMBERS <= size <= MOST_NUMBERS:
            raise DataError(
                f"{path}: expected vectors of {LEAST_NUMBERS} to {MOST_NUMBERS} numbers, got {size:,}; name a file of"
                " word vectors"
            )
        self._path = path
        self.size = size
        self._most = min(MOST_WORDS, _MOST_BYTES // (4 * size))
        self._seen: dict[str, str] = {}
        self._rows: list[NDArray[np.float32]] = []

    @property
    def words(self) -> list[str]:
        """The words so far."""
        return [*self._seen]

    @property
    def full(self) -> bool:
        """Whether no more are taken."""
        return len(self._seen) >= self._most

    def add(self, word: bytes, numbers: Sequence[float] | NDArray[np.float32], where: str) -> None:
        """Take in a word.

        Raises:
            DataError: it is no UTF-8, empty or there already, or a number is none.
        """
        try:
            text = word.decode()
        except UnicodeDecodeError:
            raise DataError(
                f"{self._path}:{where}: expected a word in UTF-8, got {shown(word)}; convert the file"
            ) from None
        if not text:
            raise DataError(f"{self._path}:{where}: expected a word and its numbers, got no word; remove that line")
        if text in self._seen:
            raise DataError(
                f"{self._path}:{where}: the word {shown(text)} is there a second time, first at {self._seen[text]};"
                " remove one of them"
            )
        row = np.array(numbers, dtype=np.float64)
        if not (math.isfinite(float(row.sum())) and np.abs(row).max() <= _LARGEST):
            raise DataError(
                f"{self._path}:{where}: the vector of {shown(text)} holds what is not finite or beyond {_LARGEST:,.0f};"
                " remove that word"
            )
        self._seen[text] = where
        self._rows.append(row.astype(np.float32))

    def vectors(self) -> NDArray[np.float32]:
        """``(words, size)`` their vectors.

        Raises:
            DataError: there are none.
        """
        if not self._rows:
            raise DataError(f"{self._path}: holds no word; name a file of word vectors")
        return np.stack(self._rows)
