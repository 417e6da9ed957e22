"""Train with the default settings and several seeds, score each model on test, and write the figures down.

Usage: python -m benchmarks.accuracy DATA [--seeds 0,1,2,3,4] [--keep DIR] [-- OPTIONS OF slottag train]

Options of ``slottag train`` stand in the section's title. Each training and each evaluation is the command line's own,
in a process of its own. With ``--keep`` the models stay, as ``DIR/seed-0`` and so on.
"""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.results import begin, processor_seconds, shown_path, split_options, table, write_section

TAIPEI = {
    "I would like to arrive Taipei on November 2nd": {("Taipei", "destination"), ("November 2nd", "arrival_date")},
    "I would like to leave Taipei on November 2nd": {("Taipei", "origin"), ("November 2nd", "departure_date")},
}

SEEDS = [0, 1, 2, 3, 4]

# What is written down, and where it stands in the report of ``slottag eval --json``.
FIGURES = {
    "dev F1": "dev_score",
    "test F1": "slot_f1",
    "exact match": "exact_match",
    "intent accuracy": "intent_accuracy",
    "frame accuracy": "frame_accuracy",
    "calibration error": "calibration_error",
}


@dataclass(frozen=True)
class Result:
    """What one seed gave."""

    seed: int
    dev_score: float
    report: dict[str, Any]
    processor_seconds: float
    wall_seconds: float
    taipei: bool


def main() -> None:
    """Run the benchmark that the command line asks for."""
    arguments, options = parse()
    results = []
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as folder:
            result = run(arguments.data, seed, arguments.keep or Path(folder), options)
        print(describe(result), flush=True)
        results += [result]
    write(arguments, options, results)


def parse() -> tuple[argparse.Namespace, list[str]]:
    """The benchmark's own arguments, and behind ``--`` those that go to ``slottag train``."""
    own, options = split_options(sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=SEEDS)
    parser.add_argument("--keep", type=Path)
    return begin(parser, needs="the data", takes="a training for each seed: 2 to 7 minutes", arguments=own), options


def run(data: str, seed: int, folder: Path, options: list[str]) -> Result:
    """Train and evaluate one seed, the model in this folder."""
    model = str(folder / f"seed-{seed}")
    begun = time.monotonic()
    seconds = processor_seconds(["-m", "slottag", "train", data, "-m", model, "--seed", str(seed), *options])
    wall = time.monotonic() - begun
    report = json.loads(slottag(["eval", data, "-m", model, "--json"]))
    metrics = json.loads((Path(model) / "metrics.json").read_text(encoding="utf-8"))
    return Result(seed, metrics["dev_score"], report, seconds, wall, knows_taipei(model))


def knows_taipei(model: str) -> bool:
    """Whether the model fills the slots of both sentences about Taipei as they are meant."""
    tagged = [json.loads(line) for line in slottag(["tag", "-m", model, "--format", "jsonl", *TAIPEI]).splitlines()]
    found = [{(span["value"], span["slot"]) for span in sentence["spans"]} for sentence in tagged]
    return found == list(TAIPEI.values())


def slottag(arguments: list[str]) -> str:
    """What a slottag command prints."""
    command = [sys.executable, "-m", "slottag", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def describe(result: Result) -> str:
    """One line on a seed."""
    return (
        f"seed {result.seed}: dev {100 * result.dev_score:.2f}, test {100 * result.report['slot_f1']:.2f},"
        f" {result.processor_seconds:.0f} s of CPU time, {result.wall_seconds:.0f} s"
    )


def write(arguments: argparse.Namespace, options: list[str], results: list[Result]) -> None:
    """Write the section of this corpus."""
    name = Path(arguments.data).name
    figures = {told: key for told, key in FIGURES.items() if value(results[0], key) is not None}
    taipei = ["both Taipei sentences"] if name == "booking" else []
    head = ["seed", *figures, "CPU time, s", "time, s", *taipei]
    rows = [
        [
            str(result.seed),
            *(f"{100 * (value(result, key) or 0.0):.2f}" for key in figures.values()),
            f"{result.processor_seconds:.0f}",
            f"{result.wall_seconds:.0f}",
            *(["yes" if result.taipei else "no"] if taipei else []),
        ]
        for result in results
    ]
    means = [
        f"- {summary(told, [100 * (value(result, key) or 0.0) for result in results])}" for told, key in figures.items()
    ]
    seeds = [] if arguments.seeds == SEEDS else ["--seeds", ",".join(map(str, arguments.seeds))]
    rest = ["--", *options] if options else []
    command = ["python -m benchmarks.accuracy", shown_path(arguments.data), *seeds, *rest]
    title = f"Accuracy: {name}{f' ({shlex.join(options)})' if options else ''}"
    write_section(title, " ".join(command), table(head, rows) + "\n\n" + "\n".join(means))


def value(result: Result, key: str) -> float | None:
    """A figure in 0…1, if the report has it."""
    if key == "dev_score":
        return result.dev_score
    found: float | None = (
        result.report["calibration"]["error"] if key == "calibration_error" else result.report.get(key)
    )
    return found


def summary(name: str, values: list[float]) -> str:
    """Mean, standard deviation and range of a figure."""
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    mean = statistics.mean(values)
    return f"{name}: mean **{mean:.2f}**, standard deviation {spread:.2f}, {min(values):.2f} to {max(values):.2f}"


if __name__ == "__main__":
    results.run(main)
