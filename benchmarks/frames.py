"""How well spans are told apart by trips, given the spans and from text.

Usage: python -m benchmarks.frames MODEL MODEL

The hand-written sentences of several trips in ``tests/frames`` are divided, with the spans that are marked in them and
with those that a model of the English and one of the Chinese booking corpus finds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.results import begin, run, shown_path, table, write_section
from slottag.runtime.tagger import Tagger
from tests.frames import frame_of, read_marked, said_in
from tests.phrases import NOW

LANGUAGES = ("english", "chinese")


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames")
    parser.add_argument("models", nargs=2, type=Path, metavar="MODEL", help="of the English corpus, of the Chinese one")
    read = begin(parser, needs="two models", takes="seconds")
    rows = [_row(name, model) for name, model in zip(LANGUAGES, read.models, strict=True)]
    head = ["language", "sentences", "all right, spans given", "all spans found", "all right, from text"]
    text = "Sentences of several trips whose spans are all in their trips, those that follow from others left aside."
    command = f"python -m benchmarks.frames {' '.join(shown_path(str(model)) for model in read.models)}"
    write_section("Frames", command, f"{text}\n\n{table(head, rows)}")


def _row(name: str, model: Path) -> list[str]:
    tagger, every = Tagger.load(model), [*read_marked(name)]
    framing = tagger.framing(NOW)
    found = [tagger(one.sentence.text, frame=framing) for one in every]
    pairs = [*zip(every, found, strict=True)]
    given = sum(said_in(frame_of(one.sentence)) == one.trips for one in every)
    spans = sum(one.sentence.spans == sentence.spans for one, sentence in pairs)
    whole = sum(sentence.frame is not None and said_in(sentence.frame) == one.trips for one, sentence in pairs)
    return [name, str(len(every)), str(given), str(spans), str(whole)]


if __name__ == "__main__":
    run(main)
