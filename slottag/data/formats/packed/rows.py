"""Rows of a table whose cells hold lists: the data sets of the Hugging Face Hub in parquet and Arrow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.objects.label_names import feature_names, names_beside
from slottag.data.formats.objects.parts import is_marked, marked_record, shown, split_in
from slottag.data.formats.objects.words import has_numbers, is_tagged, nameless, tagged_record
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record
from slottag.errors import DataError


def row_records(
    content: Content, rows: Sequence[Mapping[str, Any]], metadata: Mapping[bytes, bytes] | None
) -> Iterator[Record | Fault]:
    """The records of rows; the place of each is its number.

    Raises:
        DataError: tags are numbers that nothing names.
    """
    names = _names(metadata, str(content.path)) or names_beside(content.path)
    if not names and any(has_numbers(row) for row in rows):
        raise nameless(content.path)
    return records(content, enumerate(map(_transposed, rows), 1), partial(_record, names))


def _names(metadata: Mapping[bytes, bytes] | None, where: str) -> tuple[str, ...]:
    """The names of tags in what the library ``datasets`` writes beside the columns."""
    try:
        about = json.loads((metadata or {}).get(b"huggingface", b"{}"))
        features = about.get("info", {}).get("features", {})
    except (ValueError, AttributeError, RecursionError):
        return ()
    return feature_names(features, where) if isinstance(features, dict) else ()


def _transposed(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with a list of objects for each object of lists, which is how ``datasets`` keeps it."""
    return {name: _objects(cell) if isinstance(cell, dict) else cell for name, cell in row.items()}


def _objects(cell: dict[str, Any]) -> Any:
    columns = list(cell.values())
    if not columns or not all(isinstance(column, list) and len(column) == len(columns[0]) for column in columns):
        return cell
    return [dict(zip(cell, parts, strict=True)) for parts in zip(*columns, strict=True)]


def _record(names: tuple[str, ...], path: Path, row: Mapping[str, Any], number: int, say: Say) -> Record | None:
    if is_tagged(row):
        record = tagged_record(path, row, number, names)
        if record is None:
            say("rows without a word, left out", number)
        return record
    if is_marked(row):
        return marked_record(path, row, number, split=split_in(row))
    raise DataError(f"the columns are {shown(row)}, expected tokens and ner_tags, or text and spans; rename them")
