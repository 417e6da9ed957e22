"""Lines of cells between tabs."""

from __future__ import annotations

from slottag.data.content import Content
from slottag.data.lines import ASCII_SPACE

Cells = tuple[int, list[str]]


def cells_of(content: Content) -> list[Cells]:
    """The lines that are not blank, as their numbers and cells; empty where some have no tab."""
    return content.once("cells", lambda: _cells(content))


def _cells(content: Content) -> list[Cells]:
    lines = content.filled
    if not lines or "\t" not in lines[0][1] or not all("\t" in line for _, line in lines):
        return []
    return [(number, [cell.strip(ASCII_SPACE) for cell in line.split("\t")]) for number, line in content.filled]


def column(rows: list[Cells], place: int) -> list[str]:
    """What stands at a place of each line; empty where a line is shorter."""
    return [cells[place] if place < len(cells) else "" for _, cells in rows]
