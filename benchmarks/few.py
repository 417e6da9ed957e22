"""Small corpora cut from large ones, to see what networks learn from little.

Usage: python -m benchmarks.few [--corpora data] [-o data/few]

Makes ``atis-129``, ``atis-515`` and ``atis-4478`` (the digits of all sentences masked, as they are in the small
training sets), ``snips-1`` and ``snips-10``, that many percent of the training sentences, and ``restaurants-254``,
turns of a restaurant's booking line. The dev and test splits are whole.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks import results
from benchmarks.results import begin
from slottag import read as read_corpus
from slottag import write as write_sentences
from slottag.data.corpus import load_corpus
from slottag.files import writing
from slottag.text import Sentence, tags_of
from slottag.text.schemes import SCHEMES

ATIS_FEW = ("train129.conll", "train515.conll")
Rows = list[list[tuple[str, str]]]


def main() -> None:
    """Write the corpora."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("data"))
    parser.add_argument("-o", "--output", type=Path, default=Path("data/few"))
    arguments = begin(parser, needs="the corpora atis, snips and restaurants-8k", takes="a minute")
    atis = {split: masked(read(arguments.corpora / "atis", split)) for split in ("train", "dev", "test")}
    small = [read(arguments.corpora / "atis-few" / name, None) for name in ATIS_FEW]
    for train in (*small, atis["train"]):
        write(arguments.output / f"atis-{len(train)}", {**atis, "train": train})
    snips = {split: read(arguments.corpora / "snips", split) for split in ("train", "dev", "test")}
    for percent in (1, 10):
        write(arguments.output / f"snips-{percent}", {**snips, "train": drawn(snips["train"], percent)})
    restaurants(arguments.corpora / "restaurants-8k", arguments.output / "restaurants-254")


def restaurants(source: Path, folder: Path) -> None:
    """Write a part of the turns to train on, and those of test, without what was asked before them."""
    folder.mkdir(parents=True, exist_ok=True)
    for split, file in (("train", "train-256.jsonl"), ("test", "test.jsonl")):
        turns = [replace(turn, asked=()) for turn in read_corpus(source / file).sentences]
        write_sentences(turns, folder / f"{split}.jsonl")


def read(path: Path, split: str | None) -> Rows:
    """The words and tags of a split, or of a file that is one."""
    corpus = load_corpus(str(path))
    sentences: Iterable[Sentence] = corpus.split(split) if split else corpus.sentences
    return [list(zip(sentence.words, tags_of(sentence, SCHEMES["iob2"]), strict=True)) for sentence in sentences]


def masked(rows: Rows) -> Rows:
    """The sentences with ``digit`` in place of each digit."""
    return [[(re.sub(r"\d", "digit", word), tag) for word, tag in sentence] for sentence in rows]


def drawn(rows: Rows, percent: int) -> Rows:
    """That many percent of the sentences, always the same."""
    return Random(0).sample(rows, len(rows) * percent // 100)


def write(folder: Path, splits: dict[str, Rows]) -> None:
    """Write the splits as CoNLL."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in splits.items():
        with writing(folder / f"{name}.conll") as stream:
            for sentence in rows:
                stream.writelines(f"{word}\t{tag}\n" for word, tag in sentence)
                stream.write("\n")


if __name__ == "__main__":
    results.run(main)
