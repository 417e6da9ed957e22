"""A file with a token a line as a table: rows in blocks, with comments, and lines of one cell behind blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from slottag.data.content import Content
from slottag.data.lines import ASCII_SPACE, columns, is_blank
from slottag.text.foreign import has_form
from slottag.text.schemes import OUTSIDE

DOCUMENT = "-DOCSTART-"
_MARK = "#"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Block:
    """Rows between blank lines, with the comments before and among them."""

    rows: list[Row] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def comment(self, name: str) -> str | None:
        """What a comment such as ``# intent = book`` says; ``None`` where there is none or it is empty."""
        head = f"# {name} ="
        return next(
            (one[len(head) :].strip(ASCII_SPACE) or None for one in self.comments if one.startswith(head)), None
        )


@dataclass(frozen=True, slots=True)
class Table:
    """All blocks of a file. ``width`` is how many cells its rows have, 0 without rows; ``first`` the first such line.
    ``tails`` says that each block ends in a row of one cell, which is the sentence's intent; ``tabs`` what separates.
    """

    blocks: tuple[Block, ...]
    width: int
    first: int
    tails: bool
    tabs: bool

    @property
    def rows(self) -> list[Row]:
        """The rows that have the table's width."""
        return [row for block in self.blocks for row in block.rows if len(row.cells) == self.width]


def table_of(content: Content) -> Table:
    """The table that a file is, worked out once."""
    return content.once("table", lambda: _table(content))


def _table(content: Content) -> Table:
    filled = [line for _, line in content.filled if _counts(line)]
    tabs = _has_tabs(filled)
    split = _split_tabs if tabs else columns
    lines = [(line, tuple(split(line)) if not is_blank(line) else ()) for line in content.lines]
    widths = Counter(len(cells) for line, cells in lines if len(cells) > 1 and _counts(line))
    width = max(widths, key=lambda one: widths[one], default=0)
    blocks = _blocks(lines, width)
    tails = sum(len(block.rows) > 1 and len(block.rows[-1].cells) == 1 for block in blocks)
    first = next((row.line for block in blocks for row in block.rows if len(row.cells) == width), 1)
    return Table(tuple(blocks), width, first, tails > 1 and tails == len(blocks), tabs)


def _counts(line: str) -> bool:
    """Whether a line may tell what columns there are: it is surely neither a comment nor the head of a document."""
    return not line.startswith(DOCUMENT) and ("\t" in line or not line.startswith(_MARK))


def _has_tabs(lines: Sequence[str]) -> bool:
    """Whether tabs separate the columns: every line that has several columns has them."""
    return any("\t" in line for line in lines) and all("\t" in line or len(columns(line)) < 2 for line in lines)


def _split_tabs(line: str) -> list[str]:
    cells = [cell.strip(ASCII_SPACE) for cell in line.split("\t")]
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
    return cells


def _blocks(lines: Sequence[tuple[str, tuple[str, ...]]], width: int) -> list[Block]:
    blocks = [Block()]
    for number, (line, cells) in enumerate(lines, 1):
        if not cells or cells[0] == DOCUMENT:
            if blocks[-1].rows:
                blocks.append(Block())
        elif line.startswith(_MARK) and not _is_row(line, cells, width):
            blocks[-1].comments.append(line)
        else:
            blocks[-1].rows.append(Row(number, cells))
    return [block for block in blocks if block.rows]


def _is_row(line: str, cells: Sequence[str], width: int) -> bool:
    """Whether a line that begins with ``#`` is a token and no comment: it has the columns, and behind a ``#`` that
    stands alone a tab or a tag last.
    """
    sure = cells[0] != _MARK or line.startswith("#\t") or cells[-1] == OUTSIDE or has_form(cells[-1])
    return len(cells) == width and sure and not cells[0].startswith(f"{_MARK} ")
