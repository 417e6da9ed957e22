"""What would fail after long work is tried before it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from slottag.errors import OutputError
from slottag.files.reporting import reported
from slottag.files.strays import make_parent, stray, sweep


def check_writable(path: Path, size: int = 0) -> None:
    """See to it before long work that ``path`` can be made later, with so many bytes; its folder is made.

    Raises:
        OutputError: it cannot.
    """
    with reported(path):
        path = path.resolve()
        make_parent(path)
        sweep(path)
        with stray(path, lambda name: _take_room(name, size)):
            pass


def check_file(path: Path) -> None:
    """See to it before long work that a file can be written at ``path`` later; its folder is made.

    Raises:
        OutputError: it cannot.
    """
    if path.is_dir():
        raise OutputError(f"{path}: is a folder, expected a file name to write; name a file in it")
    check_writable(path)


def _take_room(path: Path, size: int) -> None:
    with path.open("xb") as file:
        try:
            if size:
                os.posix_fallocate(file.fileno(), 0, size)
        except (AttributeError, OSError) as error:
            # Where room cannot be taken it can be asked for.
            if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                path.unlink()
                raise
            if shutil.disk_usage(path.parent).free < size:
                path.unlink()
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
