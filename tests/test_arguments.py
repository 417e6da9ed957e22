"""Arguments read without typer's own reading: as typer reads them, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from slottag.cli.app import app
from slottag.cli.arguments import plain_arguments
from slottag.cli.tag import tag
from tests.command import slottag

PLAIN = [
    [],
    ["leave Oslo"],
    ["-m", "models/x", "leave Oslo", "arrive Rome"],
    ["--model", "a", "--format", "conll", "-i", "in", "-o", "out"],
    ["--input", "in", "--output", "out", "--min-confidence", "0.25", "--jobs", "3"],
    ["--min-confidence", "1", "a"],
    ["-i", "a", "--input", "b", "-o", "folder"],
    ["--no-confidence", "-"],
    ["--confidence", "a", "--format", "table"],
    ["a", "--", "-b", "--c"],
]
OTHERS = [
    ["--help"],
    ["-h"],
    ["--nonsense"],
    ["-mx"],
    ["--model=x"],
    ["--model"],
    ["-m", "a", "-m", "b"],
    ["--format", "xml"],
    ["--min-confidence", "1.5"],
    ["--min-confidence", "nan"],
    ["--min-confidence", "half"],
    ["--jobs", "0"],
    ["--jobs", "1.5"],
]


def as_typer_reads(arguments: list[str]) -> dict[str, Any]:
    """What typer calls the command with."""
    command = get_command(app).commands["tag"]  # type: ignore[attr-defined]
    read: dict[str, Any] = command.make_context("tag", list(arguments)).params
    return read


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_arguments_are_read_as_typer_reads_them(arguments: list[str]) -> None:
    given = plain_arguments(tag, arguments)
    assert given is not None
    expected = as_typer_reads(arguments)
    assert {**{name: expected[name] for name in expected if name not in given}, **given} == expected
    assert all(type(value) is type(expected[name]) for name, value in given.items())


@pytest.mark.parametrize("arguments", OTHERS, ids=" ".join)
def test_what_is_not_plain_is_left_to_typer(arguments: list[str]) -> None:
    assert plain_arguments(tag, arguments) is None


def test_values_have_the_types_that_the_command_declares() -> None:
    given = plain_arguments(tag, ["-m", "x", "--format", "jsonl", "--jobs", "2", "text"])
    assert given == {"model": Path("x"), "form": "jsonl", "jobs": 2, "texts": ["text"]}


def test_typer_is_asked_where_the_command_itself_objects(tmp_path: Path) -> None:
    done = slottag("tag", "-m", tmp_path / "none", "-i", "a", "text")
    assert done.status == 2
    assert "Usage: " in done.err
    assert "exclude each other" in done.err
