"""The command line: one file a command; each parses, delegates and draws."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer

from slottag import __version__
from slottag.cli.compare import compare
from slottag.cli.eval import evaluate
from slottag.cli.inspect import inspect
from slottag.cli.plain import say
from slottag.cli.prepare import prepare
from slottag.cli.tag import tag
from slottag.cli.threads import calm_threads
from slottag.cli.train import train
from slottag.errors import SlottagError

_INTERRUPTED = 130

app = typer.Typer(
    name="slottag",
    help="Fill slots: train a tagger on marked sentences and tag new ones.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("prepare")(prepare)
app.command("train")(train)
app.command("eval")(evaluate)
app.command("tag")(tag)
app.command("inspect")(inspect)
app.command("compare")(compare)


@app.callback(invoke_without_command=True)
def _slottag(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    if version:
        sys.stdout.write(f"slottag {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.get_help()


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
            app()
        finally:
            sys.stdout.flush()
    except SlottagError as error:
        say(str(error))
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
