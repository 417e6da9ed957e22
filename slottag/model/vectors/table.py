"""A table of vectors: a file of arrays that is mapped, in which a word is found without the others being read."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from mmap import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag.errors import shown
from slottag.lazy import lazy
from slottag.model.arrays import Types, arrays_in, metadata_in, written
from slottag.model.vectors.keys import Keys, keys_of
from slottag.model.vectors.readings import READINGS

# The bytes of a table at most, and the numbers of a vector.
MOST_TABLE, MOST_NUMBERS = 2**26, 1024

_READING = "reading"
_TYPES: Types = {"U64": np.dtype("<u8"), "I8": np.dtype("i1"), "F32": np.dtype("<f4"), "U32": np.dtype("<u4")}
_ARRAYS = {"keys": "U64", "vectors": "I8", "scales": "F32", "alike": "U32"}
# A vector's numbers are about 1 in size; a scale far beyond would not leave sums finite.
_LARGEST_SCALE = 1e3
_STEPS, _LEAST_RANGE = 127, 1e-6
_MOST_ALIKE = 2**14
# What spreads keys over 2^20 slots, of which most stay empty.
_SPREAD, _SLOT_BITS = np.uint64(0xD6E8FEB86659FD93), 20


Array = NDArray[np.float32]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Table:
    """Words and their vectors, each number in a byte.

    A file of arrays: ``keys (words,)`` the words' keys in rising order (see ``keys``); ``vectors (words, size)`` whole
    numbers from -127 to 127, times ``scales (size,)``; ``alike (characters, 2)`` code points of characters that its
    words have not, each with the one that it is read as; among its metadata ``reading``, how words are looked up.

    Attributes:
        name: what it is called: that of a shipped table, or of the file that it came from.
        reading: one of ``READINGS``.
        fingerprint: the SHA-256 of the whole file.
        shipped: whether it comes with slottag, so that a model names it and does not hold it.
        content: the file.
        alike: what a character is read as, by code points.
    """

    name: str = field(compare=False)
    reading: str
    fingerprint: str
    shipped: bool = field(compare=False)
    content: bytes | mmap = field(compare=False, repr=False)
    keys: Keys = field(compare=False, repr=False)
    vectors: NDArray[np.int8] = field(compare=False, repr=False)
    scales: Array = field(compare=False, repr=False)
    alike: Mapping[int, int] = field(compare=False, repr=False)

    @classmethod
    def of(cls, name: str, content: bytes | mmap, *, shipped: bool = False) -> Table:
        """The table that a file holds.

        Raises:
            ValueError: it holds none.
        """
        reading = metadata_in(content).get(_READING)
        if reading not in READINGS:
            raise ValueError(f"reading: expected one of {', '.join(READINGS)}, got {shown(reading)}")
        arrays = arrays_in(content, _TYPES)
        _check(arrays)
        keys, vectors, scales, alike = (arrays[name] for name in _ARRAYS)
        fingerprint = hashlib.sha256(content).hexdigest()
        return cls(name, reading, fingerprint, shipped, content, keys, vectors, scales, dict(alike.tolist()))

    @classmethod
    def build(
        cls, name: str, reading: str, words: Sequence[str], vectors: Array, alike: Mapping[str, str] | None = None
    ) -> Table:
        """The table of distinct words with the vectors ``(words, size)``, whose numbers are rounded to 255 steps.

        Raises:
            ValueError: two words have one key.
        """
        keys = keys_of(words)
        order = np.argsort(keys, kind="stable")
        scales = (np.maximum(np.abs(vectors).max(axis=0), _LEAST_RANGE) / _STEPS).astype(np.float32)
        whole = np.rint(vectors / scales).clip(-_STEPS, _STEPS).astype(np.int8)
        pairs = [[ord(character), ord(other)] for character, other in sorted((alike or {}).items())]
        codes = np.array(pairs, dtype=np.uint32).reshape(-1, 2)
        arrays = (keys[order], whole[order], scales, codes)
        return cls.of(name, written(dict(zip(_ARRAYS, arrays, strict=True)), {_READING: reading}))

    def __reduce__(self) -> tuple[Callable[..., Table], tuple[str, bytes, bool]]:
        """What is mapped in one process is not in another."""
        return _again, (self.name, self.content[:], self.shipped)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return len(self.scales)

    def silent(self) -> Table:
        """A table of the same size that tells nothing of any word."""
        return replace(self, keys=self.keys[:1], vectors=np.zeros_like(self.vectors[:1]))

    def rows(self, keys: Keys) -> Rows:
        """The row of each of these keys, -1 where there is none."""
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        return np.where(self.keys[places] == keys, places, -1)

    def known(self, keys: Keys) -> tuple[Rows, Rows]:
        """Which of these keys are there, and their rows: faster than ``rows`` for many keys of which few are."""
        likely = self._index.take(_slots(keys))
        which = np.flatnonzero(likely >= 0)
        keys = keys.take(which)
        rows: Rows = likely.take(which).astype(np.intp)
        # At a slot of several keys one alone is told.
        others = np.flatnonzero(self.keys.take(rows) != keys)
        rows[others] = self.rows(keys[others])
        there = rows >= 0
        return which[there], rows[there]

    @lazy
    def _index(self) -> NDArray[np.int32]:
        """The row of a key at its slot; -1 where no key has its slot."""
        index = np.full(2**_SLOT_BITS, -1, dtype=np.int32)
        index[_slots(self.keys)] = np.arange(len(self.keys))
        return index

    def take(self, rows: Rows) -> Array:
        """``(rows, size)`` the vectors of these rows."""
        found: Array = self.vectors[rows] * self.scales
        return found


def _slots(keys: Keys) -> Rows:
    """The slot of each key. Source: Knuth 1998, Sorting and searching, section 6.4 (Fibonacci hashing)."""
    slots: Rows = ((keys * _SPREAD) >> np.uint64(64 - _SLOT_BITS)).view(np.intp)
    return slots


def _again(name: str, content: bytes, shipped: bool) -> Table:
    return Table.of(name, content, shipped=shipped)


def _check(arrays: Mapping[str, NDArray[Any]]) -> None:
    """See to it that the arrays of a file are those of a table."""
    if arrays.keys() != _ARRAYS.keys():
        raise ValueError(f"expected the arrays {', '.join(_ARRAYS)}, got {shown(sorted(arrays))}")
    for name, kind in _ARRAYS.items():
        if arrays[name].dtype != _TYPES[kind]:
            raise ValueError(f"{name}: expected {_TYPES[kind]}, got {arrays[name].dtype}")
    keys, vectors, scales, alike = (arrays[name] for name in _ARRAYS)
    if keys.ndim != 1 or scales.ndim != 1 or vectors.shape != (len(keys), len(scales)) or alike.shape[1:] != (2,):
        raise ValueError(f"shapes that do not fit: {keys.shape}, {vectors.shape}, {scales.shape} and {alike.shape}")
    if not (len(keys) and 1 <= len(scales) <= MOST_NUMBERS):
        raise ValueError(f"expected words with 1 to {MOST_NUMBERS} numbers each, got {shown(vectors.shape)}")
    if not (keys[1:] > keys[:-1]).all():
        raise ValueError("the keys of its words are not in rising order, or one is there twice")
    # Where a number is not one, neither comparison holds.
    if not (scales.min() > 0 and scales.max() <= _LARGEST_SCALE):
        raise ValueError(f"scales: expected numbers above 0 and up to {_LARGEST_SCALE:.0f}")
    if len(alike) > _MOST_ALIKE or alike.max(initial=0) > sys.maxunicode:
        raise ValueError(f"alike: expected at most {_MOST_ALIKE:,} pairs of code points")
