"""Trainings and taggings that get a signal at a random moment, some of them several times, and then go on."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.faults import copies
from benchmarks.faults.copies import RESUME, SMALL, TAG, TRAIN, content, names
from benchmarks.faults.tally import Tally
from slottag.errors import ModelError
from slottag.model import Model

_TRIES = 100
_SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_INLINE = [*TAG, "--format", "inline"]

# Ends the command at random moments in a folder, and goes on; gives what is wrong then.
Attempt = Callable[[random.Random, Path, Path, float], str | None]


def killed_trainings(folder: Path, share: float) -> Tally:
    """Trainings that are ended and resumed until they are over give what an uninterrupted one gives."""
    return _tally(folder, share, [*TRAIN, *SMALL], [], _killed_training)


def killed_taggings(folder: Path, share: float) -> Tally:
    """Taggings into a file that are ended leave what was there, and give the same when they are begun anew."""
    return _tally(folder, share, TAG, _INLINE, _killed_tagging)


def _killed_training(chance: random.Random, place: Path, whole: Path, seconds: float) -> str | None:
    for _ in range(chance.choice((1, 1, 2, 3))):
        number = chance.choice(_SIGNALS)
        copies.run_until(_next(place), place, chance.uniform(0, seconds), number)
        if (place / "run" / "m").exists():
            try:
                Model.load(place / "run" / "m")
            except ModelError as error:
                return f"after {number.name}: {error}"
    return _gone_on(_next(place), place, whole)


def _next(place: Path) -> list[str]:
    """The command that goes on, or begins."""
    return RESUME if {"m", "m.training"} & names(place / "run") else [*TRAIN, *SMALL]


def _killed_tagging(chance: random.Random, place: Path, whole: Path, seconds: float) -> str | None:
    before = content(place / "run")
    number = chance.choice(_SIGNALS)
    jobs = ["--jobs", str(chance.choice((1, 2)))]
    copies.run_until([*TAG, *jobs], place, chance.uniform(0, seconds), number)
    if content(place / "run") not in (before, content(whole / "run")):
        return f"after {number.name}: the output is neither what it was nor what it is to be"
    return _gone_on([*TAG, *jobs], place, whole)


def _tally(folder: Path, share: float, command: Sequence[str], before: Sequence[str], attempt: Attempt) -> Tally:
    """Try it in copies of a folder in which another command ran before."""
    ground = copies.ground(folder)
    whole, place = ground / "whole", folder / "ended"
    copies.new_folder(ground / "before", ground)
    if before:
        copies.done(before, ground / "before")
    shutil.copytree(ground / "before", whole, symlinks=True)
    begun = time.monotonic()
    copies.done(command, whole)
    seconds = time.monotonic() - begun
    tries, failures = max(1, round(_TRIES * share)), []
    for number in range(tries):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(ground / "before", place, symlinks=True)
        failed = attempt(random.Random(number), place, whole, seconds)
        failures += [f"try {number}: {failed}"] if failed else []
    return Tally(tries, failures)


def _gone_on(command: Sequence[str], place: Path, whole: Path) -> str | None:
    if status := copies.run(command, place):
        return f"going on ended with {status}: {copies.said(place)}"
    if names(place / "run") != names(whole / "run"):
        return f"left {sorted(names(place / 'run') ^ names(whole / 'run'))}"
    return "the result is another" if content(place / "run") != content(whole / "run") else None
