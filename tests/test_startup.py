"""What a fresh process loads: nothing that the command at hand can do without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from slottag.cli.app import COMMANDS

HEAVY = {"torch", "seqeval", "sklearn", "scipy", "matplotlib", "jinja2"}

# What tagging a text has no use for, though something it needs may think so.
NEEDLESS = {"pydantic", "rich", "rich.console", "prompt_toolkit", "numpy.ma", "safetensors", "multiprocessing"}
OTHERS = {"slottag.cli.app", "slottag.data.corpus", "slottag.model.card"}


def loaded(*arguments: object) -> set[str]:
    """The modules that are there at the end of a command that must succeed."""
    code = (
        "import atexit, sys\n"
        "from slottag.cli import main\n"
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules)))\n"
        "main()"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.split())


def test_help_loads_no_numbers() -> None:
    assert not loaded("--help") & (HEAVY | {"numpy", "prompt_toolkit", "rich.console", "pydantic"})


def test_the_list_of_commands_loads_none_of_them() -> None:
    modules = loaded("--help")
    assert not {f"slottag.cli.{listed.module}" for listed in COMMANDS.values()} & modules


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_waits_for_nothing_that_trains(command: str) -> None:
    modules = loaded(command, "--help")
    assert f"slottag.cli.{COMMANDS[command].module}" in modules
    assert not modules & (HEAVY | {"prompt_toolkit"})


def test_tagging_loads_numpy_alone(model_dir: Path) -> None:
    modules = loaded("tag", "-m", model_dir, "leave Oslo")
    assert "numpy" in modules
    assert not modules & (HEAVY | NEEDLESS | OTHERS)


def test_drawing_loads_rich_too(model_dir: Path) -> None:
    modules = loaded("tag", "-m", model_dir, "--format", "table", "leave Oslo")
    assert "rich.console" in modules
    assert not modules & (HEAVY | {"prompt_toolkit"})
