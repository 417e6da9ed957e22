"""Writing files so that nothing half-written is ever seen: a temporary name first, then a rename."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from slottag.errors import OutputError

_STANDARD = ("stdin", "stdout", "stderr")
_STREAM = re.compile(rf"/dev/(?:{'|'.join(_STANDARD)})|/(?:dev|proc/self)/fd/(\d+)")
# Links that are followed to find out what a path stands for.
_LINKS = 40


@contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A text file (UTF-8, ``\\n``) that replaces ``path`` when the block ends well and leaves it alone otherwise.

    What is no regular file (a pipe, a device) is written directly, and what this process has open under the name
    (``/dev/stdout``) goes on where it is, even if it is a file.

    Raises:
        OutputError: the place cannot be written.
    """
    with _reported(path):
        opened = _opened(path)
        if opened is not None:
            with os.fdopen(os.dup(opened), "w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        if path.is_dir():
            raise OutputError(f"{path}: is a folder, expected a file name to write; name a file in it")
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                yield stream
            Path(name).chmod(_mode(path))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)


def _opened(path: Path) -> int | None:
    """The number of this process's own stream that a path stands for, itself or as a link."""
    for _ in range(_LINKS):
        number = _STREAM.fullmatch(str(path.absolute()))
        if number:
            return int(number[1]) if number[1] else _STANDARD.index(path.name)
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None


@contextmanager
def writing_folder(path: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``path`` when the block ends well and vanishes otherwise.

    Raises:
        OutputError: the place cannot be written.
    """
    with _reported(path):
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        try:
            fresh = workshop / "new"
            fresh.mkdir()
            yield fresh
            if path.exists():
                path.rename(workshop / "old")
            fresh.rename(path)
        finally:
            shutil.rmtree(workshop)


def check_writable(path: Path) -> None:
    """See to it before long work that ``path`` can be made later.

    Raises:
        OutputError: it cannot.
    """
    with _reported(path):
        parent = path.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=parent):
            pass


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}; name a place that you may write") from error


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
