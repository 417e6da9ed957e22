"""What is said where a package lacks that only a part of slottag needs, and the list of commands."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

import slottag as library
from slottag import extras
from slottag.cli.app import COMMANDS
from slottag.errors import InstallationError
from tests.command import one_line, slottag
from tests.conftest import small_corpus

ADVICE = "pip install 'slottag[train]'"


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no package of an extra were installed."""
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in extras.EXTRAS else name)


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("arguments", "lacking"),
    [
        (["train", "booking"], "training needs torch"),
        (["compare", "booking"], "comparing needs torch"),
        (["eval", "booking"], "evaluating needs seqeval"),
        (["inspect", "--html", "page.html"], "a page needs jinja2"),
    ],
)
def test_a_command_that_lacks_something_says_so_in_one_line(
    arguments: list[str], lacking: str, model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = slottag(*arguments, "-m", model_dir if arguments[0] == "inspect" else "none")
    assert done.status == 1
    assert one_line(done.err)
    assert f"{lacking}, which is not installed; install it with: {ADVICE}" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("base")
def test_so_does_the_library(model_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match=r"slottag\[train\]"):
        library.train(small_corpus(), tmp_path / "m")
    with pytest.raises(InstallationError, match=r"slottag\[train\]"):
        library.evaluate(model_dir, small_corpus())
    assert library.load(model_dir)("leave Oslo").slots


def test_a_package_that_is_found_missing_later_is_told_alike(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = slottag("inspect", "leave Oslo", "-m", model_dir, "--html", tmp_path / "page.html")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert ADVICE in done.err


def test_a_module_that_no_extra_brings_is_a_bug(model_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slottag.cli.eval", None)
    with pytest.raises(ModuleNotFoundError):
        slottag("eval", "-m", model_dir)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_two_examples_of_the_command(command: str) -> None:
    shown = slottag(command, "--help").out
    for example in COMMANDS[command].examples:
        assert f"    {example}\n" in shown
        assert shlex.split(example)[:2] == ["slottag", command]
        refused = slottag(*shlex.split(example)[1:], "--no-such-option")
        assert "No such option: --no-such-option" in refused.err


def test_a_command_that_is_mistyped_is_guessed() -> None:
    done = slottag("evla")
    assert done.status == 2
    assert "Did you mean 'eval'?" in done.err


@pytest.mark.parametrize(("words", "found"), [("tr", "train"), ("train --enc", "--encoder"), ("eval --ht", "--html")])
def test_a_shell_completes_commands_and_options(words: str, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_SLOTTAG_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"slottag {words}")
    monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
    assert slottag().out.split() == [found]
