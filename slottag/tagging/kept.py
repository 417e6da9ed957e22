"""An output that is kept on its way, so that a call that was killed is gone on with: nothing lost, nothing twice.

What is written lies beside its place as ``.NAME.tagging``, and beside that, as JSON, up to where it is sound: the bytes
and the line of the input. Both are on the disk before the next part begins; whatever is behind them was written by a
call that was killed, and is cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slottag.errors import DataError, OutputError
from slottag.files import working_alone
from slottag.files.compressed import packer
from slottag.files.folders import sync
from slottag.files.reporting import reported
from slottag.files.text import writing
from slottag.tagging.lines import Block
from slottag.tagging.tally import Tally, Told

# Seconds between two parts, and the characters that are a part sooner.
_SECONDS, _MOST = 1.0, 2**22


class Kept:
    """Takes what is told, part by part.

    Args:
        target: where the whole is to stand.
        call: what the call was asked for, as data; another one's output is not gone on with.

    Attributes:
        through: the last line of the input that is answered.
        tally: what was found up to there.

    Raises:
        OutputError: the place cannot be written, or what is there was begun by another call.
    """

    def __init__(self, target: Path, call: dict[str, Any]) -> None:
        self._target = target
        self._part = target.with_name(f".{target.name}.tagging")
        self._note = target.with_name(f".{target.name}.tagging.json")
        self._call = hashlib.sha256(json.dumps(call, sort_keys=True, default=str).encode()).hexdigest()
        self._pack = packer(target)
        self._pending: list[str] = []
        self._size = 0
        self._marked = time.monotonic()
        with reported(target):
            size, self.through, self.tally = self._begun()
            self._file = self._part.open("r+b" if size else "wb")
            self._file.truncate(size)
            self._file.seek(size)

    def _begun(self) -> tuple[int, int, Tally]:
        if not (self._note.exists() and self._part.exists()):
            return 0, 0, Tally()
        try:
            note = json.loads(self._note.read_text("utf-8"))
            found = note["call"], int(note["bytes"]), int(note["line"]), Tally(*note["tally"])
        except (ValueError, KeyError, TypeError):
            raise OutputError(f"{self._note}: is no note of slottag's; remove it and call again") from None
        if found[0] != self._call or self._part.stat().st_size < found[1]:
            raise OutputError(
                f"{self._part}: was begun with another input, model or option; call as then, or remove it to begin anew"
            )
        return found[1:]

    def take(self, told: Told, line: int) -> None:
        """Add what is told of the lines up to this one."""
        self._pending.append(told.text)
        self._size += len(told.text)
        self.tally = self.tally.plus(told.tally)
        self.through = line
        if self._size >= _MOST or time.monotonic() - self._marked >= _SECONDS:
            self.mark()

    def mark(self) -> None:
        """Put on the disk what was taken, and then that it is there."""
        with reported(self._target):
            self._file.write(self._pack("".join(self._pending).encode()) if self._pending else b"")
            self._file.flush()
            os.fsync(self._file.fileno())
            note = {"call": self._call, "bytes": self._file.tell(), "line": self.through, "tally": list(self.tally)}
        with writing(self._note) as stream:
            json.dump(note, stream)
        self._pending, self._size, self._marked = [], 0, time.monotonic()

    def end(self) -> None:
        """Put the whole in its place."""
        self.mark()
        with reported(self._target):
            self._file.close()
            self._part.replace(self._target)
            self._note.unlink()
            sync(self._target.parent)

    def close(self) -> None:
        """Leave what is marked where it is."""
        self._file.close()


@contextmanager
def keeping(target: Path, call: dict[str, Any]) -> Iterator[Kept]:
    """What takes an output; it stands in its place when the block ends well, and is gone on with otherwise.

    Raises:
        OutputError: the place cannot be written, another process is at it, or another call began it.
    """
    with working_alone(target.with_name(f".{target.name}.tagging.lock")):
        kept = Kept(target, call)
        try:
            yield kept
            kept.end()
        finally:
            kept.close()


def behind(blocks: Iterable[Block], line: int) -> Iterator[Block]:
    """The blocks without the lines up to this one.

    Raises:
        DataError: there are not so many.
    """
    last = 0
    for block in blocks:
        last = max(last, block.last)
        yield block.behind(line)
    if last < line:
        raise DataError(f"the input has {last} lines, expected more than the {line} that are answered; was it cut?")
