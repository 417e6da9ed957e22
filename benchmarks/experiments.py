"""Train each experiment with several seeds, score sequences as long as those of train and longer, and write it down.

Usage: python -m benchmarks.experiments [--seeds 0,1,2,3,4] [NAME …]

Each training and each evaluation is the command line's own, in a process of its own. The pictures are
``docs/networks/NAME.svg``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.accuracy import slottag
from benchmarks.pictures import Line, draw_lines
from benchmarks.results import begin, processor_seconds, table, write_section

SMALL = ["--hidden", "10", "--layers", "1", "--directions", "1"]
OPTIONS = {
    "counter": SMALL,
    "selective-counter": SMALL,
    "memory": SMALL,
    "copy": ["--hidden", "20", "--layers", "2", "--directions", "1"],
}


@dataclass(frozen=True)
class Result:
    """What one seed gave on one experiment."""

    name: str
    seed: int
    report: dict[str, Any]
    processor_seconds: float

    @property
    def first_failure(self) -> int | None:
        """The shortest length at which a sequence is wrong, if any."""
        lengths = {int(length): score for length, score in self.report["per_length"].items()}
        return next((length for length in sorted(lengths) if lengths[length]["exact_match"] < 1), None)


def main() -> None:
    """Run the experiments that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=list(OPTIONS))
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0, 1, 2, 3, 4])
    arguments = begin(parser, needs="nothing but torch", takes="a minute for each seed of each")
    for name in arguments.names:
        results = []
        for seed in arguments.seeds:
            results += [run(name, seed)]
            print(name, *row(results[-1]), sep="  ", flush=True)
        write(name, arguments.seeds, results)
        lines = [Line(f"seed {result.seed}", *by_length(result)) for result in results]
        draw_lines(lines, name, x="length; trained on 1 to 10", y="sequences right, %")


def run(name: str, seed: int) -> Result:
    """Train and evaluate one seed."""
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        seconds = processor_seconds(["-m", "slottag", "train", name, "-m", model, "--seed", str(seed), *OPTIONS[name]])
        return Result(name, seed, json.loads(slottag(["eval", name, "-m", model, "--json"])), seconds)


def by_length(result: Result) -> tuple[list[int], list[float]]:
    """The lengths, and the part of the sequences right at each, in percent."""
    lengths = {int(length): 100 * score["exact_match"] for length, score in result.report["per_length"].items()}
    return sorted(lengths), [lengths[length] for length in sorted(lengths)]


def row(result: Result) -> list[str]:
    """The figures of one seed."""
    report, failure = result.report, result.first_failure
    return [
        str(result.seed),
        f"{100 * report['accuracy']:.2f}",
        f"{100 * report['exact_match']:.2f}",
        f"{100 * report['beyond']['accuracy']:.2f}",
        f"{100 * report['beyond']['exact_match']:.2f}",
        f"none up to {max(map(int, report['per_length']))}" if failure is None else str(failure),
        f"{result.processor_seconds:.0f}",
    ]


def write(name: str, seeds: list[int], results: list[Result]) -> None:
    """Write the section of one experiment."""
    head = [
        "seed",
        "accuracy",
        "exact match",
        "accuracy beyond",
        "exact match beyond",
        "first failure at",
        "CPU time, s",
    ]
    options = " ".join(OPTIONS[name])
    failures = [result.first_failure for result in results if result.first_failure is not None]
    first = f"The first failure over the seeds is at length {min(failures)}." if failures else "There is no failure."
    body = (
        f"Each seed: `slottag train {name} -m MODEL --seed SEED {options}`, then `slottag eval {name} -m MODEL --json`."
        " Lengths 1 to 10 are trained on; beyond are 11 to 40.\n\n"
        f"{table(head, [row(result) for result in results])}\n\n{first}"
    )
    command = f"python -m benchmarks.experiments {name} --seeds {','.join(map(str, seeds))}"
    write_section(f"Experiment: {name}", command, body)


if __name__ == "__main__":
    results.run(main)
