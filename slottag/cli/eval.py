"""``slottag eval``: how well a model does on marked sentences."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slottag.cli.lines import check_distinct
from slottag.cli.options import DEFAULT_DATA, DEFAULT_MODEL, Data, ModelDirectory
from slottag.cli.plain import say
from slottag.cli.unknown import check_slots

if TYPE_CHECKING:
    from collections.abc import Collection

    from slottag.data.corpus import Corpus
    from slottag.evaluation import Evaluation, Report
    from slottag.runtime.tagger import Tagger
    from slottag.text import Sentence

# Longer sequences than those of train; plain tags are scored on them beside the split that is taken by default.
LONGER = "beyond"
# What no further test set is.
_USUAL = ("train", "dev", "test", LONGER)


def evaluate(
    data: Data = DEFAULT_DATA,
    model: ModelDirectory = DEFAULT_MODEL,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The split to take: test (further test sets in a line each), or the only one.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page, too.")] = None,
    errors: Annotated[int, typer.Option(min=0, metavar="N", help="Show N wrong sentences.")] = 0,
    confusions: Annotated[int, typer.Option(min=0, metavar="N", help="Show the N worst confusions.")] = 10,
) -> None:
    """Report how well a model does on marked sentences."""
    from slottag.files import check_writable

    if html:
        check_distinct(Path(data), html)
        check_writable(html)
    report, slots = _report(data, model, split)
    if html:
        _write_page(report, slots, html)
    if as_json:
        sys.stdout.write(json.dumps(_to_json(report, errors), ensure_ascii=False) + "\n")
    else:
        _draw(report, slots, errors=errors, confusions=confusions)


def _report(data: str, model: Path, split: str | None) -> tuple[Report, tuple[str, ...]]:
    """The report and the slots that the model knows."""
    from slottag.data.corpus import load_corpus
    from slottag.evaluation import Report
    from slottag.runtime.tagger import Tagger
    from slottag.text import PLAIN

    tagger = Tagger.load(model)
    corpus = load_corpus(data, tokenizer=tagger.tokenizer)
    name = split or _default_split(corpus)
    gold = corpus.split(name)
    check_slots(gold, tagger.slots, f"{corpus.name}, split {name}", f"the model {model}")
    names = {"model": str(model), "data": corpus.name, "split": name}
    if tagger.scheme != PLAIN.name:
        others = _others(corpus, tagger) if split is None else {}
        return replace(Report.of(gold, tagger.tag(gold), **names), others=others), tagger.slots
    predicted = tagger.tag(gold, confidence=False)
    beyond = corpus.splits.get(LONGER, ()) if split is None else ()
    longer = (beyond, tagger.tag(beyond, confidence=False))
    return Report.of_plain((gold, predicted), longer, **names), tagger.slots


def _others(corpus: Corpus, tagger: Tagger) -> dict[str, Evaluation]:
    """How the model does on each further test set, such as ``contrast``."""
    from slottag.evaluation import evaluate

    if "test" not in corpus.splits:
        return {}
    sets = {name: sentences for name, sentences in corpus.splits.items() if name not in _USUAL}
    return {name: evaluate(gold, tagger.tag(gold, confidence=False)) for name, gold in sets.items()}


def _default_split(corpus: Corpus) -> str:
    names = list(corpus.splits)
    return names[0] if len(names) == 1 else "test"


def _write_page(report: Report, slots: Collection[str], path: Path) -> None:
    from slottag.cli.draw import Palette
    from slottag.evaluation.page import render_page
    from slottag.files import writing

    page = render_page(report, Palette(slots).colour)
    with writing(path) as stream:
        stream.write(page)
    say(f"the report is in {path}")


def _to_json(report: Report, errors: int) -> dict[str, object]:
    from slottag.evaluation import calibration_to_json, to_json
    from slottag.evaluation.report import intents_to_json, others_to_json, plain_to_json

    shown = [
        {"where": gold.where, "text": gold.text, "gold": _spans(gold), "found": _spans(found)}
        for gold, found in report.wrong[:errors]
    ]
    names = {"model": report.model, "data": report.data, "split": report.split}
    figures = {
        **to_json(report.evaluation),
        **intents_to_json(report),
        **calibration_to_json(report.calibration),
        **plain_to_json(report),
        **others_to_json(report),
    }
    return {**names, **figures, "errors": shown}


def _spans(sentence: Sentence) -> list[dict[str, object]]:
    return [{"start": span.start, "end": span.end, "slot": span.slot} for span in sentence.spans]


def _draw(report: Report, slots: Collection[str], *, errors: int, confusions: int) -> None:
    from slottag.cli.console import console
    from slottag.cli.draw import Palette
    from slottag.cli.draw_report import draw_report

    for part in draw_report(report, Palette(slots), errors=errors, confusions=confusions):
        console().print(part)
