"""What people corrected, in one file of JSON Lines that is data like any other.

A line is a sentence with its marks (see ``slottag.data.formats.jsonl``), an ``id``, the marks that there were before as
``was``, the ``model`` and the ``time``. Several pages and several processes may write to one file: who writes has the
file's lock, has read what others wrote, and adds a whole line that is on the disk before it is answered. There is one
line a text (and what was asked before it), and what is sent twice is written once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

from slottag.data.formats.jsonl import format_sentence, record_of
from slottag.errors import DataError, OutputError
from slottag.files import check_file, writing
from slottag.files.folders import sync
from slottag.files.reporting import reported
from slottag.files.strays import is_at, wait_for_lock
from slottag.text import Sentence
from slottag.text.fitted import HABITS

# A text, and what was asked before it.
Key = tuple[str, tuple[str, ...]]
# How each line that is written here begins.
_HEAD = b'{"id": "'


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence as a person marked it: what tells this sending of it from all others, and how it was marked before."""

    id: str
    sentence: Sentence
    was: Sequence[Mapping[str, Any]]
    model: str

    def line(self) -> bytes:
        """The line of the file."""
        told = {
            "id": self.id,
            **json.loads(format_sentence(self.sentence)),
            "was": list(self.was),
            "model": self.model,
            "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }
        return json.dumps(told, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file holds of a text: the ``id`` by which a later correction says what it replaces, the sentence, and
    its line.
    """

    id: str
    sentence: Sentence
    line: bytes


def key_of(sentence: Sentence) -> Key:
    """What tells a sentence to be corrected from others."""
    return sentence.text, sentence.asked


class KeptAlreadyError(Exception):
    """The file holds another correction of the text: ``kept``."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.id)
        self.kept = kept


class Corrections:
    """The file; it is made when there is something to write.

    Raises:
        OutputError: it cannot be written, or holds something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._path = path.resolve()
        self._kept: dict[Key, Kept] = {}
        # What tells this file from others, for a page that keeps what it could not send.
        self.job = sha256(str(self._path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._state: tuple[int, ...] = ()
        check_file(path)
        self.look()

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def of(self, key: Key) -> Kept | None:
        """What was kept of a text, by whoever, when it was looked last."""
        return self._kept.get(key)

    def look(self) -> None:
        """Read what others have written.

        Raises:
            OutputError: the file cannot be read, or holds something else than marked sentences.
        """
        if self._path.exists():
            with reported(self.path), self._alone():
                pass

    def add(self, correction: Correction, replaces: str | None = None) -> Kept:
        """Write a correction down; one that was written before is not written again.

        Args:
            correction: what is added.
            replaces: the ``id`` of what the file holds of this text, if it is to go.

        Raises:
            KeptAlreadyError: the file holds another one of this text than is to go.
            OutputError: it cannot be written; then the file is as it was.
        """
        key, line = key_of(correction.sentence), correction.line()
        with reported(self.path), self._alone() as handle:
            before = self._kept.get(key)
            if before is not None and before.id == correction.id:
                return before
            if before is not None and before.id != replaces:
                raise KeptAlreadyError(before)
            if before is None:
                _append(handle, line + b"\n")
                sync(self._path.parent)
                self._state = _state(handle)
            else:
                self._put(before.line, line)
            self._kept[key] = Kept(correction.id, correction.sentence, line)
            return self._kept[key]

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """The open file, while nobody else writes to it, and all in it read."""
        while True:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                wait_for_lock(handle)
                # Whoever had it may have put another file in its place.
                if is_at(handle, self._path):
                    self._catch_up(handle)
                    yield handle
                    return
            finally:
                os.close(handle)

    def _catch_up(self, handle: int) -> None:
        """Read the file, unless it is as it was left."""
        state = _state(handle)
        if state == self._state:
            return
        *lines, rest = _content(handle).split(b"\n")
        whole = bool(rest) and not _is_cut_short(rest)
        lines += [rest] if whole else []
        self._kept = dict(self._read(number, line) for number, line in enumerate(lines, start=1) if line.strip())
        if whole:
            _append(handle, b"\n")
        elif rest:
            # It was cut short while it was written, so nobody was told that it is there.
            os.ftruncate(handle, os.fstat(handle).st_size - len(rest))
        self._state = _state(handle)

    def _read(self, number: int, line: bytes) -> tuple[Key, Kept]:
        """What tells the text of a line from others, and what is kept of it."""
        try:
            told = json.loads(line)
            sentence = record_of(self.path, told, number).tokenised(HABITS).sentence()
        except (ValueError, RecursionError, DataError) as error:
            reason = str(error) if isinstance(error, DataError) else "is no JSON"
            raise OutputError(
                f"{self.path}:{number}: {reason}; expected sentences that were corrected before; name another file"
            ) from error
        known = told.get("id")
        own = known if isinstance(known, str) else sha256(line).hexdigest()[:16]
        return key_of(sentence), Kept(own, sentence, line)

    def _put(self, before: bytes, line: bytes) -> None:
        """Put a line in the place of another one, in one step."""
        lines = [line if one == before else one for one in self._path.read_bytes().split(b"\n")]
        with writing(self._path) as stream:
            stream.write(b"\n".join(lines).decode())


def _is_cut_short(line: bytes) -> bool:
    """Whether this is a beginning of a line that is written here."""
    with suppress(ValueError, RecursionError):
        json.loads(line)
        return False
    return line.startswith(_HEAD[: len(line)])


def _append(handle: int, data: bytes) -> None:
    """Add to a file what then is on the disk, or nothing."""
    size = os.fstat(handle).st_size
    try:
        written = os.write(handle, data)
        while written < len(data):
            written += os.write(handle, data[written:])
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _content(handle: int) -> bytes:
    with os.fdopen(os.dup(handle), "rb") as stream:
        stream.seek(0)
        return stream.read()


def _state(handle: int) -> tuple[int, ...]:
    found = os.fstat(handle)
    return found.st_ino, found.st_size, found.st_mtime_ns
