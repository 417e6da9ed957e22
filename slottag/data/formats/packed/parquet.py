"""Parquet: a row is a sentence, with columns of tokens and tags or of a text and spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.packed.extra import extra
from slottag.data.formats.packed.rows import row_records
from slottag.data.magic import PARQUET, packed
from slottag.data.records import Fault, Record
from slottag.errors import DataError


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; ``line`` counts the rows.

    Raises:
        DataError: it cannot be read, or pyarrow is not installed.
    """
    return row_records(content, *table(content))


def table(content: Content) -> tuple[list[dict[str, Any]], Mapping[bytes, bytes] | None]:
    """The rows of a file and what is written beside its columns.

    Raises:
        DataError: it cannot be read, or pyarrow is not installed.
    """
    parquet = extra("pyarrow.parquet", content.path, PARQUET.what)
    try:
        read = parquet.read_table(BytesIO(content.data))
        read.validate(full=True)
        return read.to_pylist(), read.schema.metadata
    except Exception as error:  # What a broken file raises has no common kind.
        raise DataError(f"{content.path}: cannot be read as parquet ({str(error)[:80]}); fetch it anew") from error


def recognise(content: Content) -> bool:
    """Whether the bytes begin as parquet does."""
    return packed(content.data) == PARQUET


FORMAT = Format(
    name="parquet",
    endings=(".parquet",),
    known_by="its first bytes",
    recognise=recognise,
    read=read,
    rules="needs `slottag[formats]`; a row is a sentence, as in `tokens` and `json`; the names of tags stand in the"
    " metadata of `datasets`",
    kinds=("binary",),
)
