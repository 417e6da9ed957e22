"""Drawing what a look inside a model found: the reasons of a span, and the neurons that tell a property."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from slottag.cli.draw_gates import draw_gates
from slottag.cli.plain import visible
from slottag.inspection import Block, Findings, Reason, Word
from slottag.text import Palette
from slottag.text.schemes import OUTSIDE

_BAR = 20
# No more than this is too narrow for the bars and for what stands behind them.
_NARROW = 60
# Keeps logarithms finite; the logarithm of the largest factor that is shown.
_TINY, _MOST = 1e-300, 30.0


def draw_reason(reason: Reason, palette: Palette, width: int, most: int = 8) -> Iterator[RenderableType]:
    """A span, what speaks for it, and the words that it would lose most without.

    Where the terminal is narrow, those words are more than how their weight looks, and what the span would be.
    """
    slot = reason.run[2]
    yield Text.assemble(
        _slot(slot, palette), "  ", (visible(reason.value), "bold"), f"  {reason.whole.probability:.1%}"
    )
    yield Text.assemble(
        ("  against ", "dim"), _slot(reason.rival, palette),
        (f": emission {reason.emission:+.1f}, transition {reason.transition:+.1f}", "dim"),
    )  # fmt: skip
    for what, odds in (("without its vectors", reason.unread), ("had nothing been asked", reason.unasked)):
        if odds:
            yield Text.assemble((f"  {what}: {odds.probability:.1%}, towards ", "dim"), _slot(odds.rival, palette))
    bar, wide = min(_BAR, width - _NARROW), width > _NARROW
    table = Table.grid(padding=(0, 2), pad_edge=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(*(Text(heading, "dim") for heading in ("without", "sure", "odds")))
    losses = [
        max(0.0, math.log(max(reason.whole.odds, _TINY) / max(word.without.odds, _TINY))) for word in reason.words
    ]
    for word, loss in list(zip(reason.words, losses, strict=True))[:most]:
        told: list[RenderableType] = [Text(visible(word.text), "bold"), f"{word.without.probability:.1%}", _over(loss)]
        looks = [Text("█" * round(bar * loss / max(losses[0], 1.0)), "dim"), _rival(word, loss, palette)]
        table.add_row(*told, *(looks if wide else ()))
    if reason.words:
        yield table
    yield Text()


def _over(loss: float) -> str:
    """By how much the odds are divided."""
    factor = math.exp(min(loss, _MOST))
    return f"÷ {factor:,.1f}" if factor < 100 else f"÷ {factor:,.0f}"


def _rival(word: Word, loss: float, palette: Palette) -> Text:
    """What the span is without the word, or comes nearer to."""
    if loss < math.log(2):
        return Text()
    return Text.assemble(("then " if word.without.odds < 1 else "towards ", "dim"), _slot(word.without.rival, palette))


def draw_findings(findings: Findings, palette: Palette, width: int) -> Iterator[RenderableType]:
    """The table of neurons, then the examples with the best of them."""
    ranked, scored = findings.tokens
    guess = "" if findings.guess is None else f"; the more frequent answer is right at {findings.guess:.1%} of them"
    yield Text.assemble(
        (visible(findings.property), "bold"), f": ranked on {ranked:,} tokens, scored on {scored:,}{guess}"
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("neuron", overflow="fold")
    numeric = findings.guess is None
    headings = (
        ("explained", "correlation") if numeric else ("explained", "right", "correlation", "mean where so", "not")
    )
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for found in findings.found:
        figures = [f"{found.explained:.1%}", f"{found.correlation:+.3f}"]
        if found.accuracy is not None and found.where is not None:
            figures.insert(1, f"{found.accuracy:.1%}")
            figures += [f"{mean:+.2f}" for mean in found.where]
        table.add_row(str(found.neuron), *figures)
    yield table
    yield Text()
    best = findings.found[0].neuron
    for example in findings.examples:
        held = next(x for x in example.layers if (x.layer, x.direction) == (best.layer, best.direction))
        values = held.gates[best.gate][:, best.unit - 1]
        block = Block(str(best), (("", values),), max(1.0, float(abs(values).max())))
        yield from draw_gates(example.sentence, [block], palette, width)


def _slot(slot: str, palette: Palette) -> Text:
    return Text("no slot", "dim") if slot == OUTSIDE else Text(visible(slot), palette.colour(slot))
