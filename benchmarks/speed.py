"""How fast taggers tag, how soon they answer, and what a process of theirs needs: slottag, and peers beside it.

Usage: python -m benchmarks.speed DATA MODEL [--beside MODEL] [--peers PYTHON] [--before CHECKOUT] [--split test]
       [--repeat 20] [--rounds 5]

A split of DATA is tagged REPEAT times in a row from text to JSONL on one core. With ``--beside`` another model does the
same in turn with it, so that both see the same machine; with ``--peers`` the peers do: those that ``python -m
benchmarks.peers DATA`` has trained and kept, run by the interpreter PYTHON, which has what they need; with ``--before``
an earlier checkout of the repository does. Times are CPU time, which other programs on the machine disturb least, and
medians over the rounds. Of the throughput what a process needs that tags one sentence is set off.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import results
from benchmarks.peers.outcome import listed, outcomes
from benchmarks.programs import Measured, Program, measured, peers, slottag
from benchmarks.results import Usage, begin, shown_path, table, usage_of, write_section
from slottag.data.corpus import load_corpus
from slottag.runtime.tagger import Tagger
from slottag.tagging.threads import calm_threads

# What the others are set beside: none of them tells confidences.
BASE = "slottag, without confidences"

# What is told of a program: the head of its column and how its figure looks.
FIGURES = {
    "pace": ("tokens/s", ",.0f"),
    "p50": ("p50, ms", ".2f"),
    "p99": ("p99, ms", ".2f"),
    "fresh": ("fresh process, s", ".3f"),
    "memory": ("peak memory, MB", ".0f"),
    "size": ("model, MB", ".1f"),
}

# What the process of `jobs` runs: the command, and then what it and its workers took.
COUNTED = """
import json, resource, sys
from slottag.cli import main

try:
    main()
finally:
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([usage.ru_utime + usage.ru_stime for usage in taken]), file=sys.stderr)
"""


def main() -> None:
    """Measure and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model", type=Path)
    parser.add_argument("--beside", type=Path, help="another model to measure in turn")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter that has what the peers need")
    parser.add_argument("--before", type=Path, help="an earlier checkout of the repository to measure in turn")
    parser.add_argument("--split", default="test")
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = begin(parser, needs="the data and a model, with --peers their packages", takes="5 minutes")
    model = arguments.model.resolve()
    test = load_corpus(arguments.data, tokenizer=Tagger.load(model).tokenizer).split(arguments.split)
    programs = chosen(arguments)
    for python, checkout in {(program.python, program.checkout) for program in programs}:
        # As an installation does it; else each process would translate the sources anew.
        subprocess.run([python, "-m", "compileall", "-q", "slottag", "benchmarks"], check=True, cwd=checkout)
    with tempfile.TemporaryDirectory() as folder:
        once, often = Path(folder) / "once", Path(folder) / "often"
        lines = "".join(f"{sentence.text}\n" for sentence in test)
        once.write_text(lines, encoding="utf-8")
        often.write_text(lines * arguments.repeat, encoding="utf-8")
        tokens = arguments.repeat * sum(len(sentence.tokens) for sentence in test)
        found = rounds(programs, once, often, tokens, arguments.rounds)
        parts = [
            f"{tokens} tokens from text to JSON on one core; p50 and p99 are of each of the {len(test)} sentences by"
            " itself in a process that has the model; a fresh process tags one sentence:",
            figures(found),
            *([described(arguments.data)] if arguments.peers else []),
            f"The same as multiples of {BASE}:",
            multiples(found),
            f"Tokens/s from the slowest round to the fastest: {ranges(found)}.",
            "Fresh processes beside what they cannot do without, and beside torch:",
            starts(model, test[0].text, arguments.rounds),
            jobs(str(model), often, arguments.rounds),
        ]
    body = "\n\n".join(parts)
    write_section(f"Speed: {Path(arguments.data).name}", command(arguments), body)
    print(body)


def chosen(arguments: argparse.Namespace) -> list[Program]:
    """The programs that the command line asks for."""
    programs = [slottag("slottag", arguments.model), slottag(BASE, arguments.model, confidence=False)]
    if arguments.beside:
        programs.append(slottag(f"slottag ({arguments.beside.name})", arguments.beside))
    if arguments.before:
        programs.append(slottag("slottag (before)", arguments.model, checkout=arguments.before.resolve()))
    return programs + (peers(arguments.data, arguments.peers) if arguments.peers else [])


def command(arguments: argparse.Namespace) -> str:
    """The command line without what is this machine's own."""
    options = [
        option for option, given in (("peers PYTHON", arguments.peers), ("before CHECKOUT", arguments.before)) if given
    ]
    words = [
        "python -m benchmarks.speed",
        shown_path(arguments.data),
        shown_path(str(arguments.model)),
        *([f"--beside {shown_path(str(arguments.beside))}"] if arguments.beside else []),
        *(f"--{option}" for option in options),
        *([f"--split {arguments.split}"] if arguments.split != "test" else []),
        f"--repeat {arguments.repeat} --rounds {arguments.rounds}",
    ]
    return " ".join(words)


