"""What the likeliest readings of sentences cost beside the one that is tagged, and how much probability they hold.

Usage: python -m benchmarks.alternatives DATA MODEL [--rounds 5]

DATA's test split is tagged from text to JSON in this process, with confidences, in turn without alternatives and with
so many. Times are CPU time, medians over the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.results import begin, run, shown_path, table, write_section
from slottag.data.corpus import load_corpus
from slottag.data.formats import writer_of
from slottag.runtime.tagger import Tagger
from slottag.tagging.answer import Answer
from slottag.tagging.lines import Block
from slottag.tagging.threads import calm_threads

COUNTS = (0, 1, 2, 5, 10, 100)


def main() -> None:
    """Measure and write the section down."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = begin(parser, needs="the data and a model", takes="2 minutes")
    tagger = Tagger.load(arguments.model)
    texts = [sentence.text for sentence in load_corpus(arguments.data, tokenizer=tagger.tokenizer).split("test")]
    seconds: dict[int, list[float]] = {count: [] for count in COUNTS}
    for _ in range(arguments.rounds + 1):
        for count, taken in seconds.items():
            taken.append(cpu_seconds(tagger, texts, count))
    # The first round meets the words.
    medians = {count: statistics.median(taken[1:]) for count, taken in seconds.items()}
    rows = [
        [
            str(count or "none"),
            f"{len(texts) / taken:,.0f}",
            f"{taken / medians[0]:.2f}",
            f"{held(tagger, texts, count):.2%}",
        ]
        for count, taken in medians.items()
    ]
    body = table(["alternatives", "sentences/s", "times the time of none", "their probability, mean"], rows)
    command = f"python -m benchmarks.alternatives {shown_path(arguments.data)} {shown_path(str(arguments.model))}"
    write_section(f"Alternatives: {Path(arguments.data).name}", f"{command} --rounds {arguments.rounds}", body)


def cpu_seconds(tagger: Tagger, texts: Sequence[str], count: int) -> float:
    """How long it takes to tag these texts and to write them as JSON with so many alternatives."""
    answer = Answer.of(tagger, writer_of("jsonl"), 0.0, sure=True, nbest=count)
    began = time.process_time()
    answer(Block([*texts], "test:"))
    return time.process_time() - began


def held(tagger: Tagger, texts: Sequence[str], count: int) -> float:
    """The mean probability that the readings of a sentence have together."""
    wholes = [
        [one.confidence or 0.0 for one in found.alternatives or [found]]
        for found in tagger.tag_many(texts, nbest=count)
    ]
    return statistics.fmean(map(sum, wholes))


if __name__ == "__main__":
    run(main)
