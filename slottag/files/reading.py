"""Reading a folder that another process may replace meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from slottag.files.strays import sweep

Content = TypeVar("Content")

# Whoever is overtaken so often is not overtaken by chance.
_ATTEMPTS = 20


def read_whole(folder: Path, read: Callable[[], Content], failure: type[Exception]) -> Content:
    """What ``read`` makes of the folder; it is called again where the folder was replaced while it failed.

    Args:
        folder: what is read.
        read: reads it and raises ``failure`` where its files do not belong together, or are not there.
        failure: the error that may come of a replacement.
    """
    if not folder.exists():
        sweep(folder)
    for _ in range(_ATTEMPTS):
        before = _identity(folder)
        try:
            return read()
        except failure:
            if _identity(folder) == before:
                raise
    return read()


def _identity(folder: Path) -> tuple[int, ...] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
