"""The command line: one file a command; each parses, delegates and draws."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from slottag.cli.plain import say
from slottag.errors import SlottagError
from slottag.extras import lacking
from slottag.tagging.threads import calm_threads

_INTERRUPTED = 130


def entry() -> None:
    """Run the ``slottag`` command as a process of its own.

    After an interrupt that fell into code run by ``exec``, as the making of a dataclass is, Python would end by the
    signal although it was caught; the status is to be 130 always.
    """
    try:
        main()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            os._exit(_INTERRUPTED)
        raise


def main() -> None:
    """Run the ``slottag`` command; what is the user's mistake ends in one line and the status 1."""
    calm_threads()
    try:
        _prepare_streams()
        try:
            _run(sys.argv[1:])
        finally:
            sys.stdout.flush()
    except SlottagError as error:
        say(str(error))
        sys.exit(1)
    except MemoryError:
        say("there is not enough memory for this; take less at once, or give more memory")
        sys.exit(1)
    except ModuleNotFoundError as error:
        lacks = lacking(error)
        if lacks is None:
            raise
        say(str(lacks))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        _drop(sys.stdout)
        sys.exit(1)
    except OSError as error:
        _drop(sys.stdout)
        say(f"{error.filename or 'standard output'}: cannot be read or written: {error.strerror or error}")
        sys.exit(1)


def _run(arguments: list[str]) -> None:
    """Run a command: ``tag``, which answers a sentence in a blink, without typer where its arguments are plain."""
    if arguments[:1] == ["tag"] and _tagged_plainly(arguments[1:]):
        return
    from slottag.cli.app import app

    app(prog_name="slottag")


def _tagged_plainly(arguments: list[str]) -> bool:
    """Whether these arguments of ``tag`` are plain, and then all is done."""
    from typer import BadParameter

    from slottag.cli.arguments import plain_arguments
    from slottag.cli.tag import tag

    given = plain_arguments(tag, arguments)
    if given is not None:
        # What the command itself finds wrong in its arguments, before it does anything, typer tells better.
        with suppress(BadParameter):
            tag(**given)
            return True
    return False


def _prepare_streams() -> None:
    """Write UTF-8 and plain line feeds whatever the locale; a stream that was closed is an empty one."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _drop(stream: TextIO) -> None:
    """Send what is still buffered nowhere: the interpreter would fail once more to write it at its end."""
    with suppress(OSError, ValueError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
