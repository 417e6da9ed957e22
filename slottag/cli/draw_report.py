"""Drawing a report: the figures, the table of slots, the worst confusions, wrong sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from slottag.cli.draw import labelled
from slottag.cli.plain import visible
from slottag.evaluation import Calibration, Confusion, Evaluation, PlainScore, Report, Score
from slottag.text import Palette, Sentence
from slottag.wording import plural


def draw_report(report: Report, palette: Palette, *, errors: int, confusions: int) -> Iterator[RenderableType]:
    """The parts of a report, with so many wrong sentences and confusions at most."""
    evaluation = report.evaluation
    yield _headline(report)
    yield Text()
    yield _slot_table(evaluation, palette)
    yield Text()
    if report.plain:
        yield _length_table(report)
        yield Text()
    yield _plain_summary(report.plain.whole) if report.plain else _summary(report)
    if report.calibration:
        yield _trust(report.calibration)
    if report.others:
        yield _sets_table(report.others)
        yield Text()
    if evaluation.confusions and confusions:
        yield _confusion_table(evaluation.confusions[:confusions], palette)
        yield Text()
    for gold, found in report.wrong[:errors]:
        yield _wrong_sentence(gold, found, palette)
    if errors and not report.wrong:
        yield Text("No sentence is wrong.")


def _headline(report: Report) -> Text:
    evaluation = report.evaluation
    return Text.assemble(
        (visible(f"{report.model} on {report.data}"), "bold"),
        visible(
            f", split {report.split}: {plural(evaluation.sentences, 'sentence')}, {plural(evaluation.tokens, 'token')}"
        ),
    )


def _slot_table(evaluation: Evaluation, palette: Palette) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("slot", overflow="fold")
    for heading in ("precision", "recall", "F1", "spans"):
        table.add_column(heading, justify="right", no_wrap=True)
    for slot, score in evaluation.per_slot.items():
        table.add_row(_slot(slot, palette), *_figures(score))
    table.add_section()
    table.add_row("micro average", *_figures(evaluation.micro), style="bold")
    table.add_row("macro average", *_figures(evaluation.macro))
    return table


def _length_table(report: Report) -> Table:
    """Plain tags by length: those of the split, then of the longer sequences, each with their mean."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in ("length", "accuracy", "exact match", "sequences"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, part in ((report.split, report.plain), ("beyond", report.beyond)):
        if part:
            for length, score in part.per_length.items():
                table.add_row(str(length), *_plain_figures(score))
            table.add_section()
            table.add_row(visible(name), *_plain_figures(part.whole), style="bold", end_section=True)
    return table


def _plain_figures(score: PlainScore) -> tuple[str, str, str]:
    return _percent(score.accuracy), _percent(score.exact_match), str(score.sequences)


def _figures(score: Score) -> tuple[str, str, str, str]:
    return _percent(score.precision), _percent(score.recall), _percent(score.f1), str(score.support)


def _percent(figure: float) -> str:
    return f"{100 * figure:.2f}"


def _summary(report: Report) -> Text:
    lines = Text.assemble(
        ("slot F1 ", "bold"),
        (_percent(report.evaluation.slot_f1), "bold"),
        f"   exact match {_percent(report.evaluation.exact_match)} % of the sentences\n",
    )
    if report.from_text and report.differs_from_text:
        lines.append("slot F1 from text ", "bold").append(_percent(report.from_text.slot_f1), "bold")
        lines.append("   the given tokens are not those of the model\n")
    if report.unasked:
        lines.append("slot F1 unasked ", "bold").append(_percent(report.unasked.slot_f1), "bold")
        lines.append("   the same as if nothing had been asked before\n")
    if report.intents:
        lines.append("intent accuracy ", "bold").append(_percent(report.intents.accuracy), "bold")
        lines.append(f"   intent and all spans right {_percent(report.intents.frame_accuracy)} %\n")
    return lines


def _trust(calibration: Calibration) -> Text:
    """How far confidences can be trusted, and what is gained where the least sure sentences go to a person."""
    lines = Text.assemble(
        ("calibration error ", "bold"),
        (_percent(calibration.error), "bold"),
        f" %   Brier score {calibration.brier:.4f}\n",
    )
    for percent, f1 in sorted(calibration.f1_at_coverage.items(), reverse=True):
        lines.append(f"slot F1 {_percent(f1)} on the surest {percent} % of the sentences\n")
    return lines


def _plain_summary(score: PlainScore) -> Text:
    return Text.assemble(
        ("accuracy ", "bold"),
        (_percent(score.accuracy), "bold"),
        f" % of the tokens that count   exact match {_percent(score.exact_match)} % of the sequences\n",
    )


def _sets_table(sets: Mapping[str, Evaluation]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("test set", overflow="fold")
    for heading in ("precision", "recall", "F1", "exact match", "sentences"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, own in sets.items():
        *figures, _spans = _figures(own.micro)
        table.add_row(visible(name), *figures, _percent(own.exact_match), str(own.sentences))
    return table


def _confusion_table(confusions: tuple[Confusion, ...], palette: Palette) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("marked", overflow="fold")
    table.add_column("found", overflow="fold")
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("for example", overflow="fold")
    for confusion in confusions:
        found = Text("other edges", "dim") if confusion.kind == "boundary" else _slot(confusion.found, palette)
        table.add_row(_slot(confusion.gold, palette), found, str(confusion.count), _example(confusion))
    return table


def _slot(slot: str | None, palette: Palette) -> Text:
    return Text("nothing", "dim") if slot is None else Text(visible(slot), palette.colour(slot))


def _example(confusion: Confusion) -> Text:
    gold, found = visible(confusion.example.gold), visible(confusion.example.found)
    if gold and found and gold != found:
        return Text.assemble(gold, (" → ", "dim"), found)
    return Text(gold or found)


def _wrong_sentence(gold: Sentence, found: Sentence, palette: Palette) -> Group:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True, style="dim")
    rows.add_column(overflow="fold")
    if gold.asked:
        rows.add_row("asked", visible(", ".join(gold.asked)))
    rows.add_row("marked", labelled(gold, palette, set(gold.spans) - set(found.spans)))
    rows.add_row("found", labelled(found, palette, set(found.spans) - set(gold.spans)))
    return Group(Text(visible(gold.where), "dim"), rows, Text())
