"""Two names change what they stand for, in one step of the file system."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

# From linux/fs.h and sys/stdio.h: both happen to be 2.
_EXCHANGE = 2
_HERE = -100
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)


def exchange(first: Path, second: Path) -> bool:
    """Let two files or folders of one file system change places; false where there is no such step.

    Sources: renameat2(2) with ``RENAME_EXCHANGE`` (Linux), renamex_np(2) with ``RENAME_SWAP`` (macOS).
    """
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
    except TypeError:  # Windows
        return False
    one, two = os.fsencode(first), os.fsencode(second)
    sys.audit("os.rename", str(first), str(second), -1, -1)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(_HERE, one, _HERE, two, _EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(one, two, _EXCHANGE)
    else:
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(first), None, str(second))
