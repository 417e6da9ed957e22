"""Drawing the frame of a request: its trips, what contradicts and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from slottag.cli.draw import NAME_WIDTH, meaning
from slottag.cli.plain import visible
from slottag.text import Palette
from slottag.text.frame import Filled, Frame, Trip


def draw_frame(frame: Frame, palette: Palette, before: Frame | None = None) -> Table:
    """The trips, each with its slots, what they hold and what that means; with the frame ``before``, what changed."""
    table = Table.grid(padding=(0, 2), pad_edge=True)
    names = max((cell_len(visible(slot)) for trip in frame.trips for slot in trip), default=0)
    table.add_column(overflow="fold", no_wrap=names <= NAME_WIDTH)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    earlier = [*(before.trips if before else ()), *({} for _ in frame.trips)]
    for number, (trip, old) in enumerate(zip(frame.trips, earlier, strict=False), start=1):
        changed = {slot: held for slot, held in trip.items() if old.get(slot) != held}
        if changed and max(len(frame.trips), len(earlier) - len(frame.trips)) > 1:
            table.add_row(Text(f"trip {number}", "dim"))
        for slot, held in _held(changed):
            style = "dim" if held.inferred else "bold"
            name = Text(visible(slot), palette.colour(slot))
            table.add_row(name, Text(visible(held.value), style), Text(visible(meaning(held.resolved))))
        for slot in old.keys() - trip.keys():
            table.add_row(Text(visible(slot), palette.colour(slot)), Text("nothing any more", "dim"))
    if not table.row_count:
        table.add_row(Text("no slot" if before is None else "nothing new", "dim"))
    return table


def contradictions(frame: Frame) -> Iterator[Text]:
    """What contradicts: a line each."""
    for one in frame.contradictions:
        yield Text.assemble(("! ", "bold red"), visible(one.told))


def missing(frame: Frame) -> Iterator[Text]:
    """What is missing: a line each, with its question."""
    for one in frame.missing:
        place = f" ({one.trip + 1})" if len(frame.trips) > 1 else ""
        yield Text.assemble(("? ", "bold"), f"{visible(one.slot)}{place}", (f"  {visible(one.ask)}", "dim"))


def _held(trip: Trip) -> Iterator[tuple[str, Filled]]:
    for slot, held in trip.items():
        yield from ((slot, one) for one in ((held,) if isinstance(held, Filled) else held))
