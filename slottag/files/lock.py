"""One process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slottag.errors import OutputError
from slottag.files.reporting import reported
from slottag.files.strays import is_at, lock_name, make_parent, take_lock


@contextmanager
def working_alone(path: Path) -> Iterator[None]:
    """While the block runs, no other process (nor another block of this one) works on what will be at ``path``.

    The lock goes with the process, however it ends; where the file system has none, nobody is kept out.

    Raises:
        OutputError: another works there.
    """
    with reported(path):
        target = path.resolve()
        make_parent(target)
        lock = lock_name(target)
        handle = _taken(lock, path)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _taken(lock: Path, path: Path) -> int:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        if take_lock(handle) is False:
            holder = os.read(handle, 20).decode() or "?"
            os.close(handle)
            raise OutputError(
                f"{path}: another call of slottag works there (process {holder}); wait for it, or name another place"
            )
        # Whoever had it may have removed it just before giving it back.
        if is_at(handle, lock):
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            return handle
        os.close(handle)
