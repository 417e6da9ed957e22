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
    from slottag.model.vectors.covering import Cover
    from slottag.model.vectors.keys import Keys
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

    def keys(self, words: Sequence[str]) -> Keys:
        """``(words, tables, 2)`` what the tables that tell of places find words by, for each word alone."""
        if not self.of_places:
            return np.zeros((len(words), 0, 2), dtype=np.uint64)
        from slottag.model.vectors.covering import token_keys

        return np.stack([token_keys(words, table) for table in self.of_places], axis=1)

    def covers(self, keys: Keys, lengths: NDArray[np.intp], least: int = 1) -> list[Cover]:
        """What the words of each table that tells of places cover, those of so many tokens at least.

        Args:
            keys: ``(tokens, tables, 2)`` those of the tokens of some sentences, one sentence after the other.
            lengths: ``(sentences,)`` the tokens of each.
            least: the tokens of a word.
        """
        from slottag.model.vectors.covering import Cover

        return [Cover.of(keys[:, number], lengths, table, least) for number, table in enumerate(self.of_places)]

    def means(self, covers: Sequence[Cover], places: int) -> Array:
        """``(places, place_size)`` what is told of each of so many places, which these cover."""
        told = [cover.means(places, table) for cover, table in zip(covers, self.of_places, strict=True)]
        return np.concatenate([np.zeros((places, 0), dtype=np.float32), *told], axis=1)

    def places(self, words: Sequence[str], lengths: NDArray[np.intp]) -> Array:
        """``(tokens, place_size)`` what is told of each token of some sentences of these lengths, in their order."""
        if not self.of_places:
            return np.zeros((len(words), 0), dtype=np.float32)
        numbers: dict[str, int] = {}
        rows = np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.intp, len(words))
        return self.means(self.covers(self.keys([*numbers])[rows], lengths), len(words))


NO_VECTORS = Vectors()
