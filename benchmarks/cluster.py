"""How fast workers of a Ray cluster tag beside ``--jobs``, and how many of them one process feeds.

Usage: python -m benchmarks.cluster DATA MODEL [--split test] [--sentences 2000000] [--workers 2] [--rounds 3]

A split of DATA, repeated to so many sentences, is tagged to JSON Lines by ``--jobs`` and by ``--engine ray`` in turn,
so that both see the same machine. What is compared is what goes on once all have started: of the cluster the time from
the part at which each worker has made two to the last part, of the jobs that of the whole less that of one sentence.
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
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from benchmarks.speed import COUNTED
from slottag.data.corpus import load_corpus
from slottag.extras import needs

# The parts that the sentences are cut into.
PARTS = 40
# Of a bill on paper: the sentences, the cores, and dollars for a core and an hour, about what clouds ask.
BILLION, CORES, PRICE = 1_000_000_000, (2, 16, 64), 0.05


@dataclass(frozen=True)
class Pace:
    """Sentences a second: of the jobs, of the cluster; and seconds of CPU of the process that feeds the cluster, for
    each of them.
    """

    jobs: float
    cluster: float
    feeding: float

    @property
    def ratio(self) -> float:
        """The cluster's as a multiple of that of the jobs."""
        return self.cluster / self.jobs


def main() -> None:
    """Measure and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model")
    parser.add_argument("--split", default="test")
    parser.add_argument("--sentences", type=int, default=2_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = begin(parser, needs="the data, a model and the extra ray", takes="a minute for 100,000 sentences")
    needs("the engine ray", "ray")
    lines = [f"{sentence.text}\n" for sentence in load_corpus(arguments.data).split(arguments.split)]
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.txt"
        times = -(-arguments.sentences // len(lines))
        texts.write_text("".join((lines * times)[: arguments.sentences]), encoding="utf-8")
        found = [measured(arguments, texts, Path(folder) / f"out-{number}") for number in range(arguments.rounds)]
    title = f"Many machines: {Path(arguments.data).name}"
    write_section(title, command(arguments), told(found, arguments.sentences, arguments.workers))


def command(arguments: argparse.Namespace) -> str:
    """The command line without what is this machine's own."""
    return (
        f"python -m benchmarks.cluster {shown_path(arguments.data)} {shown_path(arguments.model)}"
        f" --sentences {arguments.sentences} --workers {arguments.workers} --rounds {arguments.rounds}"
    )


def measured(arguments: argparse.Namespace, texts: Path, out: Path) -> Pace:
    """One round: the jobs, then the cluster."""
    tag = ["tag", "-m", arguments.model, "--jobs", str(arguments.workers)]
    one = texts.with_name("one.txt")
    one.write_text("leave\n", encoding="utf-8")
    start, _ = timed([*tag, "-i", str(one), "-o", str(out.with_suffix(".jsonl"))])
    whole, _ = timed([*tag, "-i", str(texts), "-o", str(out.with_suffix(".jsonl"))])
    part = -(-arguments.sentences // PARTS)
    _, feeding = timed([*tag, "-i", str(texts), "-o", str(out), "--engine", "ray", "--part-size", str(part)])
    ends = sorted(path.stat().st_mtime_ns for path in out.glob("part-*"))[2 * arguments.workers :]
    rows = part * (len(ends) - 1)
    return Pace(arguments.sentences / (whole - start), rows / (ends[-1] - ends[0]) * 1e9, feeding / arguments.sentences)


def timed(arguments: list[str]) -> tuple[float, float]:
    """Seconds on the clock, and of CPU of the process alone, that a command takes."""
    # The workers of a cluster that does nothing else need not let others go first.
    environment = {**os.environ, "RAY_worker_niceness": "0"}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, *arguments], check=True, stderr=subprocess.PIPE, env=environment
    )
    itself, _ = json.loads(done.stderr.splitlines()[-1])
    return time.monotonic() - begun, itself


def told(found: list[Pace], sentences: int, workers: int) -> str:
    """The section."""
    rows = [
        [str(number), f"{one.jobs:,.0f}", f"{one.cluster:,.0f}", f"{one.ratio:.2f}"]
        for number, one in enumerate(found, start=1)
    ]
    ratio, feeding = (statistics.median(getattr(one, part) for one in found) for part in ("ratio", "feeding"))
    each = statistics.median(one.cluster for one in found) / workers
    return "\n\n".join(
        [
            f"{sentences:,} sentences to JSON Lines by {workers} processes, once started, in sentences a second:",
            table(["round", f"`--jobs {workers}`", f"Ray, {workers} workers", "ratio"], rows),
            f"The cluster is **{ratio:.2f}** times as fast, the median. The process that reads, deals and writes takes"
            f" {1e6 * feeding:.1f} s of CPU for a million sentences, where a worker tags {each:,.0f} a second: it feeds"
            f" about {1 / feeding / each:.0f} of them. The load was {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
            " cores.",
            f"What {BILLION:,} such sentences take at that rate, on paper, with {PRICE:.2f} dollars for a core and an"
            " hour:",
            bill(each),
        ]
    )


def bill(each: float) -> str:
    """Hours and dollars for many sentences, at so many a second and core."""
    hours = BILLION / each / 3600
    rows = [[str(cores), f"{hours / cores:.1f}", f"{hours:.0f}", f"{PRICE * hours:.2f}"] for cores in CORES]
    return table(["cores", "hours", "hours of all cores", "dollars"], rows)


if __name__ == "__main__":
    results.run(main)
