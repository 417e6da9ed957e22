"""A word and its numbers, one after the other: GloVe, fastText's ``.vec``, word2vec as text and binary, gzip of each.

word2vec and fastText have a first line with the number of words and that of numbers. In a binary file each word is
followed by a space and its numbers as float32, little end first. Source: word2vec.c, ``SaveModel``.
"""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

import numpy as np

from slottag.errors import DataError, shown
from slottag.model.vectors.foreign.collected import Collected

_GZIP = b"\x1f\x8b"
# Bytes of a line, and of a word of a binary file; what has more is no file of vectors.
_LONGEST_LINE, _LONGEST_WORD = 2**16, 1000


def read_words(path: Path) -> Collected:
    """The words of a file, its first 200,000.

    Raises:
        DataError: it cannot be read, or is no file of vectors.
    """
    try:
        if not path.is_file():
            raise DataError(f"{path}: expected a file of word vectors; name one, or english, chinese or none")
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                return _Reader(str(path), raw).read()
            with gzip.open(raw) as file:
                return _Reader(str(path), BufferedReader(file)).read()
    except (EOFError, zlib.error) as error:
        problem = "cut short" if isinstance(error, EOFError) else f"damaged ({error})"
        raise DataError(f"{path}: the packed file is {problem}; get it again") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}; name a file of word vectors") from error


class _Reader:
    """One file from its first byte on."""

    def __init__(self, path: str, file: BufferedReader) -> None:
        self._path, self._file = path, file

    def read(self) -> Collected:
        """All words, as far as they are taken."""
        head = self._line(1)
        fields = head.split()
        if len(fields) != 2 or not all(field.isdigit() for field in fields):
            found = Collected(self._path, _separate(head).count(b" "))
            return self._lines(found, head, 1)
        number, size = int(fields[0][:12]), int(fields[1][:12])
        found = Collected(self._path, size)
        place = self._file.tell()
        first = self._file.readline(_LONGEST_LINE)
        if _numbers(first, size) is None:
            self._file.seek(place)
            self._binary(found, number, size)
        else:
            self._lines(found, first, 2)
        if len(found.words) < number and not found.full:
            raise DataError(
                f"{self._path}: expected {number:,} words, as its first line says, got {len(found.words):,}; the file"
                " is cut short: get it again"
            )
        return found

    def _lines(self, found: Collected, line: bytes, number: int) -> Collected:
        """Lines from this one on, which has this number."""
        size = found.size
        while line and not found.full:
            word_and_numbers = _numbers(line, size)
            if word_and_numbers is None:
                raise DataError(
                    f"{self._path}:{number}: expected a word and {size} numbers, got {shown(line[:200])}; name a file"
                    " of word vectors, or remove that line"
                )
            found.add(*word_and_numbers, where=str(number))
            number += 1
            line = self._line(number)
        return found

    def _line(self, number: int) -> bytes:
        line = self._file.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise DataError(
                f"{self._path}:{number}: expected lines of a word and its numbers, got one of more than"
                f" {_LONGEST_LINE:,} bytes; name a file of word vectors"
            )
        return line

    def _binary(self, found: Collected, number: int, size: int) -> None:
        for place in range(1, number + 1):
            if found.full:
                return
            word = self._word(place)
            numbers = self._file.read(4 * size)
            if len(numbers) < 4 * size:
                raise DataError(f"{self._path}: cut short at word {place:,} of {number:,}; get the file again")
            found.add(word, np.frombuffer(numbers, "<f4"), where=f"word {place}")

    def _word(self, place: int) -> bytes:
        word = bytearray()
        while (byte := self._file.read(1)) not in (b" ", b""):
            # Some writers end a word's numbers with the end of a line.
            if byte != b"\n" or word:
                word += byte
            if len(word) > _LONGEST_WORD:
                raise DataError(
                    f"{self._path}: word {place:,} is longer than {_LONGEST_WORD} bytes; name a file of word vectors"
                )
        return bytes(word)


def _separate(line: bytes) -> bytes:
    return line.replace(b"\t", b" ").rstrip(b" \r\n")


def _numbers(line: bytes, size: int) -> tuple[bytes, list[float]] | None:
    """The word of a line and its numbers; ``None`` where it has not so many."""
    word, *numbers = _separate(line).rsplit(b" ", size)
    with suppress(ValueError):
        if len(numbers) == size:
            return word, [*map(float, numbers)]
    return None
