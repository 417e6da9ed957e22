"""``slottag eval``: how well a model does on annotated sentences."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from slottag.api import evaluate as evaluate_model
from slottag.api import load, read
from slottag.cli.console import console
from slottag.cli.draw_report import draw_report
from slottag.cli.options import DEFAULT_DATA, Columns, Data, ModelOfData, SourceFormat
from slottag.cli.pages import check_page, write_page
from slottag.cli.plain import say, write_json
from slottag.data.sources import name_of
from slottag.evaluation import Report
from slottag.evaluation.page import render_page
from slottag.extras import needs
from slottag.files import writing
from slottag.model.known import directory_to_read
from slottag.tagging.lines import check_distinct, check_target
from slottag.text import Palette, Task

# The endings of files of predictions.
_LINES, _COLUMNS = (".jsonl", ".ndjson", ".json"), (".conll", ".tsv", ".txt")


def evaluate(
    data: Data = DEFAULT_DATA,
    model: ModelOfData = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The split to take: test (further test sets in a line each), or the only one.",
            show_default=False,
        ),
    ] = None,
    source_format: SourceFormat = None,
    columns: Columns = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as a page, too.")] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write marks and what was found side by side: JSON Lines, or CoNLL by its ending."
        ),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, metavar="N", help="Show N wrong sentences.")] = 0,
    confusions: Annotated[int, typer.Option(min=0, metavar="N", help="Show the N worst confusions.")] = 10,
) -> None:
    """Report how well a model does on annotated sentences."""
    needs("evaluating", "seqeval")
    if html:
        check_page(html, data)
    if predictions:
        _check_predictions(predictions, data)
    model = model or directory_to_read(name_of(data), data)
    tagger = load(model)
    corpus = read(data, format=source_format, columns=columns)
    for note in corpus.notes:
        say(note)
    report = evaluate_model(tagger, corpus, split=split)
    for warning in report.warnings:
        say(f"warning: {warning}")
    if html:
        _write_page(report, tagger.slots, html)
    if predictions:
        _write_predictions(report, tagger.task, predictions)
    if as_json:
        write_json(report.to_dict(errors))
    else:
        _draw(report, tagger.slots, errors=errors, confusions=confusions)


def _check_predictions(path: Path, data: str) -> None:
    if path.suffix.lower() not in (*_LINES, *_COLUMNS):
        raise typer.BadParameter(
            f"{path.name!r}, expected an ending of {', '.join((*_LINES, *_COLUMNS))}", param_hint="--predictions"
        )
    check_distinct(Path(data), path)
    check_target(path)


def _write_page(report: Report, slots: Collection[str], path: Path) -> None:
    write_page(path, render_page(report, Palette(slots).colour), "the report is")


def _write_predictions(report: Report, task: Task, path: Path) -> None:
    from slottag.evaluation.predictions import as_columns, as_json_lines

    lines = as_columns(report.pairs, task) if path.suffix.lower() in _COLUMNS else as_json_lines(report.pairs)
    with writing(path) as stream:
        stream.writelines(f"{line}\n" for line in lines)
    say(f"marks and what was found are in {path}")


def _draw(report: Report, slots: Collection[str], *, errors: int, confusions: int) -> None:
    for part in draw_report(report, Palette(slots), errors=errors, confusions=confusions):
        console().print(part)
