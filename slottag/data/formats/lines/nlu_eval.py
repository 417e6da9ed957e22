"""The NLU evaluation data of Heriot-Watt: CSV with semicolons, ``[slot : words]`` in ``answer_annotation``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format
from slottag.data.formats.markup.slot_brackets import pieces
from slottag.data.formats.remarks import remarks
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError

_MARKED = "answer_annotation"
# The annotators' word for an answer that is none.
_IRRELEVANT = "IRR"


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; rows that the annotators called irrelevant are left out, and that is said.

    Raises:
        DataError: the file is no CSV.
    """
    with remarks(content) as say:

        def record(row: dict[str, str], line: int) -> Record | None:
            if _IRRELEVANT in (row.get("status") or ""):
                say(f"rows with the status {_IRRELEVANT} are left out", line)
                return None
            marked = (row.get(_MARKED) or "").strip()
            if marked in ("", "null"):
                say("rows without an annotation are left out", line)
                return None
            return joined(content.path, line, pieces(marked), intent=(row.get("intent") or "").strip() or None)

        yield from each(content.path, _rows(content), record)


def recognise(content: Content) -> bool:
    """Whether the first line names the column."""
    return _MARKED in content.filled[0][1].split(";")


def _rows(content: Content) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(StringIO(content.text, newline=""), delimiter=";")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise DataError(f"{content.path}:{reader.line_num}: is no CSV ({error}); correct the line") from error


FORMAT = Format(
    name="nlu-eval",
    endings=(".csv",),
    known_by="a column answer_annotation in CSV with semicolons",
    recognise=recognise,
    read=read,
    rules="`[slot : words]` in `answer_annotation`, `intent` beside it; rows with the status IRR are left out",
    any_encoding=True,
)
