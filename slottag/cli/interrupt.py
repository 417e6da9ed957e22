"""Ctrl-C as a request: the first asks, the second ends at once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType

# The exit status after an interrupt.
INTERRUPTED = 130
_ASKED = b"slottag: ending after this batch; Ctrl-C again stops at once\n"


class Interrupt:
    """While it is entered, a first Ctrl-C sets ``asked`` and says so, and a second raises ``KeyboardInterrupt``."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Interrupt:
        self._before = signal.signal(signal.SIGINT, self._take)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        # Past the stream's buffer: it may be what is being written to.
        with suppress(OSError, ValueError):
            os.write(sys.stderr.fileno(), b"\n" * sys.stderr.isatty() + _ASKED)


@contextmanager
def importing() -> Iterator[None]:
    """While native modules are imported Ctrl-C ends the process on the spot: an exception that is raised into the
    initialisation of one may crash the interpreter.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
