"""Whether a file that is mapped into memory is still as it was when it was read."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from slottag.errors import ModelError

Stamp = tuple[int, int, int, int]


class FileInUse:
    """What another program writes into a mapped file is in its map, too, and where the file was cut short reading the
    map would kill the process. A file put in its place does no harm: what is mapped is the one before.

    Args:
        path: the file, before it is mapped.
        checksum: its SHA-256.
    """

    def __init__(self, path: Path, checksum: str) -> None:
        self._path = os.path.abspath(path)  # noqa: PTH100 - a string is asked for in half the time
        self._checksum = checksum
        self._stamp = self._now()

    def check(self) -> None:
        """See to it that what is mapped may be read.

        Raises:
            ModelError: the file was written to.
        """
        now = self._now()
        if now != self._stamp and now is not None and self._stamp is not None and now[:2] == self._stamp[:2]:
            # One that was only touched is the same.
            if sha256(Path(self._path).read_bytes()).hexdigest() != self._checksum:
                raise ModelError(
                    f"{self._path}: was written to while it was in use; start again with a whole model, and replace one"
                    " by renaming the new file, never by writing into the old"
                )
            self._stamp = now

    def _now(self) -> Stamp | None:
        """Which file is there and as of when; ``None`` where there is none."""
        try:
            found = os.stat(self._path)  # noqa: PTH116
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
