"""Files whose rows or objects have a text among other fields: CSV, parquet, Excel, an array in JSON."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.objects.parts import TEXT
from slottag.errors import DataError
from slottag.tagging.fields import text_of

_IN_TEXT = (".csv", ".tsv")

Row = Mapping[str, Any]

# Where none of the first has a text, none has one.
LOOKED_AT = 500


def rows_of(content: Content, ending: str) -> Sequence[Row]:
    """The rows of a table or the objects of a document; none of a file with another ending.

    Raises:
        DataError: it cannot be read.
    """
    if ending == ".json":
        return [item if isinstance(item, dict) else {} for _, item in content.items]
    if ending == ".parquet":
        from slottag.data.formats.packed.parquet import table

        return table(content)[0]
    if ending == ".xlsx":
        from slottag.data.formats.packed.excel import sheet

        return _table(sheet(content), ",")
    if ending not in _IN_TEXT:
        return []
    return _table(content, delimiter_of(content.text.partition("\n")[0], ending))


def is_bare(content: Content, ending: str) -> bool:
    """Whether a table in text has no row, and names of columns of which one is usual for a text."""
    if ending not in _IN_TEXT:
        return False
    names = csv.reader(content.text.splitlines(), delimiter=delimiter_of(content.text, ending))
    lines = [line for line in names if line]
    return len(lines) == 1 and with_text([{name: name for name in lines[0]}])


def with_text(rows: Sequence[Row]) -> bool:
    """Whether rows have a text under a usual name, as it is: the column ``Sentence #`` holds none."""
    return any(
        text_of(row, None) is not None and not any(key.lower() not in TEXT and _plain(key) in TEXT for key in row)
        for row in rows[:LOOKED_AT]
    )


def named(names: Sequence[str], row: Sequence[str]) -> Row:
    """The values of a row by the names of its columns; those that it has not are none, those beyond are ``more``."""
    told: dict[str, Any] = {**dict.fromkeys(names), **dict(zip(names, row, strict=False))}
    return {**told, "more": [*row[len(names) :]]} if len(row) > len(names) else told


def _plain(key: str) -> str:
    return "".join(filter(str.isalnum, key.lower()))


def delimiter_of(head: str, ending: str) -> str:
    """What stands between the values of a table in text, judged by its first line."""
    return "\t" if ending == ".tsv" else max(",;\t", key=head.count)


def _table(content: Content, delimiter: str) -> list[Row]:
    content.check_utf8()
    try:
        rows = csv.reader(StringIO(content.text, newline=""), delimiter=delimiter)
        names = next(rows, [])
        return [named(names, row) for row in rows if row]
    except csv.Error as error:
        raise DataError(f"{content.path}: cannot be read as a table ({error}); correct it") from error
