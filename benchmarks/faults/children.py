"""Tries in children of this process: what kills one, or takes it too long, is a failure of that try alone."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

# Tries in one child, the seconds that one may take, and the memory that a child may take beyond what it begins with.
_AT_ONCE, _SECONDS, _ROOM = 250, 30, 2 * 2**30
_LONGEST = 300


def failures_of(tries: int, attempt: Callable[[int], str | None], where: Path) -> list[str]:
    """A line for each try, by its number, that says what is wrong, raises something, is killed or takes too long.

    Args:
        attempt: one try; gives what is wrong, ``None`` where nothing is.
        where: an empty folder for what is told between the processes.
    """
    told = where / "failures"
    told.touch()
    number = mmap.mmap(-1, 8)
    following = 0
    while following < tries:
        child = os.fork()
        if not child:
            _work(range(following, min(tries, following + _AT_ONCE)), attempt, told, number)
        _, status = os.waitpid(child, 0)
        last = int.from_bytes(number[:8], "little")
        if status:
            ended = signal.strsignal(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else f"status {status >> 8}"
            _tell(told, f"try {last}: ended by {ended}")
        following = last + 1
    return told.read_text(encoding="utf-8").splitlines()


def message_problem(error: Exception) -> str | None:
    """What is wrong with the message of an error that slottag raised on purpose."""
    message = str(error)
    return f"a message of {len(message)} characters: {message}" if len(message) >= _LONGEST or "\n" in message else None


def _work(numbers: range, attempt: Callable[[int], str | None], told: Path, number: mmap.mmap) -> None:
    """In the child: make these tries, and end."""
    limit = _size() + _ROOM
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for each in numbers:
        number[:8] = each.to_bytes(8, "little")
        # Of its own work, and of waiting: on a machine that has much to do all takes long.
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        signal.alarm(10 * _SECONDS)
        try:
            wrong = attempt(each)
        except BaseException as error:
            *_, place = traceback.extract_tb(error.__traceback__)
            wrong = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"
        if wrong:
            _tell(told, f"try {each}: {wrong}")
    os._exit(0)


def _tell(told: Path, line: str) -> None:
    with told.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(" ".join(line[:_LONGEST].split()) + "\n")


def _size() -> int:
    """The address space of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def part_of(count: int, share: float) -> int:
    """How many of so many tries a share of them is, one at least."""
    return max(1, round(count * share))
