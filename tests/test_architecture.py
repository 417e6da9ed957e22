"""Imports run downwards only, heavy ones wait until they are needed, and only the command line prints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "slottag"

# From the top; those on a row do not know each other. Files of the package's root count by their own names.
ROWS = [
    {"__main__"},
    {"cli"},
    {"serving", "engines"},
    {"api", "arrow"},
    {"tagging"},
    {"comparison"},
    {"training", "inspection"},
    {"evaluation", "talking"},
    {"nn", "runtime"},
    {"model"},
    {"values"},
    {"data"},
    {"corpora"},
    {"text"},
    {"extras", "files", "lazy", "wording"},
    {"__init__"},
    {"errors"},
]
LEVELS = {name: level for level, row in enumerate(ROWS) for name in row}

HEAVY = {"torch", "numpy", "seqeval", "sklearn", "matplotlib", "scipy", "jinja2"}

MODULES = sorted(PACKAGE.rglob("*.py"))
by_file = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))


def part(path: Path) -> str:
    """The part of the package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[str]:
    """The full names that these nodes import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_every_part_has_its_row() -> None:
    assert {part(path) for path in MODULES} <= LEVELS.keys()


@by_file
def test_imports_run_downwards(path: Path) -> None:
    own = part(path)
    if own == "__init__" and path.parent == PACKAGE:
        # What the package offers is loaded when it is asked for; type checkers alone see its imports.
        names = imported(tree(path).body)
    else:
        names = imported(ast.walk(tree(path)))
    for name in names:
        root, _, rest = name.partition(".")
        if root != "slottag":
            continue
        other = rest.partition(".")[0]
        other = other if other in LEVELS else "__init__"
        assert other == own or LEVELS[other] > LEVELS[own], f"{own} imports {name}"


@by_file
def test_heavy_imports_wait(path: Path) -> None:
    if part(path) in {"nn", "runtime", "model", "training", "inspection", "comparison"}:
        return
    roots = {name.partition(".")[0] for name in imported(tree(path).body)}
    assert not roots & HEAVY


@by_file
def test_torch_is_for_training_alone(path: Path) -> None:
    if part(path) in {"nn", "training", "comparison", "cli"}:
        return
    assert "torch" not in {name.partition(".")[0] for name in imported(ast.walk(tree(path)))}


@by_file
def test_only_the_command_line_prints(path: Path) -> None:
    if part(path) in {"cli", "__main__"}:
        return
    nodes = list(ast.walk(tree(path)))
    roots = {name.partition(".")[0] for name in imported(iter(nodes))}
    assert not roots & {"rich", "typer", "click", "prompt_toolkit", "logging"}
    assert "print" not in {node.id for node in nodes if isinstance(node, ast.Name)}
    streams = {"stdout", "stderr", "__stdout__", "__stderr__"}
    assert not streams & {node.attr for node in nodes if isinstance(node, ast.Attribute)}


# What is called from a command line alone.
COMMANDS_OWN = {"cli", "comparison", "corpora", "engines", "serving", "tagging"}
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*(?= |$|,|;|\))")


@by_file
def test_what_programs_are_told_names_no_option_alone(path: Path) -> None:
    """A message for programs, too, names what they set, or is a whole command."""
    if part(path) in COMMANDS_OWN or path.name in ("repair.py", "known.py", "lines.py", "magic.py"):
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Raise):
            told = "".join(str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant))
            assert not OPTION.search(told) or "in Python" in told or "slottag " in told, told
