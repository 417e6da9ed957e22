"""A command is killed at each thing that it does to the file system, one after the other, and then goes on.

Python tells of every file that is opened, made, renamed or removed before it is done (its audit hooks, PEP 578), so a
copy of this process that runs the command can end itself there as ``kill -9`` would.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.faults.tally import Fault, Tally

DATA = Path(__file__).parents[2] / "datasets" / "booking"
_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
_WRITING = os.O_WRONLY | os.O_RDWR
_FAILED = 70

_SMALL = ["--preset", "fast", "--encoder", "gru", "--hidden", "6", "--epochs", "2"]
_BEST = ["--preset", "best", "--hidden", "6", "--epochs", "2"]
_TRAIN = ["train", "data", "-m", "run/m"]
_RESUME = [*_TRAIN, "--resume"]
_COMPARE = ["compare", "data", "-m", "run/c", "--preset", "fast", "--epochs", "1"]
_COMPARE += ["--encoder", "elman:hidden=4", "--encoder", "gru:hidden=4", "--html", "run/page.html"]
_DIVIDE = ["prepare", "data", "-o", "run/p", "--split", "60/20/20"]
_TAG = ["tag", "-m", "model", "-i", "lines.txt", "-o", "run/out"]
# The files of a model that two trainings of one kind make alike; times stand in the others.
_ALIKE = {"weights.safetensors", "vocab.json"}


@dataclass(frozen=True, slots=True)
class Case:
    """A command that is killed.

    Attributes:
        command: its arguments.
        resumed: the arguments that go on where something was begun.
        results: the files and folders of which each is there as it was before, or as it is afterwards.
        before: the arguments of a command whose results are there before.
    """

    command: Sequence[str]
    resumed: Sequence[str]
    results: Sequence[str]
    before: Sequence[str] = ()


CASES = {
    "train": Case([*_TRAIN, *_SMALL], _RESUME, ["run/m"]),
    "retraining": Case([*_TRAIN, *_SMALL, "--seed", "1"], _RESUME, ["run/m"], [*_TRAIN, *_SMALL]),
    "best": Case([*_TRAIN, *_BEST], _RESUME, ["run/m"]),
    "compare": Case(_COMPARE, _COMPARE, ["run/c/elman,hidden=4/seed-0", "run/c/gru,hidden=4/seed-0"]),
    "prepare": Case(_DIVIDE, _DIVIDE, ["run/p"]),
    "prepare again": Case([*_DIVIDE, "--seed", "1"], [*_DIVIDE, "--seed", "1"], ["run/p"], _DIVIDE),
    "tag": Case(_TAG, _TAG, ["run/out"], [*_TAG, "--format", "inline"]),
}


def crash_points(case: Case, folder: Path, share: float) -> Tally:
    """Kill the command at this share of its events, and go on."""
    ground = _ground(folder)
    before, whole = ground / "before", ground / "whole"
    _new(before, ground)
    if case.before:
        _done(case.before, before)
    shutil.copytree(before, whole, symlinks=True)
    events = _done(case.command, whole)
    points = range(1, events + 1, round(1 / share))
    failures = []
    for point in points:
        failed = _killed_at(point, case, before, whole, folder / "killed")
        failures += [f"killed at {point} of {events}: {failed}"] if failed else []
    return Tally(len(points), failures)


def faults() -> dict[str, Fault]:
    """A fault program for each command."""
    return {f"crash points of {name}": partial(crash_points, case) for name, case in CASES.items()}


def _killed_at(point: int, case: Case, before: Path, whole: Path, place: Path) -> str | None:
    """What is wrong after the command was killed at an event and went on."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(before, place, symlinks=True)
    run(case.command, place, point)
    for result in case.results:
        if content(place / result) not in (content(before / result), content(whole / result)):
            return f"{result} is neither what it was nor what it is to be"
    begun = (place / "run" / "m.training").exists() or content(place / "run" / "m") == content(whole / "run" / "m")
    if status := run(case.resumed if begun else case.command, place)[0]:
        return f"going on ended with {status}: {(place / 'said').read_text('utf-8')[-300:]}"
    left, expected = names(place / "run"), names(whole / "run")
    if left != expected:
        return f"left {sorted(left - expected)}, lacks {sorted(expected - left)}"
    if any(content(place / result) != content(whole / result) for result in case.results):
        return "the result is another than without the kill"
    return None


def run(arguments: Sequence[str], folder: Path, kill_at: int | None = None) -> tuple[int, int]:
    """Run slottag in a copy of this process, in a folder; gives its status (-9: killed) and how many events it had."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return status, int((folder / "events").read_text() or 0) if kill_at is None else kill_at
    status = _FAILED
    try:
        status = _run_here(arguments, folder, kill_at)
    finally:
        os._exit(status)


def _run_here(arguments: Sequence[str], folder: Path, kill_at: int | None) -> int:
    from slottag.cli import main

    os.chdir(folder)
    said = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(said, stream)
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", closefd=False) for stream in (1, 2))
    events = 0

    def count(event: str, details: tuple[Any, ...]) -> None:
        nonlocal events
        if event in _EVENTS and _changes(event, details, folder):
            events += 1
            if events == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    sys.argv = ["slottag", *arguments]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    total = events
    (folder / "events").write_text(str(total))
    return status


def _changes(event: str, details: tuple[Any, ...], folder: Path) -> bool:
    """Whether an event changes something in the folder."""
    if event == "open" and not (isinstance(details[2], int) and details[2] & _WRITING):
        return False
    return isinstance(details[0], (str, os.PathLike)) and Path(folder, details[0]).is_relative_to(folder / "run")


def content(path: Path) -> dict[str, str]:
    """The checksums of the files that a command makes alike each time, hidden ones left out."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    found = {}
    for file in files:
        name = str(file.relative_to(path))
        made_alike = file.name in _ALIKE or not (path / "config.toml").exists()
        if file.is_file() and made_alike and not any(part.startswith(".") for part in Path(name).parts):
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def names(folder: Path) -> set[str]:
    """All files and folders, hidden ones, too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def _done(arguments: Sequence[str], folder: Path) -> int:
    status, events = run(arguments, folder)
    if status:
        raise RuntimeError(f"slottag {' '.join(arguments)}: {(folder / 'said').read_text('utf-8')}")
    return events


def _ground(folder: Path) -> Path:
    """A small corpus, a model of it and lines to tag."""
    import torch

    import slottag.api
    import slottag.comparison.page
    import slottag.training.session  # noqa: F401

    torch.set_num_threads(1)
    ground = folder / "ground"
    (ground / "data").mkdir(parents=True)
    for split, lines in (("train", 40), ("dev", 10), ("test", 10)):
        sentences = (DATA / f"{split}.jsonl").read_text("utf-8").splitlines(keepends=True)
        (ground / "data" / f"{split}.jsonl").write_text("".join(sentences[:lines]), "utf-8")
    (ground / "lines.txt").write_text("to Oslo on Friday\n" * 50, "utf-8")
    _done(["train", "data", "-m", "model", *_SMALL], ground)
    return ground


def _new(folder: Path, ground: Path) -> None:
    """A folder to run a command in."""
    (folder / "run").mkdir(parents=True)
    for name in ("data", "model", "lines.txt"):
        (folder / name).symlink_to(ground / name)
