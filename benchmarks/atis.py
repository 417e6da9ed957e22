"""Score booking models on ATIS test, its labels folded into the slots of the booking corpus.

Usage: python -m benchmarks.atis ATIS MODEL … [--split test]

The models never saw ATIS. A place that a trip comes from, goes to or stops at is ``origin``, ``destination`` or
``via``; dates and times of departure, arrival and return, the airline's name, the class and *round trip* or *one way*
have their slots. Parts that touch are one span, as *washington* and *dc* or *after*, *6* and *pm*. All other labels are
left out of the count, and so is what a model finds where they stand or of a slot that ATIS has no label for.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from benchmarks.robustness import spread, unmarked
from slottag.data.corpus import load_corpus
from slottag.evaluation import Evaluation, evaluate
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence, Span

FOLDS = {
    r"fromloc\..*": "origin",
    r"toloc\..*": "destination",
    r"stoploc\..*": "via",
    r"depart_date\..*": "departure_date",
    r"depart_time\..*": "departure_time",
    r"arrive_date\..*": "arrival_date",
    r"arrive_time\..*": "arrival_time",
    r"return_date\..*": "return_date",
    r"return_time\..*": "return_time",
    r"airline_name": "carrier",
    r"class_type": "cabin",
    r"round_trip": "trip_type",
}


def main() -> None:
    """Score the models and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("models", nargs="+", metavar="MODEL", type=Path)
    parser.add_argument("--split", default="test")
    arguments = begin(parser, needs="ATIS and booking models", takes="a minute")
    scores = [score(Tagger.load(model), arguments.data, arguments.split) for model in arguments.models]
    slots = sorted(scores[0].per_slot)
    rows = [[slot, spread([100 * own.per_slot[slot].f1 for own in scores])] for slot in slots]
    rows += [["all", spread([100 * own.slot_f1 for own in scores])]]
    body = table(["slot", "F1"], rows) + f"\n\nSpan F1 of {len(scores)} models that never saw ATIS."
    models = " ".join(shown_path(str(model)) for model in arguments.models)
    command = f"python -m benchmarks.atis {shown_path(arguments.data)} {models} --split {arguments.split}"
    write_section(f"Booking models on ATIS {arguments.split}", command, body)
    print(body)


def score(tagger: Tagger, data: str, split: str) -> Evaluation:
    """How a booking model does on a split of ATIS."""
    marked = load_corpus(data, tokenizer=tagger.tokenizer).split(split)
    found = unmarked(tagger)(marked)
    return evaluate(
        [folded(sentence) for sentence in marked], [counted(*pair) for pair in zip(marked, found, strict=True)]
    )


def folded(sentence: Sentence) -> Sentence:
    """The sentence with its labels as slots of the booking corpus, parts that touch in one span."""
    spans: list[Span] = []
    for span in sentence.spans:
        slot = fold(span.slot)
        if slot and spans and spans[-1].slot == slot and not sentence.text[spans[-1].end : span.start].strip():
            spans[-1] = Span(spans[-1].start, span.end, slot)
        elif slot:
            spans.append(Span(span.start, span.end, slot))
    return sentence.with_spans(spans)


def counted(marked: Sentence, found: Sentence) -> Sentence:
    """What was found, without what stands on a label that is left out and slots that ATIS has no label for."""
    left_out = [span for span in marked.spans if fold(span.slot) is None]
    kept = [
        span
        for span in found.spans
        if span.slot in FOLDS.values()
        and not any(span.start < other.end and other.start < span.end for other in left_out)
    ]
    return found.with_spans(kept)


def fold(label: str) -> str | None:
    """The slot of a label; ``None`` for one that is left out."""
    return next((slot for pattern, slot in FOLDS.items() if re.fullmatch(pattern, label)), None)


if __name__ == "__main__":
    results.run(main)
