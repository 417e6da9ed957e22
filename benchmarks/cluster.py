"""How fast workers of a Ray cluster tag beside ``--jobs``, and how many of them one process feeds.

Usage: python -m benchmarks.cluster DATA MODEL [--split test] [--sentences 2000000] [--workers 2] [--rounds 3]

A split of DATA, repeated to so many sentences, is tagged to JSON Lines by ``--jobs`` and by ``--engine ray`` in turn,
so that both see the same machine. What is compared is what goes on once all have started, by the clock and by the CPU
time of the processes that tag, which other programs on the machine disturb least.
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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from benchmarks.speed import COUNTED
from slottag.data.corpus import load_corpus
from slottag.data.formats import writer_of
from slottag.engines.cluster import connected, dealt
from slottag.engines.parts import writing_parts
from slottag.engines.places import where
from slottag.engines.shares import Share
from slottag.engines.sources import shares_of, sources_of
from slottag.engines.tagging import Part, Tagging, Work, call_of, tag_in_parts
from slottag.extras import needs
from slottag.runtime.tagger import Tagger
from slottag.tagging.answer import Answer
from slottag.tagging.threads import calm_threads

# The parts that the sentences are cut into.
PARTS = 40
# Of a bill on paper: the sentences, the cores, and dollars for a core and an hour, about what clouds ask.
BILLION, CORES, PRICE = 1_000_000_000, (2, 16, 64), 0.05


@dataclass(frozen=True)
class Pace:
    """Sentences a second by the clock, and for each second of CPU of those that tag; and the seconds of CPU that who
    feeds them needs for a sentence.
    """

    clock: float
    itself: float
    feeding: float


Round = tuple[Pace, Pace]


def main() -> None:
    """Measure and write the section down."""
    calm_threads()
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


def measured(arguments: argparse.Namespace, texts: Path, out: Path) -> Round:
    """One round: the jobs, then the cluster."""
    one = texts.with_name("one.txt")
    one.write_text("leave\n", encoding="utf-8")
    start, whole = (jobs(arguments, file, out.with_suffix(".jsonl")) for file in (one, texts))
    seconds, feeding, tagging = (after - before for before, after in zip(start, whole, strict=True))
    count = arguments.sentences
    return Pace(count / seconds, count / tagging, feeding / count), on_cluster(arguments, texts, out)


def jobs(arguments: argparse.Namespace, texts: Path, out: Path) -> tuple[float, float, float]:
    """Seconds on the clock, of CPU of the process that reads and writes, and of those that tag."""
    tag = ["tag", "-m", arguments.model, "--jobs", str(arguments.workers), "-i", str(texts), "-o", str(out)]
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", COUNTED, *tag], check=True, stderr=subprocess.PIPE)
    itself, workers = json.loads(done.stderr.splitlines()[-1])
    return time.monotonic() - begun, itself, workers


def on_cluster(arguments: argparse.Namespace, texts: Path, out: Path) -> Pace:
    """The pace of a cluster that is made on this machine."""
    # Its workers need not let others go first: who is beside them here is what they are compared with.
    os.environ.setdefault("RAY_worker_niceness", "0")
    tagger = Tagger.load(Path(arguments.model))
    answer = Answer.of(tagger, writer_of("jsonl"), 0.0, True)
    sources, size = sources_of([texts]), -(-arguments.sentences // PARTS)
    call = call_of(sources, tagger.model, {}, size)
    watched = Watched(arguments.workers)
    with connected(None, arguments.workers), writing_parts(where(out), ".jsonl", call) as parts:
        begun = time.process_time()
        tag_in_parts(shares_of(sources, None, size), parts, Tagging(answer, answer, False), watched.deal)
        feeding = time.process_time() - begun
    return watched.pace(feeding / arguments.sentences)


@dataclass(frozen=True)
class Mark:
    """That a part came, of so many rows: when by the clock, and after how much CPU of which process."""

    rows: int
    clock: float
    process: int
    itself: float


class Watched:
    """Workers whose parts are marked as they come.

    Args:
        workers: how many there are.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.marks: list[Mark] = []

    def deal(self, work: Work, shares: Iterable[Share]) -> Iterator[tuple[Share, Part]]:
        """What ``dealt`` gives."""

        def timed(share: Share) -> tuple[Part, int, float]:
            return work(share), os.getpid(), time.process_time()

        for share, (part, process, itself) in dealt(timed, shares, self._workers):
            self.marks.append(Mark(share.rows, time.monotonic(), process, itself))
            yield share, part

    def pace(self, feeding: float) -> Pace:
        """The pace from where each worker has made two parts on."""
        left = self.marks[2 * self._workers - 1 :]
        own = defaultdict[int, list[Mark]](list)
        for mark in left:
            own[mark.process].append(mark)
        rows = sum(mark.rows for marks in own.values() for mark in marks[1:])
        taken = sum(marks[-1].itself - marks[0].itself for marks in own.values())
        return Pace(sum(mark.rows for mark in left[1:]) / (left[-1].clock - left[0].clock), rows / taken, feeding)


def told(found: list[Round], sentences: int, workers: int) -> str:
    """The section."""
    rows = [
        [
            str(number),
            *(f"{value:,.0f}" for value in (jobs.clock, cluster.clock)),
            f"{cluster.clock / jobs.clock:.2f}",
            *(f"{value:,.0f}" for value in (jobs.itself, cluster.itself)),
            f"{cluster.itself / jobs.itself:.2f}",
        ]
        for number, (jobs, cluster) in enumerate(found, start=1)
    ]
    clock, itself = (
        statistics.median(getattr(cluster, by) / getattr(jobs, by) for jobs, cluster in found)
        for by in ("clock", "itself")
    )
    each, feeding = (statistics.median(getattr(cluster, by) for _, cluster in found) for by in ("itself", "feeding"))
    head = ["round", f"`--jobs {workers}`", f"Ray, {workers} workers", "ratio", "a job", "a worker", "ratio"]
    return "\n\n".join(
        [
            f"{sentences:,} sentences to JSON Lines by {workers} processes, once started: sentences a second by the"
            " clock, and for each second of CPU of a process that tags:",
            table(head, rows),
            f"By the clock the cluster is **{clock:.2f}** times as fast, by CPU time **{itself:.2f}** times, the"
            f" medians; the load was {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. The process that reads, deals"
            f" and writes takes {1e6 * feeding:.1f} s of CPU for a million sentences, where a worker tags {each:,.0f}"
            f" a second: it feeds about {1 / feeding / each:.0f} of them.",
            f"What {BILLION:,} such sentences take at that rate, fed by one process, on paper, with {PRICE:.2f} dollars"
            " for a core and an hour:",
            bill(each, feeding),
        ]
    )


def bill(each: float, feeding: float) -> str:
    """Hours and dollars for many sentences, at so many a second and core; none goes faster than they are fed."""
    rows = []
    for cores in CORES:
        hours = max(BILLION / each / cores, BILLION * feeding) / 3600
        rows.append([str(cores), f"{hours:.1f}", f"{cores * hours:.0f}", f"{PRICE * cores * hours:.2f}"])
    return table(["cores", "hours", "hours of all cores", "dollars"], rows)


if __name__ == "__main__":
    results.run(main)
