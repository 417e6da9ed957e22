"""Where the time goes when a model tags: the functions that take most of it.

Usage: python -m benchmarks.profiling MODEL TEXTS [--no-confidence] [--rows 30]

TEXTS is a file with one sentence a line. Calls cost more under the profile, so small functions look larger than they
are; what to believe is the order. Where the time of a training goes is told by ``benchmarks.training``.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin
from slottag.tagging.threads import calm_threads


def main() -> None:
    """Tag once and print the table."""
    calm_threads()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--no-confidence", action="store_true")
    parser.add_argument("--rows", type=int, default=30)
    arguments = begin(parser, needs="a model and texts", takes="a minute")

    from slottag.data.formats import writer_of
    from slottag.runtime.tagger import Tagger
    from slottag.tagging.answer import Answer
    from slottag.tagging.lines import reading_lines

    answer = Answer.of(Tagger.load(arguments.model), writer_of("jsonl"), least=0.0, sure=not arguments.no_confidence)
    profile = cProfile.Profile(time.process_time)
    with reading_lines(arguments.texts) as lines, profile:
        for some in lines:
            answer(some)
    pstats.Stats(profile).sort_stats("tottime").print_stats(arguments.rows)


if __name__ == "__main__":
    results.run(main)
