"""What it is worth to know what was asked: F1 on test of models that are told, are not, and were never.

Usage: python -m benchmarks.asked DATA [--sizes all,1024] [--seeds 0,1,2] [--vectors english]

DATA is a folder of JSON Lines: ``test.jsonl``, and to train on ``train.jsonl``, of which ``train-1024.jsonl`` and the
like hold a part. A tenth of the sentences to train on is set aside for dev. For each size and seed two models are
trained: one on the sentences as they are, which is scored with what was asked and as if nothing had been, and one on
the same sentences without it.
"""

from __future__ import annotations

import argparse
import shlex
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import slottag
from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from slottag.data.corpus import Corpus
from slottag.text import Sentence

ALL = "all"
SIZES = (ALL, "1024", "512", "256", "128")


@dataclass(frozen=True)
class Result:
    """The F1 on test of one seed at one size, in percent: told what was asked, not told, and never told in training."""

    told: float
    untold: float
    never: float


def main() -> None:
    """Run the benchmark that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=[*SIZES])
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[0, 1, 2])
    parser.add_argument("--vectors")
    arguments = begin(parser, needs="the data", takes="two trainings for each size and seed, of half a minute to three")
    rows = []
    for size in arguments.sizes:
        corpus = read(arguments.data, size)
        found = [run(corpus, seed, arguments.vectors) for seed in arguments.seeds]
        rows.append(row(size, len(corpus.split("train")), found))
        print(rows[-1], flush=True)
    write(arguments.data, rows, arguments)


def read(folder: Path, size: str) -> Corpus:
    """The sentences of a size to train on, and those of test."""
    files = {"train": "train" if size == ALL else f"train-{size}", "test": "test"}
    parts = {split: slottag.read(folder / f"{name}.jsonl") for split, name in files.items()}
    return replace(parts["train"], name=folder.name, splits={split: part.sentences for split, part in parts.items()})


def run(corpus: Corpus, seed: int, vectors: str | None) -> Result:
    """Train both models, which read these vectors or those that are the default, and score them."""
    settings: dict[str, Any] = {"seed": seed, "vectors": vectors}
    with tempfile.TemporaryDirectory() as folder:
        told = slottag.evaluate(slottag.train(corpus, Path(folder) / "told", **settings), corpus)
        bare = replace(corpus, splits={split: unasked(own) for split, own in corpus.splits.items()})
        never = slottag.evaluate(slottag.train(bare, Path(folder) / "never", **settings), bare)
    untold = told.unasked or told.evaluation
    return Result(*(100 * scored.slot_f1 for scored in (told.evaluation, untold, never.evaluation)))


def unasked(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences as if nothing had been asked before."""
    return tuple(replace(sentence, asked=()) for sentence in sentences)


def row(size: str, sentences: int, found: Sequence[Result]) -> list[str]:
    """The row of a size: the mean of each figure, and its range."""
    figures = zip(*((one.told, one.untold, one.never) for one in found), strict=True)
    return [
        size,
        f"{sentences:,}",
        *(f"{statistics.mean(own):.2f} ({min(own):.2f} to {max(own):.2f})" for own in figures),
    ]


def write(data: Path, rows: list[list[str]], arguments: argparse.Namespace) -> None:
    """Write the section of this corpus."""
    head = ["train", "sentences", "told what was asked", "the same model, not told", "never told in training"]
    sizes, seeds = ",".join(arguments.sizes), ",".join(map(str, arguments.seeds))
    read = [] if arguments.vectors is None else ["--vectors", arguments.vectors]
    command = ["python -m benchmarks.asked", shown_path(str(data)), "--sizes", sizes, "--seeds", seeds, *read]
    title = f"What was asked: {data.name}{f' ({shlex.join(read)})' if read else ''}"
    write_section(title, " ".join(command), table(head, rows))


if __name__ == "__main__":
    results.run(main)
