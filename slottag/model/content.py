"""The content of a file that others may have made: plain files alone, of bounded size, and JSON of bounded depth."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from typing import Any

# A pipe without a writer would be waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a plain file.

    Raises:
        OSError: it cannot be read, is no plain file (a folder, a pipe, a device), or larger than ``most`` bytes.
    """
    with _opened(path, most) as (handle, size), open(handle, "rb", closefd=False) as file:
        return file.read(size)


def map_file(path: Path, most: int) -> bytes | mmap:
    """The same in place; what is written to it stays with this process."""
    with _opened(path, most) as (handle, size):
        # An empty file cannot be mapped.
        return mmap(handle, size, access=ACCESS_COPY) if size else b""


def parse_json(content: bytes | mmap) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is none, or nested too deeply.
    """
    try:
        return json.loads(content[:].decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


@contextmanager
def _opened(path: Path, most: int) -> Iterator[tuple[int, int]]:
    """A plain file's handle and its size."""
    handle = os.open(path, _FLAGS)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "expected a plain file, got a folder, a pipe or a device", str(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"expected at most {most:,} bytes, got {found.st_size:,}", str(path))
        yield handle, found.st_size
    finally:
        os.close(handle)
