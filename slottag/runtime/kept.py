"""What is worked out once for each key, a word for instance, and kept in bounded memory that all threads share."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import repeat
from mmap import ACCESS_COPY, mmap
from sys import getsizeof
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

# Memory for what is kept of one kind of keys, the keys themselves included; when it is full, a store is begun anew.
KEPT_BYTES = 2**26

Key = TypeVar("Key", bound=Hashable)
Rows = NDArray[np.intp]
# From keys, each with its place among those asked for, to the arrays of their rows, which rest on the keys alone.
Make = Callable[[dict[Key, int]], Sequence[NDArray[Any]]]


class Store(Generic[Key]):
    """Rows of keys in arrays, added at their end alone: what was found in it stays true, whoever adds to it meanwhile.

    A row is written before its key is known, and a full store is left to those that read it.

    Args:
        room: how many rows it takes.
        like: arrays with rows such as it takes.

    Attributes:
        arrays: ``(room, …)`` each, of the shapes and types of ``like``.
        rows: the row of each key.
    """

    def __init__(self, room: int, like: Sequence[NDArray[Any]]) -> None:
        # Not touched before it is needed, so a store that stays small costs little.
        self.arrays = tuple(_untouched((room, *array.shape[1:]), array.dtype) for array in like)
        self.rows: dict[Key, int] = {}
        self._room = room
        self._bytes = 0

    def rows_of(self, keys: Sequence[Key]) -> Rows:
        """The row of each key, -1 for one that it does not hold."""
        return np.fromiter(map(self.rows.get, keys, repeat(-1)), np.intp, len(keys))

    def missing(self, keys: Sequence[Key], places: Iterable[int]) -> dict[Key, int]:
        """Those of the keys at these places that it does not hold, with a place of each."""
        rows = self.rows
        return {keys[place]: place for place in places if keys[place] not in rows}

    def has_room(self, keys: Collection[Key]) -> bool:
        """Whether these keys, none of which it holds, can be added."""
        return len(self.rows) + len(keys) <= self._room and self._bytes + self._cost(keys) <= KEPT_BYTES

    def add(self, keys: Collection[Key], made: Sequence[NDArray[Any]]) -> None:
        """Keep the rows of keys that it does not hold."""
        first = len(self.rows)
        self._bytes += self._cost(keys)
        for array, own in zip(self.arrays, made, strict=True):
            array[first : first + len(keys)] = own
        self.rows.update(zip(keys, range(first, first + len(keys)), strict=True))

    def _cost(self, keys: Collection[Key]) -> int:
        return len(keys) * sum(array[:1].nbytes for array in self.arrays) + sum(map(getsizeof, keys))


class Kept(Generic[Key]):
    """A store that is filled as keys are asked for."""

    def __init__(self) -> None:
        self._store: Store[Key] = Store(0, ())
        # Of each process its own: one that was held while the process was copied would never be let go in the copy.
        self._locks: dict[int, Lock] = {}

    def __call__(self, keys: Sequence[Key], make: Make[Key]) -> tuple[Store[Key], Rows]:
        """A store that holds these keys, some of which are there several times, and the row of each."""
        store = self._store
        rows = store.rows_of(keys)
        unknown = (rows < 0).nonzero()[0].tolist()
        if unknown:
            before, store = store, self._completed(keys, make, store, unknown)
            if store is not before:
                return store, store.rows_of(keys)
            rows[unknown] = store.rows_of([keys[place] for place in unknown])
        return store, rows

    def _completed(
        self, keys: Sequence[Key], make: Make[Key], looked_in: Store[Key], unknown: Sequence[int]
    ) -> Store[Key]:
        """A store that holds these keys, of which ``unknown`` are the places of those that one did not hold."""
        every = range(len(keys))
        with self._locks.setdefault(os.getpid(), Lock()):
            store = self._store
            # Another thread may have added them since, or begun a store anew.
            missing = store.missing(keys, unknown if store is looked_in else every)
            if not missing:
                return store
            if store.has_room(missing):
                made = make(missing)
            else:
                missing = {key: place for place, key in enumerate(keys)}
                made = make(missing)
                store = Store(max(len(missing), KEPT_BYTES // sum(array[:1].nbytes for array in made)), made)
            store.add(missing, made)
            self._store = store
        return store


def _untouched(shape: tuple[int, ...], kind: np.dtype[Any]) -> NDArray[Any]:
    """An array in memory that the system gives a small page at a time: NumPy asks for large ones, of which each takes
    as long as hundreds of rows and is touched for one.
    """
    size = math.prod(shape) * kind.itemsize
    if not size:
        return np.empty(shape, dtype=kind)
    return np.frombuffer(mmap(-1, size, access=ACCESS_COPY), dtype=kind).reshape(shape)
