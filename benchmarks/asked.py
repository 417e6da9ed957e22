"""What it is worth to know what was asked: F1 on test of models that are told, are not, and were never.

Usage: python -m benchmarks.asked DATA [SIZE[:SEEDS] ...] [--vectors english] [--preset best] [--keep DIR]

DATA is a folder of JSON Lines: ``test.jsonl``, and to train on ``train.jsonl``, of which ``train-1024.jsonl`` and the
like hold a part. SIZE is ``all`` or the number of such a part, SEEDS are ``0,1`` and the like; 0 to 2 if not given. A
tenth of the sentences to train on is set aside for dev. For each size and seed two models are trained: one on the
sentences as they are, which is scored with what was asked and as if nothing had been, and one on the same sentences
without it. With ``--keep`` the models stay there, and those that are there are not trained again, so that a long run
can be made in parts.
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
from slottag.model.presets import PRESETS
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.training.checkpoint import checkpoint_directory

ALL = "all"
SIZES = (ALL, "1024", "512", "256", "128")
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Size:
    """A part of the sentences to train on, and the seeds to train it with."""

    name: str
    seeds: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read ``SIZE`` or ``SIZE:SEEDS``."""
        name, _, seeds = text.partition(":")
        return cls(name, tuple(map(int, seeds.split(","))) if seeds else SEEDS)

    def __str__(self) -> str:
        return self.name if self.seeds == SEEDS else f"{self.name}:{','.join(map(str, self.seeds))}"


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
    parser.add_argument("sizes", nargs="*", metavar="SIZE[:SEEDS]", type=Size.parse, default=[*map(Size.parse, SIZES)])
    parser.add_argument("--vectors")
    parser.add_argument("--preset", choices=[*PRESETS])
    parser.add_argument("--keep", type=Path)
    arguments = begin(parser, needs="the data", takes="two trainings for each size and seed, of half a minute to three")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        models = arguments.keep or Path(folder)
        for size in arguments.sizes:
            corpus = read(arguments.data, size.name)
            found = [run(corpus, models / f"{size.name}-{seed}", seed, arguments) for seed in size.seeds]
            rows.append(row(size, len(corpus.split("train")), found))
            print(rows[-1], flush=True)
    write(arguments.data, rows, arguments)


def read(folder: Path, size: str) -> Corpus:
    """The sentences of a size to train on, and those of test."""
    files = {"train": "train" if size == ALL else f"train-{size}", "test": "test"}
    parts = {split: slottag.read(folder / f"{name}.jsonl") for split, name in files.items()}
    return replace(parts["train"], name=folder.name, splits={split: part.sentences for split, part in parts.items()})


def run(corpus: Corpus, place: Path, seed: int, arguments: argparse.Namespace) -> Result:
    """Train both models, with the vectors and the preset that were asked for or those that are the default, and score
    them.
    """
    bare = replace(corpus, splits={split: unasked(own) for split, own in corpus.splits.items()})
    settings: dict[str, Any] = {"seed": seed, "vectors": arguments.vectors, "preset": arguments.preset}
    told = slottag.evaluate(trained(corpus, place / "told", settings), corpus)
    never = slottag.evaluate(trained(bare, place / "never", settings), bare)
    untold = told.unasked or told.evaluation
    return Result(*(100 * scored.slot_f1 for scored in (told.evaluation, untold, never.evaluation)))


def trained(corpus: Corpus, model: Path, settings: dict[str, Any]) -> Tagger:
    """The tagger of a model, trained if it is not there, or only in part."""
    return slottag.train(corpus, model, resume=model.exists() or checkpoint_directory(model).exists(), **settings)


def unasked(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences as if nothing had been asked before."""
    return tuple(replace(sentence, asked=()) for sentence in sentences)


def row(size: Size, sentences: int, found: Sequence[Result]) -> list[str]:
    """The row of a size: the mean of each figure, and its range."""
    figures = zip(*((one.told, one.untold, one.never) for one in found), strict=True)
    return [
        size.name,
        f"{sentences:,}",
        ", ".join(map(str, size.seeds)),
        *map(spread, figures),
    ]


def spread(figures: Sequence[float]) -> str:
    """The mean of some figures and their range, where there are several."""
    mean = f"{statistics.mean(figures):.2f}"
    return mean if len(figures) == 1 else f"{mean} ({min(figures):.2f} to {max(figures):.2f})"


def write(data: Path, rows: list[list[str]], arguments: argparse.Namespace) -> None:
    """Write the section of this corpus."""
    head = ["train", "sentences", "seeds", "told what was asked", "the same model, not told", "never told in training"]
    given = {"--preset": arguments.preset, "--vectors": arguments.vectors}
    options = [part for name, value in given.items() if value is not None for part in (name, value)]
    command = ["python -m benchmarks.asked", shown_path(str(data)), *map(str, arguments.sizes), *options]
    title = f"What was asked: {data.name}{f' ({shlex.join(options)})' if options else ''}"
    write_section(title, " ".join(command), table(head, rows))


if __name__ == "__main__":
    results.run(main)
