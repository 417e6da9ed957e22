"""What is being written or removed lies beside its place under a name of its own: ``.NAME.1f2e3d4c.slottag``.

The process that made such a stray holds its lock, which the system takes from whoever ends, however it ends. So the
next start can tell what is still being worked on from what a process that is gone has left.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

if sys.platform != "win32":
    import fcntl

SUFFIX = ".slottag"
# A folder that is complete and waits for its place, where two cannot change places in one step.
WHOLE = ".whole"
# In place of the random part: a file that is there for its lock alone.
LOCK = "lock"
_LAST = rf"([0-9a-f]{{8}}|{LOCK}){re.escape(SUFFIX)}({re.escape(WHOLE)})?"
# What a name may be long with all that is put around it; few systems allow more than 255 bytes.
_LONGEST = 200


@contextmanager
def stray(path: Path, make: Callable[[Path], object]) -> Iterator[Path]:
    """Something new beside ``path``, locked as long as the block runs; what has its name after that is removed.

    Args:
        path: the place that it is for.
        make: makes the file or the folder, and fails where there is one.
    """
    name, handle = fresh_name(path), None
    # An interrupt may fall between any two of these lines, the making of what is new among them.
    try:
        while True:
            make(name)
            handle = opened(name)
            # Whoever clears up may have come between the two.
            if handle is None or (take_lock(handle) is not False and is_at(handle, name)):
                break
            os.close(handle)
            name, handle = fresh_name(path), None
        yield name
    finally:
        discard(name)
        if handle is not None:
            os.close(handle)


def fresh_name(path: Path) -> Path:
    """A name for a stray beside this path."""
    return path.with_name(f"{_stem(path)}{os.urandom(4).hex()}{SUFFIX}")


def lock_name(path: Path) -> Path:
    """The name of the file whose lock keeps others from this path."""
    return path.with_name(f"{_stem(path)}{LOCK}{SUFFIX}")


def make_parent(path: Path) -> None:
    """Make the folder that this path is in, and those around it.

    Raises:
        NotADirectoryError: a file is in the way.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), error.filename) from error


def is_stray(name: str) -> bool:
    """Whether a file is called as strays are."""
    return re.fullmatch(rf"\..+\.{_LAST}", name) is not None


def sweep(path: Path) -> None:
    """Remove what processes that are gone have left beside this path, or put it in place if only that was to do."""
    stem = _stem(path)
    with suppress(FileNotFoundError, PermissionError, NotADirectoryError):
        for found in list(path.parent.iterdir()):
            if found.name.startswith(stem) and re.fullmatch(_LAST, found.name[len(stem) :]):
                _settle(found, path)


def take_lock(handle: int) -> bool | None:
    """Take the lock of what is open: ``False`` where another has it, ``None`` where there are no locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def wait_for_lock(handle: int) -> None:
    """Take the lock of what is open when nobody else has it; where there are no locks, at once."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)


def opened(path: Path) -> int | None:
    """A handle of a file or folder by which its lock can be taken; ``None`` where that cannot be."""
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    return None


def is_at(handle: int, path: Path) -> bool:
    """Whether what is open is what has this name now."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.lstat())
    return False


def discard(name: Path) -> None:
    """Remove a stray; what cannot be removed now is found by the next sweep."""
    if name.is_dir() and not name.is_symlink():
        shutil.rmtree(name, ignore_errors=True)
    else:
        with suppress(OSError):
            name.unlink()


def _settle(name: Path, path: Path) -> None:
    handle = opened(name)
    if handle is None:
        return
    try:
        if not take_lock(handle) or not is_at(handle, name):
            return
        if name.name.endswith(WHOLE) and not path.exists():
            name.rename(path)
        else:
            discard(name)
    finally:
        os.close(handle)


def _stem(path: Path) -> str:
    """What the names of a path's strays begin with."""
    name = path.name
    if len(os.fsencode(name)) > _LONGEST:
        name = sha256(os.fsencode(name)).hexdigest()
    return f".{name}."