def rounds(programs: Sequence[Program], once: Path, often: Path, tokens: int, number: int) -> dict[str, list[Measured]]:
    """What each program needs, in so many rounds, each of which takes all of them in turn."""
    found: dict[str, list[Measured]] = {program.name: [] for program in programs}
    for _ in range(number):
        for program in programs:
            found[program.name].append(measured(program, once, often, tokens))
    return found


def figures(found: Mapping[str, Sequence[Measured]]) -> str:
    """A row for each program, the medians of its rounds."""
    rows = [
        [name, *(format(median(own, key), form) for key, (_, form) in FIGURES.items())] for name, own in found.items()
    ]
    return table(["tagger", *(head for head, _ in FIGURES.values())], rows)


def multiples(found: Mapping[str, Sequence[Measured]]) -> str:
    """The same figures, each divided by that of ``BASE``."""
    base = found[BASE]
    rows = [[name, *(f"{median(own, key) / median(base, key):.2f}" for key in FIGURES)] for name, own in found.items()]
    return table(["tagger", *(head.split(",")[0] for head, _ in FIGURES.values())], rows)


def ranges(found: Mapping[str, Sequence[Measured]]) -> str:
    """Between what the throughput of each program lay."""
    paces = {name: [one.pace for one in own] for name, own in found.items()}
    return "; ".join(f"{name}: {min(own):,.0f} to {max(own):,.0f}" for name, own in paces.items())


def described(data: str) -> str:
    """What the peers are, and what is not among them."""
    versions = {package: number for one in outcomes(data).values() for package, number in one.versions.items()}
    return (
        "All were trained on the same sentences and do the same work: a line is split at blanks, tagged, and written"
        " with its spans as JSON; slottag writes the intent, too, if it knows any, and confidences unless it is told"
        f" not to. The peers are made with {listed(versions)}. NCRF++ has no package on the index, so it is not among"
        " them."
    )


def median(found: Sequence[Measured], key: str) -> float:
    """The median of one figure."""
    return statistics.median([float(getattr(one, key)) for one in found])


def quietly(*arguments: str) -> Usage:
    """What a process needs whose output nobody reads."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        return usage_of(list(arguments), stdout=nowhere)


def starts(model: Path, sentence: str, rounds: int) -> str:
    """The CPU times of some fresh processes, taken in turn so that all see the same machine."""
    processes: dict[str, Callable[[], Usage]] = {
        f'`python -c "{code}"`': partial(quietly, "-c", code)
        for code in ("import torch", "import numpy", "import typer, rich")
    }
    processes['`slottag tag "one sentence"`'] = partial(slottag("", model).one, sentence)
    processes["`slottag --help`"] = partial(quietly, "-m", "slottag", "--help")
    taken = [{name: run().processor_seconds for name, run in processes.items()} for _ in range(2 * rounds)]
    medians = {name: statistics.median(run[name] for run in taken) for name in processes}
    torch, numpy, typer = list(medians.values())[:3]
    head = ["process", "seconds", "beside torch", "beside numpy", "beside typer, rich"]
    rows = [
        [name, f"{time:.3f}", *(f"{time / other:.2f}" for other in (torch, numpy, typer))]
        for name, time in medians.items()
    ]
    return table(head, rows)


def jobs(model: str, texts: Path, rounds: int) -> str:
    """How much sooner two jobs are done than one, by the clock and as it would be if both had a core to themselves."""
    found = [[shares(model, texts, number) for number in (1, 2)] for _ in range(rounds)]
    freely = statistics.median(one.itself / (two.itself + two.workers / 2) for one, two in found)
    clock = statistics.median(one.seconds / two.seconds for one, two in found)
    itself, workers = (statistics.median(getattr(two, part) for _, two in found) for part in ("itself", "workers"))
    one, load = statistics.median(one.itself for one, _ in found), os.getloadavg()[0]
    return (
        f"`--jobs 2`: of the CPU time, {itself:.2f} s are the process's that reads and writes and {workers:.2f} s those"
        f" of the two that tag; one job takes {one:.2f} s. With two free cores that is done **{freely:.2f}** times as"
        f" soon; by the clock it was {clock:.2f} times, on {os.cpu_count()} cores at a load of {load:.1f}."
    )


@dataclass(frozen=True)
class Shares:
    """Seconds of CPU time of a process itself and of those that it made, and by the clock."""

    itself: float
    workers: float
    seconds: float


def shares(model: str, texts: Path, number: int) -> Shares:
    """What so many jobs need to tag a file."""
    arguments = ["tag", "-m", model, "--format", "jsonl", "-i", str(texts), "--jobs", str(number)]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    itself, workers = json.loads(done.stderr)
    return Shares(itself, workers, time.monotonic() - begun)


if __name__ == "__main__":
    results.run(main)
