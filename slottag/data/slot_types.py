"""What slots are, where a file beside the data says so: ``slots.toml`` (read by ``slottag.values``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from slottag.errors import DataError

SLOTS = "slots.toml"
_MOST = 2**20


def slots_beside(paths: Mapping[str, Path]) -> bytes:
    """The content of the file beside the first of these files or folders that has one; empty where none has.

    Raises:
        DataError: it cannot be read.
    """
    for folder in dict.fromkeys(path.parent for path in paths.values()):
        path = folder / SLOTS
        if path.is_file():
            try:
                content = path.read_bytes()
            except OSError as error:
                raise DataError(f"{path}: cannot be read: {error.strerror}; make it readable, or remove it") from error
            if len(content) > _MOST:
                raise DataError(f"{path}: expected at most {_MOST:,} bytes, got {len(content):,}; is it another file?")
            return content
    return b""
