"""The rows of CSV and TSV, each with its line. What separates the cells is seen from the first row."""

from __future__ import annotations

import csv
import re
from io import StringIO

from slottag.data.content import Content
from slottag.errors import DataError

_SEPARATORS = (",", ";", "\t", "|")
# A first line by which Excel is told what separates.
_TOLD = re.compile(r"sep=(.)")

Cells = tuple[int, list[str]]


def separator_of(content: Content) -> str:
    """What separates the cells: of the signs that may, the one that the first row has most of."""
    told = _TOLD.fullmatch(content.filled[0][1])
    return told[1] if told else max(_SEPARATORS, key=content.filled[0][1].count)


def rows_of(content: Content) -> list[Cells]:
    """The rows of a file.

    Raises:
        DataError: it is no CSV.
    """
    return content.once("separated", lambda: _read(content))


def names_of(content: Content) -> list[str]:
    """What the first line says the columns are called, in small letters; nothing more of the file is read."""
    lines = [line for _, line in content.filled[:2] if not _TOLD.fullmatch(line)]
    return [name.strip(' "').lower() for name in lines[0].split(separator_of(content))] if lines else []


def column_asked(content: Content, column: str, names: list[str]) -> int:
    """The column that a user means, by its name or its number from 1.

    Raises:
        DataError: there is none.
    """
    if column.lower() in names:
        return names.index(column.lower())
    if column.isdecimal() and 1 <= int(column) <= len(names):
        return int(column) - 1
    raise DataError(
        f"{content.path}: has no column {column!r}, there is {', '.join(names)[:120]}; correct --columns (columns in"
        " Python)"
    )


def _read(content: Content) -> list[Cells]:
    separator = separator_of(content)
    # A tab file with a quote too many has words that are quotes.
    loose = separator == "\t" and content.text.count('"') % 2 == 1
    stream = StringIO(content.text, newline="")
    reader = csv.reader(stream, delimiter=separator, quoting=csv.QUOTE_NONE if loose else csv.QUOTE_MINIMAL)
    rows: list[Cells] = []
    before = 0
    try:
        for cells in reader:
            if before or not _TOLD.fullmatch(separator.join(cells)):
                rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise DataError(f"{content.path}:{reader.line_num}: is no CSV ({error}); correct the line") from error
    return rows
