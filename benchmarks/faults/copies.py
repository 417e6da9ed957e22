"""Commands of slottag in copies of this process, in folders with a small corpus, a model of it and lines to tag."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "datasets" / "booking"
_FAILED = 70

SMALL = ["--preset", "fast", "--encoder", "gru", "--hidden", "6", "--epochs", "2"]
TRAIN = ["train", "data", "-m", "run/m"]
RESUME = [*TRAIN, "--resume"]
TAG = ["tag", "-m", "model", "-i", "lines.txt", "-o", "run/out"]
# The files of a model that two trainings of one kind make alike; times stand in the others.
_ALIKE = {"weights.safetensors", "vocab.json"}

# What is imported here is not imported in each copy of the process.
_WARM = ["matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "rich.progress", "jinja2", "tomli_w"]
_WARM += ["safetensors.numpy", "seqeval.metrics", "slottag.api", "slottag.cli.app", "slottag.cli.train"]
_WARM += ["slottag.cli.compare", "slottag.cli.prepare", "slottag.cli.tag", "slottag.comparison.page"]
_WARM += ["slottag.training.curve", "slottag.training.session"]

# Is told of everything that Python does to the system before it is done.
Hook = Callable[[str, tuple[Any, ...]], None]


def run(arguments: Sequence[str], folder: Path, hook: Hook | None = None) -> int:
    """Run slottag in a folder and give its status, -9 if it was killed; what it said is in the file ``said``."""
    return ended(begun(arguments, folder, hook))


def done(arguments: Sequence[str], folder: Path) -> None:
    """The same, where it must go well."""
    if run(arguments, folder):
        raise RuntimeError(f"slottag {' '.join(arguments)}: {said(folder)}")


def run_until(arguments: Sequence[str], folder: Path, seconds: float, number: int) -> int:
    """Run slottag and send it a signal after so many seconds."""
    child = begun(arguments, folder)
    time.sleep(seconds)
    os.kill(child, number)
    return ended(child)


def begun(arguments: Sequence[str], folder: Path, hook: Hook | None = None) -> int:
    """The number of a process that runs slottag in a folder."""
    child = os.fork()
    if child:
        return child
    status = _FAILED
    try:
        status = _run_here(arguments, folder, hook)
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """Wait for the end of a process; its status, or the number of the signal that ended it below zero."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def said(folder: Path) -> str:
    """The end of what the last command in a folder said."""
    return (folder / "said").read_text("utf-8", errors="replace")[-300:]


def _run_here(arguments: Sequence[str], folder: Path, hook: Hook | None) -> int:
    from slottag.cli import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    stream = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(stream, number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
    if hook:
        sys.addaudithook(hook)
    sys.argv = ["slottag", *arguments]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        status = _FAILED
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def content(path: Path) -> dict[str, str]:
    """The checksums of the files that a command makes alike each time, hidden ones left out."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and (file.name in _ALIKE or not (file.parent / "config.toml").exists())
    }


def names(folder: Path) -> set[str]:
    """All files and folders, hidden ones, too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def ground(folder: Path) -> Path:
    """A small corpus, a model of it and lines to tag."""
    import torch

    for name in _WARM:
        import_module(name)
    torch.set_num_threads(1)
    place = folder / "ground"
    (place / "data").mkdir(parents=True)
    for split, lines in (("train", 40), ("dev", 10), ("test", 10)):
        sentences = (DATA / f"{split}.jsonl").read_text("utf-8").splitlines(keepends=True)
        (place / "data" / f"{split}.jsonl").write_text("".join(sentences[:lines]), "utf-8")
    (place / "lines.txt").write_text("to Oslo on Friday\n" * 50, "utf-8")
    done(["train", "data", "-m", "model", *SMALL], place)
    return place


def new_folder(folder: Path, ground: Path) -> None:
    """A folder to run a command in."""
    (folder / "run").mkdir(parents=True)
    for name in ("data", "model", "lines.txt"):
        (folder / name).symlink_to(ground / name)
