"""Excel workbooks: the rows of the first sheet that has any, read as the same rows in CSV are."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.packed.extra import extra
from slottag.data.magic import EXCEL, packed
from slottag.data.records import Fault, Record
from slottag.errors import DataError


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a workbook; ``line`` counts the rows.

    Raises:
        DataError: it cannot be read, its rows are in no known format, or openpyxl is not installed.
    """
    from slottag.data.formats.recognition import recognise as recognise_text

    rows = sheet(content)
    yield from recognise_text(rows).records(rows)
    content.notes += rows.notes


def recognise(content: Content) -> bool:
    """Whether it is a zip archive with a workbook in it."""
    return packed(content.data) == EXCEL


def sheet(content: Content) -> Content:
    """The first sheet that has any rows, as CSV."""
    return Content.of(content.path, _csv(content).encode())


def _csv(content: Content) -> str:
    openpyxl = extra("openpyxl", content.path, EXCEL.what)
    try:
        book = openpyxl.load_workbook(BytesIO(content.data), read_only=True, data_only=True)
        sheets = [[*sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    except Exception as error:  # What a broken workbook raises has no common kind.
        raise DataError(f"{content.path}: cannot be read as Excel ({str(error)[:80]}); save it anew") from error
    filled = [rows for rows in sheets if any(any(cell is not None for cell in row) for row in rows)]
    if len(filled) > 1:
        content.notes.append(f"{len(filled) - 1} further sheets were passed over")
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(filled[0] if filled else [])
    return text.getvalue()


FORMAT = Format(
    name="excel",
    endings=(".xlsx", ".xlsm"),
    known_by="its first bytes",
    recognise=recognise,
    read=read,
    rules="needs `slottag[formats]`; the first sheet, read as the same rows in CSV are",
    kinds=("binary",),
)
