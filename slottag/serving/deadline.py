"""A limit in time for what a task waits for: one timer, for there are two to every request."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Deadline:
    """A block that is given so many seconds; what it waits for then is cancelled, and it ends in ``TimeoutError``."""

    __slots__ = ("_handle", "_late", "_seconds", "_task")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._late = False

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        self._handle = loop.call_later(self._seconds, self._end)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._handle.cancel()
        if self._late and kind is asyncio.CancelledError:
            # From Python 3.11 on a task counts what cancels it.
            getattr(self._task, "uncancel", int)()
            raise TimeoutError from error

    def _end(self) -> None:
        self._late = True
        assert self._task
        self._task.cancel()
