"""CSV and TSV with a first row of names, a text in one column and in another the list of its spans, as JSON or as
Python writes it. Label Studio's CSV and many scripts around pandas make such files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.columns.csv_rows import Cells, column_asked, names_of, rows_of
from slottag.data.formats.format import Format
from slottag.data.formats.literals import literal
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.objects.parts import SPANS, TEXT, mark_of, marked_record, plain_keys, split_in
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record
from slottag.errors import DataError

# What stands in a cell where there is nothing.
_EMPTY = ("", "[]", "{}", "null", "None", "nan", "NaN")
# Where none of the first rows has spans, none has.
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class _Columns:
    text: int
    spans: int


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: no column holds a text, or none lists of spans.
    """
    found = _columns(content)
    if found is None:
        raise DataError(
            f"{content.path}: has no column of texts beside one of lists of spans, expected such as text,spans in the"
            " first row; rename the columns"
        )
    (_, names), *rows = rows_of(content)
    content.notes.append(f"text: column {names[found.text]!r}, spans: column {names[found.spans]!r}")

    def record(path: Path, cells: list[str], line: int, _say: Say) -> Record | None:
        if not any(cell.strip() for cell in cells):
            return None
        if len(cells) <= max(found.text, found.spans):
            raise DataError(f"the row has {len(cells)} of {len(names)} cells, expected all; correct the row")
        row = dict(zip(names, cells, strict=False))
        others = {name: row[name] for name in row if plain_keys({name: 0}).keys().isdisjoint({*TEXT, *SPANS})}
        data = {**others, "text": cells[found.text], "spans": _spans(cells[found.spans])}
        return marked_record(path, data, line, split=split_in(others))

    yield from records(content, rows, record)


def recognise(content: Content) -> bool:
    """Whether there is such a pair of columns."""
    if len(names_of(content)) < 2 or not any(sign in content.text for sign in "[{"):
        return False
    try:
        return _columns(content) is not None
    except DataError:
        return False


def _columns(content: Content) -> _Columns | None:
    rows = rows_of(content)
    names = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if len(names) < 2:
        return None
    asked = {role: column_asked(content, column, names) for role, column in content.columns.items()}
    plain = ["".join(filter(str.isalnum, name)) for name in names]
    text = asked.get("word", next((plain.index(name) for name in TEXT if name in plain), None))
    lists = [place for place in range(len(names)) if place != text and _are_spans(rows[1:][:_LOOKED_AT], place)]
    named = [place for place in lists if plain[place] in SPANS]
    spans = asked.get("tag", next(iter(named or lists), None))
    return _Columns(text, spans) if text is not None and spans in lists else None


def _are_spans(rows: Sequence[Cells], place: int) -> bool:
    """Whether a column holds lists of spans, and not all of them are empty."""
    filled = [cells[place] for _, cells in rows if len(cells) > place and cells[place].strip() not in _EMPTY]
    if not filled or not filled[0].lstrip().startswith(("[", "{")):
        return False
    return 2 * sum(map(_is_spans, filled)) >= len(filled)


def _is_spans(cell: str) -> bool:
    try:
        return all(mark_of(item) for item in _spans(cell))
    except DataError:
        return False


def _spans(cell: str) -> list[Any]:
    """The list that a cell holds, be it under a name (``{"entities": […]}``).

    Raises:
        DataError: it holds none.
    """
    if cell.strip() in _EMPTY:
        return []
    value = _value(cell.strip())
    if isinstance(value, dict):
        lists = [part for key, part in plain_keys(value).items() if key in SPANS and isinstance(part, list)]
        value = lists[0] if len(lists) == 1 else value
    if not isinstance(value, list):
        raise DataError(
            f'{cell[:40]!r} is no list of spans, expected such as [{{"start": 0, "end": 4, "slot": "city"}}]'
        )
    return value


def _value(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        pass
    try:
        return literal(cell)
    except ValueError as error:
        raise DataError(f"{cell[:40]!r} is neither JSON nor a list of Python; correct the cell") from error


FORMAT = Format(
    name="csv-spans",
    endings=(".csv", ".tsv"),
    known_by="a column of texts beside one of lists of spans",
    recognise=recognise,
    read=read,
    rules="a first row of names; the spans of a row as in `json`, as JSON or as a list of Python; `intent` and `split`"
    " beside them",
)
