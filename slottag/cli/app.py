"""All commands under one name."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from slottag import __version__
from slottag.cli.compare import compare
from slottag.cli.eval import evaluate
from slottag.cli.inspect import inspect
from slottag.cli.prepare import prepare
from slottag.cli.tag import tag
from slottag.cli.train import train

app = typer.Typer(
    name="slottag",
    help="Fill slots: train a tagger on marked sentences and tag new ones.",
    add_completion=False,
    pretty_exceptions_enable=False,
    # Help in plain text: what draws boxes around it takes as long to import as all else that help needs.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
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
        sys.stdout.write(context.get_help() + "\n")
