"""A command is killed at each thing that it does to the file system, one after the other, and then goes on.

Python tells of every file that is opened, made, renamed or removed before it is done (its audit hooks, PEP 578), so a
copy of this process that runs the command can end itself there as ``kill -9`` would.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.faults.copies import (
    RESUME,
    SMALL,
    TAG,
    TRAIN,
    Hook,
    content,
    done,
    ground,
    names,
    new_folder,
    run,
    said,
)
from benchmarks.faults.tally import Fault, Tally

_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
_WRITING = os.O_WRONLY | os.O_RDWR

_BEST = ["--preset", "best", "--hidden", "6", "--epochs", "2"]
_COMPARE = ["compare", "data", "-m", "run/c", "--preset", "fast", "--epochs", "1"]
_COMPARE += ["--encoder", "elman:hidden=4", "--encoder", "gru:hidden=4", "--html", "run/page.html"]
_DIVIDE = ["prepare", "data", "-o", "run/p", "--split", "60/20/20"]


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
    "train": Case([*TRAIN, *SMALL], RESUME, ["run/m"]),
    "retraining": Case([*TRAIN, *SMALL, "--seed", "1"], RESUME, ["run/m"], [*TRAIN, *SMALL]),
    "best": Case([*TRAIN, *_BEST], RESUME, ["run/m"]),
    "compare": Case(_COMPARE, _COMPARE, ["run/c/elman,hidden=4/seed-0", "run/c/gru,hidden=4/seed-0"]),
    "prepare": Case(_DIVIDE, _DIVIDE, ["run/p"]),
    "prepare again": Case([*_DIVIDE, "--seed", "1"], [*_DIVIDE, "--seed", "1"], ["run/p"], _DIVIDE),
    "tag": Case(TAG, TAG, ["run/out"], [*TAG, "--format", "inline"]),
}


def crash_points(case: Case, folder: Path, share: float) -> Tally:
    """Kill the command at this share of its events, and go on."""
    place = ground(folder)
    before, whole = place / "before", place / "whole"
    new_folder(before, place)
    if case.before:
        done(case.before, before)
    shutil.copytree(before, whole, symlinks=True)
    events = _events_of(case, whole)
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
    run(case.command, place, _killing_at(point, place))
    for result in case.results:
        if content(place / result) not in (content(before / result), content(whole / result)):
            return f"{result} is neither what it was nor what it is to be"
    begun = (place / "run" / "m.training").exists() or content(place / "run" / "m") == content(whole / "run" / "m")
    if status := run(case.resumed if begun else case.command, place):
        return f"going on ended with {status}: {said(place)}"
    left, expected = names(place / "run"), names(whole / "run")
    if left != expected:
        return f"left {sorted(left - expected)}, lacks {sorted(expected - left)}"
    if any(content(place / result) != content(whole / result) for result in case.results):
        return "the result is another than without the kill"
    return None


def _killing_at(point: int, folder: Path) -> Hook:
    """Ends its process at the event of this number."""
    numbers = count(1)

    def kill(event: str, details: tuple[Any, ...]) -> None:
        if _changes(event, details, folder) and next(numbers) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def _events_of(case: Case, folder: Path) -> int:
    """Run the command, and count its events."""
    told = folder / "events"

    def tell(event: str, details: tuple[Any, ...]) -> None:
        if _changes(event, details, folder):
            with told.open("a") as file:
                file.write(f"{event} {details[:2]}\n")

    status = run(case.command, folder, tell)
    if status:
        raise RuntimeError(f"slottag {' '.join(case.command)}: {said(folder)}")
    return len(told.read_text().splitlines())


def _changes(event: str, details: tuple[Any, ...], folder: Path) -> bool:
    """Whether an event changes something in the folder."""
    if event not in _EVENTS or not isinstance(details[0], (str, os.PathLike)):
        return False
    if event == "open" and not (isinstance(details[2], int) and details[2] & _WRITING):
        return False
    return Path(folder, details[0]).is_relative_to(folder / "run")
