"""The tables that a training is given by name: those that come with slottag, files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError
from slottag.model.content import read_file
from slottag.model.vectors.foreign.static import read_static
from slottag.model.vectors.foreign.words import read_words
from slottag.model.vectors.group import Vectors
from slottag.model.vectors.making import reduced
from slottag.model.vectors.readings import COVERING, PIECES, WORDS
from slottag.model.vectors.shipped import SHIPPED, shipped_table
from slottag.model.vectors.table import MOST_TABLE, Table
from slottag.text.characters import OWN, kinds_of


def open_vectors(names: Sequence[str]) -> Vectors:
    """The tables of these names.

    Raises:
        DataError: a file is no table of vectors.
        ModelError: this installation has not the table of a name.
    """
    return Vectors(tuple(map(_open, names)))


def _open(name: str) -> Table:
    path = Path(name)
    if name in SHIPPED:
        return shipped_table(name)
    try:
        if path.is_dir():
            found = read_static(path)
            return _made(name, PIECES, found.words, found.vectors())
        if path.suffix == ".safetensors":
            return Table.of(name, read_file(path, MOST_TABLE))
        found = read_words(path)
        return _made(name, COVERING if _mostly_own(found.words) else WORDS, found.words, found.vectors())
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; name a file of word vectors") from error
    except ValueError as error:
        raise DataError(f"{path}: {error}; name a file of word vectors") from error


def _made(name: str, reading: str, words: list[str], vectors: NDArray[np.float32]) -> Table:
    if reading == COVERING:
        # Places are looked up in lower case; of several words that are then one, the first is the most frequent.
        first = {word.lower(): place for place, word in reversed([*enumerate(words)])}
        words, vectors = [*first], vectors[[*first.values()]]
    return Table.build(name, reading, words, reduced(vectors, reading))


def _mostly_own(words: list[str]) -> bool:
    """Whether most words are of scripts without spaces."""
    return sum({*kinds_of(word)} == {OWN} for word in words) > len(words) / 2
