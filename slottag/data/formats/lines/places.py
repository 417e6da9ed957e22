"""A sentence a line with the places of its slots: ``19:23:SL:ORIGIN,27:31:SL:DESTINATION`` beside the text, as MTOP and
the multilingual task data of Facebook have them. Ends are exclusive; ``SL:`` and ``IN:`` are no part of the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.lines.cells import Cells, cells_of, column
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Span
from slottag.wording import plural

_ONE = re.compile(r"(\d{1,7}):(\d{1,7}):(?:SL:)?([^,]+)")
_CELL = re.compile(rf"{_ONE.pattern}(?:,{_ONE.pattern})*")


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    rows = cells_of(content)
    found = _columns(rows)
    if found is None:
        raise DataError(f"{content.path}: no column holds places such as 19:23:origin beside a text; expected one")
    places, text, intent = found

    def record(cells: list[str], line: int) -> Record:
        if len(cells) <= max(places, text):
            raise DataError(
                f"{plural(len(cells), 'column')}, expected {len(rows[0][1])} as in the first line; correct the line"
            )
        if cells[places] and not _CELL.fullmatch(cells[places]):
            raise DataError(f"{cells[places][:40]!r} is no list of places, expected start:end:slot,…; correct it")
        spans = tuple(Span(int(one[1]), int(one[2]), one[3].strip()) for one in _ONE.finditer(cells[places]))
        name = cells[intent].removeprefix("IN:") if intent is not None else ""
        return Record(content.path, line, cells[text], None, spans, intent=name or None)

    yield from each(content.path, rows, record)


def recognise(content: Content) -> bool:
    """Whether one column holds such places and nothing else, and another a text that they fit."""
    return _columns(cells_of(content)) is not None


def _columns(rows: list[Cells]) -> tuple[int, int, int | None] | None:
    """The columns of the places, the text and the intent; the latter is before the places, or begins with ``IN:``."""
    width = min((len(cells) for _, cells in rows), default=0)
    for places in range(width):
        values = column(rows, places)
        filled = [value for value in values if value]
        if not filled or not all(map(_CELL.fullmatch, filled)):
            continue
        ends = [max((int(one[2]) for one in _ONE.finditer(value)), default=0) for value in values]
        for text in range(places + 1, width):
            texts = column(rows, text)
            if all(end <= len(one) for end, one in zip(ends, texts, strict=True)) and any(" " in one for one in texts):
                return places, text, places - 1 if places else None
    return None


FORMAT = Format(
    name="places",
    endings=(".tsv", ".txt"),
    known_by="a column of start:end:slot beside the text",
    recognise=recognise,
    read=read,
    rules="MTOP and its like: `19:23:SL:ORIGIN,…`, ends exclusive; `SL:` and `IN:` are taken off the names",
)
