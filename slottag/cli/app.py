"""All commands under one name."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from slottag import __version__

# Help in plain text: what draws boxes around it takes as long to import as all else that help needs.
_PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as the list of commands has it: ``function`` of ``slottag.cli.module``, what it is for, examples."""

    module: str
    function: str
    purpose: str
    examples: tuple[str, str]


COMMANDS: Mapping[str, Listed] = {
    "prepare": Listed(
        "prepare", "prepare", "Check, repair, divide and convert annotated sentences.",
        ("slottag prepare mine.conll -o data/mine --fix", "slottag prepare booking -o data/booking --format rasa"),
    ),
    "train": Listed(
        "train", "train", "Train a model on annotated sentences.",
        ("slottag train data/mine", "slottag train booking --encoder gru --epochs 5 -m models/gru"),
    ),
    "eval": Listed(
        "eval", "evaluate", "Report how well a model does on annotated sentences.",
        ("slottag eval data/mine", "slottag eval booking --errors 10 --html report.html"),
    ),
    "tag": Listed(
        "tag", "tag", "Find the slots of texts, of lines, or of what is typed.",
        ('slottag tag "to Rome on Friday"', "slottag tag -m models/mine -i requests.txt -o tagged.jsonl"),
    ),
    "inspect": Listed(
        "inspect", "inspect", "Look inside a model: its gates, its reasons, its neurons.",
        ('slottag inspect "arrive Taipei on Friday" --why all', "slottag inspect --find slot:destination booking"),
    ),
    "compare": Listed(
        "compare", "compare", "Train several networks on the same sentences, side by side.",
        ("slottag compare data/mine", "slottag compare booking --encoder lstm --encoder gru --seeds 3"),
    ),
    "serve": Listed(
        "serve", "serve", "Answer over HTTP, in slottag's own form, Rasa's, and Hugging Face's.",
        ("slottag serve models/booking", "slottag serve models/mine other=models/booking --port 8000 --workers 2"),
    ),
    "review": Listed(
        "review", "review", "Correct by mouse and keyboard what a model finds, in a browser.",
        ("slottag review requests.txt -m models/mine", "slottag review data/mine/train.jsonl --corrections mine.jsonl"),
    ),
}  # fmt: skip


# Of every wrong usage; typer exports its kinds alone.
_UsageError: Any = typer.BadParameter.__mro__[1]


class _Waiting(TyperCommand):
    """A command in the list, whose module is imported when it is called or asked for its help."""

    def __init__(self, name: str) -> None:
        super().__init__(name, help=COMMANDS[name].purpose, rich_markup_mode=None)
        self._listed = COMMANDS[name]

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """That of the command itself, which takes over from here."""
        listed = self._listed
        alone = typer.Typer(add_completion=False, **_PLAIN)
        examples = "\n".join(f"  {example}" for example in listed.examples)
        function = getattr(import_module(f"slottag.cli.{listed.module}"), listed.function)
        alone.command(self.name, epilog=f"\b\nExamples:\n{examples}")(function)
        try:
            return get_command(alone).make_context(info_name, args, parent, **extra)
        except _UsageError as error:
            error.message = _plainly(error.message)
            raise


# What those who read the arguments say of a wrong one, and what a person is told.
_WORDINGS = {
    r"Value error, (.*)": r"\1",
    r"Input should be a valid integer.*": "expected a whole number",
    r"Input should be a valid number.*": "expected a number",
    r"Input should be a finite number.*": "expected a number",
    r"Input should be greater than or equal to (.*)": r"expected at least \1",
    r"Input should be less than or equal to (.*)": r"expected at most \1",
    r"Input should be (.*)": r"expected \1",
    r"Unable to parse input string as an integer.*": "expected a whole number of fewer digits",
    r"Got unexpected extra arguments? ?\(?s?\)? ?\((.*)\)": r"expected nothing more, got \1",
}


def _plainly(message: str) -> str:
    for pattern, wording in _WORDINGS.items():
        message = re.sub(pattern, wording, message)
    return message


class _Commands(TyperGroup):
    """The commands, none of which is imported to be listed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name in COMMANDS:
            self.add_command(_Waiting(name))


app = typer.Typer(
    name="slottag",
    cls=_Commands,
    help="Fill slots: train a tagger on annotated sentences and tag new ones.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    **_PLAIN,
)


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
