"""Arrow files, and the folders that ``save_to_disk`` of the library ``datasets`` makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.packed.extra import extra
from slottag.data.formats.packed.rows import row_records
from slottag.data.magic import ARROW, packed
from slottag.data.records import Fault, Record
from slottag.errors import DataError


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file, or of all in a folder; ``line`` counts the rows.

    Raises:
        DataError: it cannot be read, or pyarrow is not installed.
    """
    paths = sorted(content.path.glob("*.arrow")) if content.kind == "folder" else [content.path]
    for path in paths:
        one = content if path == content.path else Content(path)
        yield from row_records(one, *_rows(path, one.data))
        if one is not content:
            content.notes += [f"{path.name}: {note}" for note in one.notes]


def recognise(content: Content) -> bool:
    """Whether the bytes begin as Arrow does, or a folder is one that was saved."""
    if content.kind == "folder":
        return "state.json" in content.names and any(name.endswith(".arrow") for name in content.names)
    return packed(content.data) == ARROW


def _rows(path: Path, data: bytes) -> tuple[list[Mapping[str, Any]], Mapping[bytes, bytes] | None]:
    """The rows of a table and what is written beside its columns."""
    ipc = extra("pyarrow.ipc", path, ARROW.what)
    opened = ipc.open_file if data.startswith(b"ARROW1") else ipc.open_stream
    try:
        table = opened(BytesIO(data)).read_all()
        table.validate(full=True)  # Offsets that lead out of the file would end the process.
        return table.to_pylist(), table.schema.metadata
    except Exception as error:  # What a broken file raises has no common kind.
        raise DataError(f"{path}: cannot be read as Arrow ({str(error)[:80]}); fetch it anew") from error


FORMAT = Format(
    name="arrow",
    endings=(".arrow",),
    known_by="its first bytes, or state.json in a folder",
    recognise=recognise,
    read=read,
    rules="needs `slottag[formats]`; a file, or a folder that `save_to_disk` of `datasets` made; rows as in `parquet`",
    kinds=("binary", "folder"),
)
