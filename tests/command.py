"""Running the command inside the test's own process."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import patch

from slottag.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str


def slottag(*arguments: object, stdin: bytes = b"") -> Done:
    """Run ``slottag`` with these arguments."""
    out, err = _stream(b""), _stream(b"")
    argv = ["slottag", *map(str, arguments)]
    with (
        patch.object(sys, "argv", argv),
        patch.object(sys, "stdin", _stream(stdin)),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    return Done(status, _text(out), _text(err))


def signalled(arguments: Sequence[str], number: int, *, after: str, twice: bool = False) -> tuple[int, str]:
    """The status and the lines on stderr of a process of the command that gets a signal, or the signal twice, once a
    line with ``after`` has come.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "slottag", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    guard = threading.Timer(120, process.kill)
    guard.start()
    assert process.stderr is not None
    lines = ""
    for line in process.stderr:
        lines += line
        if after in line:
            process.send_signal(number)
            if twice:
                threading.Timer(0.02, process.send_signal, [number]).start()
            after = "\0"
    guard.cancel()
    process.stderr.close()
    return process.wait(), lines


def _stream(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def one_line(err: str) -> bool:
    """Whether stderr holds one message and no traceback."""
    return err.startswith("slottag: ") and err.count("\n") == 1 and "Traceback" not in err
