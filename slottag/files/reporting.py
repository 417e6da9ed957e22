"""What the system says when something cannot be written, as one line with advice that fits the cause."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slottag.errors import OutputError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BROKEN_OFF = (errno.EPIPE, errno.ECONNRESET)


@contextmanager
def reported(path: Path | str) -> Iterator[None]:
    """Whatever the system refuses in the block was refused to what is written at ``path``.

    Raises:
        OutputError: instead of the system's own error; a reader that went away stays ``BrokenPipeError``.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _BROKEN_OFF:
            raise
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}; {_advice(error.errno)}") from error


def _advice(number: int | None) -> str:
    if number in _NO_ROOM:
        return "make room there, or name a place with more of it"
    if number == errno.ENAMETOOLONG:
        return "name a shorter one"
    if number in (errno.ENOTDIR, errno.ENOENT):
        return "name a place in a folder"
    if number == errno.EBUSY:
        return "something else uses it as a whole; name another place"
    if number == errno.EIO:
        return "look after the disk, or name a place on another"
    return "name a place that you may write"
