"""The tables of a model, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from slottag.model.vectors.readings import COVERING, PLACES

if TYPE_CHECKING:
    # A model without vectors loads nothing of them.
    from slottag.model.vectors.table import Array, Table


@dataclass(frozen=True, slots=True)
class Vectors:
    """Tables that tell of words, and tables that tell of places in a sentence (see ``Table.reading``)."""

    tables: tuple[Table, ...] = ()

    @property
    def of_words(self) -> list[Table]:
        """Those that tell of a word by itself."""
        return [table for table in self.tables if table.reading != COVERING]

    @property
    def of_places(self) -> list[Table]:
        """Those that tell of a place."""
        return [table for table in self.tables if table.reading == COVERING]

    @property
    def size(self) -> int:
        """Numbers that are told of a token in all."""
        return self.word_size + self.place_size

    @property
    def word_size(self) -> int:
        """Numbers that are told of a word."""
        return sum(table.size for table in self.of_words)

    @property
    def place_size(self) -> int:
        """Numbers that are told of a place."""
        return sum(PLACES * table.size for table in self.of_places)

    def silent(self) -> Vectors:
        """Tables of the same sizes that tell nothing."""
        return Vectors(tuple(table.silent() for table in self.tables))

    def words(self, words: Sequence[str]) -> Array:
        """``(words, word_size)`` what is told of each word."""
        if not self.of_words:
            return np.zeros((len(words), 0), dtype=np.float32)
        from slottag.model.vectors.lookup import vectors_of

        return np.concatenate([vectors_of(words, table) for table in self.of_words], axis=1)

    def places(self, words: Sequence[str], lengths: NDArray[np.intp]) -> Array:
        """``(tokens, place_size)`` what is told of each token of some sentences of these lengths, in their order."""
        if not self.of_places:
            return np.zeros((len(words), 0), dtype=np.float32)
        from slottag.model.vectors.covering import covering

        return np.concatenate([covering(words, lengths, table) for table in self.of_places], axis=1)


NO_VECTORS = Vectors()
