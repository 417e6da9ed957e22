"""What the words of a table tell of each place in a sentence that they could cover: for scripts without spaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.model.vectors.keys import keys_of, shifts_of
from slottag.model.vectors.readings import PLACES
from slottag.model.vectors.table import Array, Table

# Tokens of a word at most.
_LONGEST = 5
_FIRST, _INSIDE, _LAST, _WHOLE = range(PLACES)


def covering(words: Sequence[str], lengths: NDArray[np.intp], table: Table) -> Array:
    """``(tokens, 4·size)`` for each token the mean vector of the words of the table that begin at it, of those that run
    through it, of those that end at it, and the vector of the token alone; zeros where there is none.

    Source: Ma, Peng, Zhang, Wei & Huang 2020, Simplify the usage of lexicon in Chinese NER ("SoftLexicon"); each word
    counts the same.

    Args:
        words: the tokens of some sentences, one sentence after the other.
        lengths: ``(batch,)`` the tokens of each.
        table: words and their vectors.
    """
    total = np.zeros((len(words), PLACES, table.size), dtype=np.float32)
    number = np.zeros((len(words), PLACES, 1), dtype=np.float32)
    left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(words))
    own, shifts = _own_keys(words, table)
    keys = own.copy()
    starts = np.arange(len(words))
    for tokens in range(1, _LONGEST + 1):
        if tokens > 1:
            # The runs of so many tokens, each that of one less and the token behind it.
            inside = left[starts] >= tokens
            starts = starts[inside]
            behind = starts + tokens - 1
            keys = keys[inside] * shifts[behind] + own[behind]
        rows = table.rows(keys)
        known = rows >= 0
        _add(total, number, starts[known], tokens, table.take(rows[known]))
    total /= np.maximum(number, 1)
    return total.reshape(len(words), PLACES * table.size)


def _own_keys(words: Sequence[str], table: Table) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The key of each token, and what one before it is multiplied by."""
    numbers: dict[str, int] = {}
    places = np.fromiter((numbers.setdefault(word, len(numbers)) for word in words), np.intp, len(words))
    distinct = [word.lower().translate(table.alike) for word in numbers]
    return keys_of(distinct)[places], shifts_of(distinct)[places]


def _add(total: Array, number: Array, starts: NDArray[np.intp], tokens: int, vectors: Array) -> None:
    """Count words of so many tokens, which begin at different ones, at each token that they cover."""
    for place in range(tokens):
        role = _WHOLE if tokens == 1 else _FIRST if not place else _LAST if place == tokens - 1 else _INSIDE
        total[starts + place, role] += vectors
        number[starts + place, role] += 1
