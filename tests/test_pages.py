"""The commands that README and the pages of docs/ show are commands, and those that anyone can run are run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer

from slottag.serving.metrics import ENDPOINTS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
# What a page's reader has and a fresh clone has not.
BROUGHT = {
    "logs.txt",
    "glove.6B.100d.txt",
    "requests.txt",
    "requests.corrections.jsonl",
    "export.json",
    "requests.jsonl",
    "monday.txt.gz",
    "monday.jsonl",
    "calls.parquet",
    "data/atis",
    "data/few/atis-129",
    "data/few/atis-515",
}


def commands_of(page: Path) -> Iterator[list[str]]:
    """The lines of its shell blocks, as words; what stands behind ``#`` is said to the reader."""
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            if words := shlex.split(line, comments=True):
                yield words


LINES = [(page.name, words) for page in PAGES for words in commands_of(page)]
by_line = pytest.mark.parametrize(
    "words", [words for _, words in LINES], ids=[f"{page}: {' '.join(words)}"[:90] for page, words in LINES]
)


@by_line
def test_a_command_is_one(words: list[str]) -> None:
    match words:
        case ["slottag", *arguments]:
            check_slottag(arguments[: arguments.index("|")] if "|" in arguments else arguments)
        case ["python", "-m", module, *_]:
            assert callable(import_module(module).main)
        case ["python", path, *_]:
            assert (ROOT / path).is_file()
        case ["make", target]:
            assert re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        case ["curl", "-s", address, *_]:
            host, _, path = address.partition("/")
            assert (host, f"/{path}" in ENDPOINTS) == ("localhost:8717", True)
        case ["pip", "install", *_] | ["git" | "cd" | "cat" | "echo" | "head", *_]:
            pass
        case _:
            pytest.fail(f"no command that a page may show: {' '.join(words)}")


def check_slottag(arguments: list[str]) -> None:
    """Whether its options are there and its values are allowed; nothing is run."""
    from slottag.cli.app import app

    group = typer.main.get_group(app)
    name, *rest = arguments
    if not name.startswith("-"):
        group.commands[name].make_context(name, rest).close()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_anyone_can_run_runs(page: Path, tmp_path: Path) -> None:
    """In a copy of what a fresh clone has, one command after the other."""
    for name in ("datasets", "benchmarks", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    # What a reader calls my-data: sentences in a form of their own.
    shutil.copy(ROOT / "docs" / "examples" / "pizza.yml", tmp_path / "my-data")
    for words in commands_of(page):
        # A service ends when it is told to.
        if words[0] != "slottag" or words[1] in ("serve", "review") or BROUGHT & {*words} or "--seeds" in words:
            continue
        line = shlex.join(words).replace("'|'", "|").replace("'>'", ">").replace("'<'", "<")
        program = f"{shlex.quote(sys.executable)} -m slottag"
        done = subprocess.run(
            line.replace("slottag", program, 1),
            shell=True,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=3000,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
