"""What a network reads of a word: the number of its form and the numbers of its characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slottag.model.vocabulary import NO_CHARACTER, WORD_END, WORD_START, Vocabulary

# Of a longer word only this many characters of its front and of its back are read.
_CHARACTERS_EACH_END = 16


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """The features of some words.

    Attributes:
        words: ``(words,)`` the number of each word's form.
        characters: ``(words, longest)`` the numbers of each word's characters between its two edges, behind them
            nothing.
        lengths: ``(words,)`` characters of each word, the edges included.
        vectors: ``(words, numbers)`` what tables of vectors tell of each word; no numbers without a table.
    """

    words: NDArray[np.int64]
    characters: NDArray[np.int64]
    lengths: NDArray[np.int64]
    vectors: NDArray[np.float32]


def read_words(words: Sequence[str], vocabulary: Vocabulary) -> WordFeatures:
    """The features of these words, in their order."""
    spelled = [_spell(word, vocabulary) for word in words]
    lengths = np.array([len(numbers) for numbers in spelled], dtype=np.int64)
    characters = np.full((len(words), lengths.max(initial=1)), NO_CHARACTER, dtype=np.int64)
    for row, numbers in zip(characters, spelled, strict=True):
        row[: len(numbers)] = numbers
    numbers_of_words = np.array([vocabulary.word_number(word) for word in words], dtype=np.int64)
    return WordFeatures(numbers_of_words, characters, lengths, vocabulary.vectors.words(words))


def _spell(word: str, vocabulary: Vocabulary) -> list[int]:
    if len(word) > 2 * _CHARACTERS_EACH_END:
        word = word[:_CHARACTERS_EACH_END] + word[-_CHARACTERS_EACH_END:]
    return [WORD_START, *map(vocabulary.character_number, word), WORD_END]
