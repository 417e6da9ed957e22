"""Write ``docs/commands.md``: the full ``--help`` of every command, as a terminal of 100 columns shows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from slottag.cli.app import COMMANDS

TARGET = Path(__file__).with_name("commands.md")
PAGES = ("", *COMMANDS)


def commands_page() -> str:
    """The text of the page."""
    parts = [f"## slottag {command}".rstrip() + f"\n\n```text\n{help_of(command)}\n```\n" for command in PAGES]
    return "\n".join(["# The commands\n\nWritten by `make docs` from each command's own `--help`.\n", *parts])


def help_of(command: str) -> str:
    """What a command says of itself."""
    environment = {**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}
    arguments = [sys.executable, "-m", "slottag", *command.split(), "--help"]
    shown = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=environment).stdout
    return "\n".join(line.rstrip() for line in shown.strip("\n").splitlines())


if __name__ == "__main__":
    TARGET.write_text(commands_page(), encoding="utf-8")
