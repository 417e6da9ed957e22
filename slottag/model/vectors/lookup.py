"""The vector of a word: by itself as it is written, in lower case, by the shape of its digits; or by its pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from slottag.model.vectors.keys import key_of, keys_of, keys_of_prefixes
from slottag.model.vectors.readings import PIECES
from slottag.model.vectors.table import Array, Table

_DIGIT = re.compile(r"\d")
# What pieces are cut from: characters that are words by themselves, runs of letters and digits, single marks.
_CHUNK = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\w\s]|_"
)
# Characters of a word that is cut, and of a piece; longer ones have no vector.
_LONGEST_WORD, _LONGEST_PIECE = 100, 32
# What stands before a piece that is not at the front of its word. Source: Schuster & Nakajima 2012.
_INNER = key_of("##")


def vectors_of(words: Sequence[str], table: Table) -> Array:
    """``(words, size)`` the vector of each word in its closest form that the table holds, zeros where it holds none."""
    found = np.zeros((len(words), table.size), dtype=np.float32)
    missing = list(range(len(words)))
    for form in range(_FORMS):
        if not missing:
            return found
        rows = table.rows(keys_of([_form(words[place], form) for place in missing]))
        known = rows >= 0
        found[np.array(missing)[known]] = table.take(rows[known])
        missing = [place for place, is_known in zip(missing, known.tolist(), strict=True) if not is_known]
    if table.reading == PIECES:
        for place in missing:
            if rows_of_pieces := _pieces(words[place], table):
                found[place] = table.take(np.array(rows_of_pieces)).mean(axis=0)
    return found


def _form(word: str, form: int) -> str:
    """The form of this number that a word is looked up in, the closest first."""
    if form == 0:
        return word
    if form < 3:
        return word.lower() if form == 1 else plain(word)
    return _DIGIT.sub("0#"[form - 3], word.lower())


_FORMS = 5


def plain(word: str) -> str:
    """A word in lower case and without its accents."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(each for each in unicodedata.normalize("NFD", lower) if unicodedata.category(each) != "Mn")


def _pieces(word: str, table: Table) -> list[int]:
    """The rows of the pieces of a word: as it is written if they cover it, else of what they cover in lower case."""
    if len(word) > _LONGEST_WORD:
        return []
    cut = [list(_cut(chunk, table)) for chunk in _CHUNK.findall(word)]
    if not all(cut):
        cut = [list(_cut(chunk, table)) for chunk in _CHUNK.findall(plain(word))]
    return [row for rows in cut for row in rows]


def _cut(chunk: str, table: Table) -> Iterator[int]:
    """The longest piece at the front, the longest behind it, and so on; none where something is left."""
    rows = []
    start = 0
    while start < len(chunk):
        found = table.rows(keys_of_prefixes(chunk[start : start + _LONGEST_PIECE], _INNER if start else 0))
        fitting = np.flatnonzero(found >= 0)
        if not len(fitting):
            return
        rows.append(int(found[fitting[-1]]))
        start += int(fitting[-1]) + 1
    yield from rows
