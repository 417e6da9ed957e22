"""Taggers as programs that are run and measured: slottag, an earlier slottag, and peers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers.catalogue import MODEL, NAMES, kept
from benchmarks.results import Usage, usage_of

HERE = Path(__file__).parents[1]

# What a process runs that has its model and is asked for one sentence after the other.
_ALONE = """
import json, sys, time
from pathlib import Path

{load}

times = []
for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    begun = time.process_time()
    answer(line)
    times.append(1000 * (time.process_time() - begun))
print(json.dumps(times))
"""
_SLOTTAG = """
from slottag.runtime.tagger import Tagger

tagger = Tagger.load(Path({model!r}))

def answer(line):
    return tagger.tag([tagger.parse(line)]{options})
"""
_PEER = """
from benchmarks.peers.catalogue import peer_named

find = peer_named({name!r}).load(Path({model!r}))

def answer(line):
    return find([line.split()])
"""


@dataclass(frozen=True)
class Program:
    """A tagger that reads lines of text and writes lines of JSON.

    Attributes:
        name: what tables call it.
        model: the folder of its model.
        tag: Python's arguments to tag what comes in on standard input; with a text behind them, that alone.
        load: what makes ``answer``, a function of one line of text, in a process of its own.
        checkout: the repository whose modules it runs.
        python: the interpreter.
    """

    name: str
    model: Path
    tag: tuple[str, ...]
    load: str
    checkout: Path = HERE
    python: str = sys.executable

    def one(self, text: str) -> Usage:
        """What a fresh process needs to tag one sentence."""
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            return usage_of([*self.tag, text], stdout=nowhere, checkout=self.checkout, python=self.python)

    def lines(self, texts: Path) -> Usage:
        """What a process needs to tag the lines of a file."""
        with texts.open("rb") as stream, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            return usage_of([*self.tag], stdin=stream, stdout=nowhere, checkout=self.checkout, python=self.python)

    def times(self, texts: Path) -> list[float]:
        """The milliseconds of CPU time that each line of a file takes by itself."""
        command = [self.python, "-c", _ALONE.format(load=self.load), str(texts)]
        environment = {**os.environ, "PYTHONPATH": str(self.checkout.resolve())}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=self.checkout, env=environment)
        times: list[float] = json.loads(done.stdout)
        return times

    @property
    def megabytes(self) -> float:
        """The size of the model on disk."""
        return sum(file.stat().st_size for file in self.model.rglob("*") if file.is_file()) / 2**20


def slottag(name: str, model: Path, *, confidence: bool = True, checkout: Path = HERE) -> Program:
    """``slottag tag`` of a checkout of the repository."""
    model = model.resolve()
    option, argument = ([], "") if confidence else (["--no-confidence"], ", confidence=False")
    tag = ("-m", "slottag", "tag", "-m", str(model), "--format", "jsonl", *option)
    return Program(name, model, tag, _SLOTTAG.format(model=str(model), options=argument), checkout)


def peers(data: str, python: str) -> list[Program]:
    """The peers that were trained on this data, run by an interpreter that has what they need.

    Raises:
        SystemExit: none is kept.
    """
    found = {name: (kept(data, name) / MODEL).resolve() for name in NAMES if kept(data, name).exists()}
    if not found:
        raise SystemExit(
            f"{kept(data, NAMES[0]).parent}: no peer there; train some: {python} -m benchmarks.peers {data}"
        )
    return [
        Program(
            name,
            model,
            ("-m", "benchmarks.peers.tag", name, str(model)),
            _PEER.format(name=name, model=str(model)),
            python=python,
        )
        for name, model in found.items()
    ]


@dataclass(frozen=True)
class Measured:
    """What a program needs, in one round.

    Attributes:
        pace: tokens a second of CPU time, what a process needs for one sentence set off.
        p50, p99: milliseconds of CPU time that one sentence takes in a process that has the model.
        fresh: seconds of CPU time of a process that tags one sentence.
        memory: megabytes, the most while it tags a file.
        size: megabytes of the model on disk.
    """

    pace: float
    p50: float
    p99: float
    fresh: float
    memory: float
    size: float


def measured(program: Program, once: Path, often: Path, tokens: int) -> Measured:
    """One round: a fresh process with the first line of ``once``, one with all of ``often``, which holds so many
    tokens, and one with each line of ``once`` by itself.
    """
    with once.open(encoding="utf-8") as lines:
        first = next(lines).rstrip("\n")
    fresh = program.one(first).processor_seconds
    whole = program.lines(often)
    p50, p99 = np.percentile(program.times(once), [50, 99]).tolist()
    return Measured(tokens / (whole.processor_seconds - fresh), p50, p99, fresh, whole.megabytes, program.megabytes)
