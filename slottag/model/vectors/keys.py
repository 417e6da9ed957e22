"""The number that a table finds a word by.

``key(c_1 … c_n) = Σ_i (c_i + 1)·f^(n-i) mod 2^64`` over the code points of a text. That of two texts side by side
follows from their own, so the keys of all runs of tokens are worked out by array, not by word. A table of 100,000 words
takes another word for one of its own once in 10^14. Source: Karp & Rabin 1987, Efficient randomized pattern-matching
algorithms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_FACTOR, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1


def key_of(text: str, before: int = 0) -> int:
    """The key of a text, or of one behind another with the key ``before``."""
    key = before
    for character in text:
        key = (key * _FACTOR + ord(character) + 1) & _MASK
    return key


def keys_of(texts: Sequence[str]) -> Keys:
    """The key of each text."""
    return np.fromiter(map(key_of, texts), np.uint64, len(texts))


def keys_of_prefixes(text: str, before: int = 0) -> Keys:
    """The keys of the first character of a text, the first two, and so on, each behind one with the key ``before``."""
    return np.fromiter(_growing(text, before), np.uint64, len(text))


def shifts_of(texts: Sequence[str]) -> Keys:
    """For each text what the key of another is multiplied by where this one stands behind it."""
    return np.fromiter((pow(_FACTOR, len(text), _MASK + 1) for text in texts), np.uint64, len(texts))


def _growing(text: str, before: int) -> Iterable[int]:
    key = before
    for character in text:
        key = (key * _FACTOR + ord(character) + 1) & _MASK
        yield key
