"""Running the command inside the test's own process."""

from __future__ import annotations

import io
import sys
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
