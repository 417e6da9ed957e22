"""``slottag inspect``: what a model holds while it reads, why it tags so, and which of its neurons tell what."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from slottag.cli.console import console
from slottag.cli.draw_gates import draw_gates
from slottag.cli.draw_inspection import draw_findings, draw_reason
from slottag.cli.options import DEFAULT_DATA, Asked, ModelDirectory, slots_of
from slottag.cli.pages import check_page, write_page
from slottag.cli.plain import write_json
from slottag.corpora.experiments import SEQUENCES
from slottag.data.corpus import load_corpus
from slottag.errors import DataError
from slottag.inspection import Choice, Findings, Observed, explain, find, parse_property, runs_at, side_by_side, view
from slottag.inspection.page import render_page
from slottag.inspection.plain_data import findings_to_json, gates_to_json, reason_to_json
from slottag.inspection.properties import pattern
from slottag.model.known import directory_at_hand
from slottag.runtime.tagger import Tagger
from slottag.tagging.lines import decode
from slottag.text import Palette, Sentence, Task
from slottag.text.projection import retokenised
from slottag.wording import plural

DEFAULT_TEXT = "I would like to arrive Taipei on November 2nd"

_TEXT = "What to read; with --find the data instead."
_PROPERTY = (
    "Rank the neurons by how well each alone tells this over DATA: slot:NAME, next-slot:NAME, tag:TAG, next-tag:TAG,"
    " position, count:SYMBOL, count:A-B, seen:SYMBOL or regex:PATTERN."
)


def inspect(
    texts: Annotated[list[str] | None, typer.Argument(metavar="TEXT | DATA", help=_TEXT, show_default=False)] = None,
    model: ModelDirectory = None,
    show: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GATE",
            help="hidden, cell, forget, input, output, candidate, update, reset, clock, word+1, attention, … as the"
            " network has them, or all; may be given several times.",
            show_default=False,
        ),
    ] = None,
    neurons: Annotated[
        str | None, typer.Option(metavar="N,N-N", help="Which neurons; the most telling if not given.")
    ] = None,
    layer: Annotated[int | None, typer.Option(metavar="N", min=1, help="Which layer; the last if not given.")] = None,
    direction: Annotated[
        Literal["forwards", "backwards", "around"] | None, typer.Option(help="Which direction; all if not given.")
    ] = None,
    most: Annotated[int, typer.Option(metavar="N", min=1, help="Show so many neurons, or words.")] = 8,
    against: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Another sentence beside it: where do their states part?")
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="WORDS", help="What made these words what they are; all: each span.")
    ] = None,
    asked: Asked = None,
    wanted: Annotated[str | None, typer.Option("--find", metavar="PROPERTY", help=_PROPERTY)] = None,
    at: Annotated[
        str | None, typer.Option(metavar="PATTERN", help="With --find: judge only tokens that match.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page to explore the sentences, or a sample of --data.")
    ] = None,
    data: Annotated[
        str, typer.Option(metavar="DATA", help="With --html: where sentences are taken from.")
    ] = DEFAULT_DATA,
    split: Annotated[
        str | None, typer.Option(metavar="NAME", help="The split to take: test, or the only one.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, an object a line.")] = False,
) -> None:
    """Look inside: the gates over a sentence, why a span was tagged so, which neurons tell a property."""
    _check_together(texts, against, why, wanted, at, html)
    if asked is not None and wanted is not None:
        raise typer.BadParameter("goes with texts; DATA says itself what was asked", param_hint="--asked")

    model, slots = model or directory_at_hand(), slots_of(asked)
    tagger = Tagger.load(model)
    choice = Choice(tuple(show or ()), layer, direction, _numbers(neurons), most)
    if wanted:
        _find(tagger, choice, wanted, at, (texts or [data])[0], split, as_json)
    elif html:
        _write_page(tagger, model, html, texts, slots, data, split)
    elif why is not None:
        _why(tagger, _read(tagger, texts, slots), why, most, as_json)
    else:
        others = [] if against is None else _read(tagger, [against], slots)
        _show(tagger, _read(tagger, texts, slots), others, choice, as_json)


def _check_together(
    texts: Sequence[str] | None,
    against: str | None,
    why: str | None,
    wanted: str | None,
    at: str | None,
    html: Path | None,
) -> None:
    """See to it that one thing is asked for."""
    wishes = {
        "--against": against is not None,
        "--why": why is not None,
        "--find": wanted is not None,
        "--html": bool(html),
    }
    names = [name for name, given in wishes.items() if given]
    if len(names) > 1:
        raise typer.BadParameter(f"{' and '.join(names)} exclude each other", param_hint=names[1])
    if at is not None and wanted is None:
        raise typer.BadParameter("needs --find", param_hint="--at")
    if wanted is not None and len(texts or ()) > 1:
        raise typer.BadParameter(f"expected one DATA, got {len(texts or ())}", param_hint="--find")


def _numbers(typed: str | None) -> tuple[int, ...]:
    """``3,17-19`` as ``(3, 17, 18, 19)``."""
    found: list[int] = []
    for part in (typed or "").split(",") if typed else ():
        low, dash, high = part.strip().partition("-")
        if not low.isdecimal() or not (high.isdecimal() if dash else True) or int(high or low) - int(low) > 10_000:
            raise typer.BadParameter(f"expected numbers such as 3,17-20, got {typed!r}", param_hint="--neurons")
        found += range(int(low), int(high or low) + 1)
    return tuple(found)


def _read(tagger: Tagger, texts: Sequence[str] | None, asked: tuple[str, ...]) -> list[Sentence]:
    """The sentences that were typed, tagged as answers about what was asked."""
    given = [decode(os.fsencode(text), f"text {place}") for place, text in enumerate(texts or (), start=1)]
    sentences = [tagger.parse(text, asked) for text in given] if texts else [_example(tagger, asked)]
    for place, sentence in enumerate(sentences, start=1):
        if not sentence.tokens:
            raise DataError(f"text {place}: holds no word; expected a sentence")
    return tagger.tag(sentences)


def _example(tagger: Tagger, asked: tuple[str, ...]) -> Sentence:
    """A sequence of the experiment that the model has learned, or a request."""
    if tagger.model.corpus in SEQUENCES:
        return load_corpus(tagger.model.corpus).split("test")[4]
    return tagger.parse(DEFAULT_TEXT, asked)


def _show(
    tagger: Tagger, tagged: Sequence[Sentence], others: Sequence[Sentence], choice: Choice, as_json: bool
) -> None:
    if others and len(tagged) > 1:
        raise typer.BadParameter("expected one TEXT to set beside it", param_hint="--against")
    recordings = list(tagger.reader.recordings([*tagged, *others]))
    if others:
        sides = side_by_side(recordings[0], recordings[1], choice)
        shown = [(side.blocks, side.apart) for side in sides]
    else:
        shown = [(view(recording, choice), ()) for recording in recordings]
    if as_json:
        _print_json([gates_to_json(r.sentence, *each) for r, each in zip(recordings, shown, strict=True)])
        return

    target, palette = console(), Palette(tagger.slots)
    for recording, (blocks, apart) in zip(recordings, shown, strict=True):
        for line in draw_gates(recording.sentence, blocks, palette, target.width, apart):
            target.print(line, soft_wrap=True)


def _why(tagger: Tagger, tagged: Sequence[Sentence], words: str, most: int, as_json: bool) -> None:
    wanted = None if words == "all" else words
    reasons = [explain(tagger, sentence, run) for sentence in tagged for run in runs_at(sentence, wanted)]
    if as_json:
        _print_json([reason_to_json(reason) for reason in reasons])
        return

    target, palette = console(), Palette(tagger.slots)
    for reason in reasons:
        for part in draw_reason(reason, palette, target.width, most):
            target.print(part)
    if not reasons:
        target.print("no slot")


def _find(
    tagger: Tagger, choice: Choice, wanted: str, at: str | None, data: str, split: str | None, as_json: bool
) -> None:
    chosen = parse_property(wanted, tagger.scheme)
    expression = pattern(at) if at is not None else None
    observed = Observed.of(tagger, _sentences(tagger, data, split))
    findings = find(observed, chosen, keep=choice.keeps, at=expression, most=choice.most)
    if as_json:
        write_json(findings_to_json(findings))
    else:
        _draw_findings(tagger, findings)


def _draw_findings(tagger: Tagger, findings: Findings) -> None:
    target = console()
    for part in draw_findings(findings, Palette(tagger.slots), target.width):
        target.print(part)


def _sentences(tagger: Tagger, data: str, split: str | None) -> tuple[Sentence, ...]:
    """Those of a split of DATA, their tokens made as the model's were."""
    corpus = load_corpus(data)
    chosen = corpus.single if split is None and corpus.single is not None else corpus.split(split or "test")
    if tagger.task is not Task.SPANS:
        return chosen
    return tuple(retokenised(sentence, tagger.tokenize) for sentence in chosen)


def _write_page(
    tagger: Tagger,
    model: Path,
    path: Path,
    texts: Sequence[str] | None,
    asked: tuple[str, ...],
    data: str,
    split: str | None,
) -> None:
    check_page(path)
    tagged = _read(tagger, texts, asked) if texts else tagger.tag(_sentences(tagger, data, split))
    page, shown = render_page(tagger, tagged, model.resolve().name, Palette(tagger.slots).colour)
    write_page(path, page, f"{shown} of {plural(len(tagged), 'sentence')} are")


def _print_json(found: list[dict[str, object]]) -> None:
    """One object a line; several sentences or spans are as many lines."""
    for each in found:
        write_json(each)
