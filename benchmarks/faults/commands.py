"""``slottag`` as a process that something befalls: how it is started, and what is left of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[2] / "tests" / "models"
MODEL = MODELS / "crf"

# Seconds that a process may take to end.
PATIENCE = 60


def tag(*arguments: object, **streams: Any) -> subprocess.Popen[bytes]:
    """``slottag tag`` with a small model, at the head of a group of processes."""
    command = [sys.executable, "-m", "slottag", "tag", "-m", str(MODEL), *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True, **streams)


@dataclass(frozen=True, slots=True)
class Usage:
    """How a process ended and what it took."""

    status: int
    err: bytes
    seconds: float
    megabytes: float


def usage_of(process: subprocess.Popen[bytes]) -> Usage:
    """Wait for a process."""
    assert process.stderr
    with process:
        err = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(process.returncode, err, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that it made and that are there."""
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(number) for number in told.read_text().split()] if told.exists() else []


def awaited_children(process: subprocess.Popen[bytes], count: int) -> list[int]:
    """So many processes that it made, once they are there.

    Raises:
        TimeoutError: they do not come.
    """
    end = time.monotonic() + PATIENCE
    while len(found := children(process)) < count:
        if time.monotonic() > end or process.poll() is not None:
            raise TimeoutError(f"{len(found)} of {count} jobs were made")
        time.sleep(0.01)
    return found


def is_gone(process: int) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def message_problem(err: bytes) -> str | None:
    """What is wrong with what a command that failed said."""
    text = err.decode(errors="replace")
    if "Traceback" in text:
        return f"a traceback: {text.strip().splitlines()[-1][:100]}"
    return None if text.startswith("slottag: ") and text.count("\n") == 1 else f"no one line but {text[:100]!r}"
