"""Folders that appear, are replaced and go in one step each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slottag.files.exchange import exchange
from slottag.files.reporting import reported
from slottag.files.strays import WHOLE, discard, fresh_name, make_parent, opened, stray, sweep, take_lock


@contextmanager
def writing_folder(path: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``path`` when the block ends well and vanishes otherwise.

    It is on the disk before it takes the place, so neither a kill nor a loss of power leaves a part of it there.

    Raises:
        OutputError: the place cannot be written.
    """
    with reported(path):
        path = path.resolve()
        make_parent(path)
        sweep(path)
        with stray(path, Path.mkdir) as fresh:
            yield fresh
            sync_all(fresh)
            put(fresh, path)


def put(fresh: Path, path: Path) -> None:
    """Give a folder the name ``path``; what had it before has the folder's name afterwards.

    Where two names cannot change places in one step, what is new is marked as whole before what is old gives way, so
    that the next ``sweep`` ends what a kill broke off.
    """
    if not path.exists():
        fresh.rename(path)
    elif not exchange(fresh, path):
        whole = fresh.with_name(fresh.name + WHOLE)
        fresh.rename(whole)
        path.rename(fresh)
        whole.rename(path)
    sync(path.parent)


def remove_folder(path: Path) -> None:
    """Take a folder out of the way in one step, then remove it.

    Raises:
        OutputError: it may not be.
    """
    with reported(path):
        path = path.resolve()
        sweep(path)
        if not path.exists():
            return
        gone = fresh_name(path)
        handle = opened(path)
        if handle is not None:
            take_lock(handle)
        try:
            path.rename(gone)
            discard(gone)
        finally:
            if handle is not None:
                os.close(handle)


def sync_all(folder: Path) -> None:
    """See to it that the disk has all of a folder."""
    for entry in folder.iterdir():
        if entry.is_dir():
            sync_all(entry)
        elif entry.is_file():
            sync(entry)
    sync(folder)


def sync(path: Path) -> None:
    """See to it that the disk has what was written to a file, or which names a folder holds."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
