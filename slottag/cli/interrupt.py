"""Ctrl-C as a request: the first asks, the second ends at once."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType


class Interrupt:
    """While it is entered, a first Ctrl-C sets ``asked`` and a second raises ``KeyboardInterrupt``."""

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
