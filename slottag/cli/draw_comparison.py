"""Drawing the result of a comparison: the table, whether the best is ahead beyond chance, where the networks part."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from slottag.cli.draw import labelled
from slottag.cli.plain import visible
from slottag.cli.progress import duration
from slottag.comparison import TEST, Figure, Parting, Result, Row
from slottag.comparison.verdict import verdict
from slottag.text import Palette
from slottag.wording import plural


def draw_comparison(result: Result, palette: Palette, *, differences: int) -> Iterator[RenderableType]:
    """The parts of a result, with so many of the sentences on which the networks part."""
    yield _headline(result)
    yield Text()
    yield _table(result)
    if len(result.rows) > 1:
        yield Text(f"\n{verdict(result)}\n")
    for parting in result.partings[:differences]:
        yield _parting(parting, palette)
    if differences and len(result.rows) > 1:
        yield _remainder(result, differences)


def _headline(result: Result) -> Text:
    counts = f", split {TEST}: {plural(len(result.exam[TEST]), 'sentence')}; {plural(result.seeds, 'seed')}"
    return Text.assemble((visible(f"{plural(len(result.rows), 'network')} on {result.data}"), "bold"), counts)


def _table(result: Result) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("network", overflow="fold", min_width=7)
    for heading in ("parameters", "epochs", "time"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in (
        f"dev {result.measure}",
        f"test {result.measure}",
        "exact\nmatch",
        *(["pairs\nright"] if _has_pairs(result) else []),
    ):
        # Where it is narrow, the spread goes below the mean.
        table.add_column(heading, justify="right", min_width=6)
    table.add_column("tokens/s", justify="right", no_wrap=True)
    best = result.ranked[0].name if len(result.rows) > 1 else ""
    for row in result.rows:
        table.add_row(*_cells(row), style="bold" if row.name == best else "")
    return table


def _has_pairs(result: Result) -> bool:
    return any(row.pairs_right for row in result.rows)


def _cells(row: Row) -> list[str]:
    return [
        visible(row.name),
        f"{row.parameters:,}",
        f"{row.epochs.mean:.0f}",
        duration(row.seconds.mean),
        _percent(row.dev_score),
        _percent(row.test_score),
        _percent(row.exact_match),
        *([_percent(row.pairs_right)] if row.pairs_right else []),
        f"{row.tokens_per_second:,.0f}",
    ]


def _percent(figure: Figure) -> str:
    spread = "" if figure.deviation is None else f" ±{100 * figure.deviation:.2f}"
    return f"{100 * figure.mean:.2f}{spread}"


def _parting(parting: Parting, palette: Palette) -> Group:
    gold = parting.gold
    rows = Table.grid(padding=(0, 2))
    rows.add_column(overflow="fold", style="dim", ratio=1)
    rows.add_column(overflow="fold", ratio=3)
    disputed = {span for span in gold.spans for wrong in parting.wrong if span not in wrong.found.spans}
    rows.add_row(_names("right", parting.right), labelled(gold, palette, disputed))
    for wrong in parting.wrong:
        rows.add_row(
            _names("wrong", wrong.names), labelled(wrong.found, palette, set(wrong.found.spans) - set(gold.spans))
        )
    return Group(Text(visible(gold.where or parting.split), "dim"), rows, Text())


def _remainder(result: Result, differences: int) -> Text:
    if not result.partings:
        return Text("There is no sentence that one network gets right and another wrong.", "dim")
    shown, all_seeds = min(differences, len(result.partings)), ", from every seed" if result.seeds > 1 else ""
    return Text(
        f"{shown} of {len(result.partings)} sentences that one network gets right and another wrong{all_seeds}.", "dim"
    )


def _names(how: str, names: tuple[str, ...]) -> str:
    return visible(f"{how}: {', '.join(names)}")
