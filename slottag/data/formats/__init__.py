"""The formats of marked sentences: one file each, found in ``FORMATS`` by name."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from slottag.data.formats.conll import CONLL
from slottag.data.formats.format import Format
from slottag.data.formats.inline import INLINE
from slottag.data.formats.jsonl import JSONL
from slottag.data.formats.seqio import SEQIO
from slottag.data.lines import is_blank, read_lines
from slottag.errors import DataError

__all__ = ["FORMATS", "Format", "recognise"]

FORMATS: dict[str, Format] = {format.name: format for format in (JSONL, CONLL, INLINE, SEQIO)}


def recognise(path: Path) -> Format:
    """The format of a file by its first 200 lines with content, else by its ending; seqio for a folder.

    Raises:
        DataError: the file cannot be read or is in no known format.
    """
    if path.is_dir():
        return SEQIO
    sample = list(islice((line for line in read_lines(path) if not is_blank(line)), 200))
    if not sample:
        raise DataError(f"{path}: is empty, expected at least one sentence; name a file with sentences")
    by_content = (format for format in FORMATS.values() if format.looks_like(sample))
    by_ending = (format for format in FORMATS.values() if path.suffix.lower() in format.endings)
    found = next(by_content, None) or next(by_ending, None)
    if found is None:
        raise DataError(
            f"{path}: is in no known format, expected JSON Lines, columns with the tag last (word TAB tag), or marks"
            " such as [Taipei](destination); bring it into one of them"
        )
    return found
