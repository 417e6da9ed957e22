"""Lines that could not be answered, set aside so that the others are."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Protocol, TextIO, cast

from slottag.errors import SlottagError

_REPORTED = 20


class Taking(Protocol):
    """What takes lines that have no answer."""

    def put(self, line: str | bytes, error: SlottagError) -> None:
        """Set a line aside."""


class Gathered:
    """Keeps them, each as it came with what is wrong with it, for whoever is told of them later."""

    def __init__(self) -> None:
        self.lines: list[tuple[bytes, str]] = []

    def put(self, line: str | bytes, error: SlottagError) -> None:
        """Set a line aside."""
        self.lines.append((line if isinstance(line, bytes) else line.encode(), str(error)))


class Aside:
    """Takes each line that has no answer as it came, and reports the first ones and their number.

    Args:
        stream: what the lines are written to.
        report: what is told of them, in a line.
    """

    def __init__(self, stream: IO[str], report: Callable[[str], None]) -> None:
        self._stream = cast("TextIO", stream)
        self._report = report
        self._count = 0

    def put(self, line: str | bytes, error: SlottagError) -> None:
        """Set a line aside."""
        self._count += 1
        if self._count <= _REPORTED:
            self._report(f"set aside: {error}")
        self._stream.flush()
        self._stream.buffer.write((line if isinstance(line, bytes) else line.encode()) + b"\n")

    def end(self) -> None:
        """Tell how many there were."""
        if self._count:
            self._report(f"{self._count} line{'s' * (self._count > 1)} set aside; the others are answered")
