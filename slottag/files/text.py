"""Text files that are written whole or not at all."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from slottag.errors import OutputError
from slottag.files.folders import sync
from slottag.files.reporting import reported
from slottag.files.strays import make_parent, stray, sweep

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
        OutputError: the place cannot be written; what else fails in the block is not taken for that.
    """
    with reported(path):
        directly = _as_it_stands(path)
    if directly is not None:
        with _text(directly) as stream:
            yield stream
        return
    if path.is_dir():
        raise OutputError(f"{path}: is a folder, expected a file name to write; name a file in it")
    target = Path(os.path.realpath(path))
    with ExitStack() as stack:
        with reported(path):
            make_parent(target)
            sweep(target)
            fresh = stack.enter_context(stray(target, _new_file))
            raw = _Reported(fresh, path, "w")
        with _text(raw) as stream:
            yield stream
        with reported(path):
            if target.exists():
                fresh.chmod(target.stat().st_mode & 0o777)
            sync(fresh)
            fresh.replace(target)
            sync(target.parent)


class _Reported(io.FileIO):
    """A file whose errors in writing are told as those of ``place``."""

    def __init__(self, path: Path | int, place: Path, mode: str) -> None:
        self._place = place
        super().__init__(path, mode)

    def write(self, data: Any) -> int:
        with reported(self._place):
            return super().write(data)


def _text(raw: io.RawIOBase) -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", newline="\n")


def _new_file(path: Path) -> None:
    path.touch(exist_ok=False)


def _as_it_stands(path: Path) -> _Reported | None:
    """What is written to as it is, not replaced: a device, a pipe, what this process has open under the name."""
    opened = _opened(path)
    if opened is not None:
        return _Reported(os.dup(opened), path, "w")
    if path.exists() and not path.is_file() and not path.is_dir():
        return _Reported(path, path, "w")
    return None


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
