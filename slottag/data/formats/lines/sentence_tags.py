"""A sentence a line: its words, a tab, and a tag for each, as JointSLU, MultiATIS++ and many others have them.

The words may stand between ``BOS`` and ``EOS``, and the tag of ``EOS`` be the intent. The columns are found by what
they hold; another column with few names is the intent if a first line calls it so, or if it is the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.lines.cells import Cells, cells_of, column
from slottag.data.formats.remarks import remarks
from slottag.data.lines import columns
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text.foreign import has_form
from slottag.text.schemes import OUTSIDE

_BEGIN, _END = "BOS", "EOS"
# At least this part of the lines must have as many tags as words; in files as published some differ.
_FITTING = 0.9
# What these first lines are not, a file is not.
_FEW = 100


@dataclass(frozen=True, slots=True)
class _Columns:
    words: int
    tags: int
    intent: int | None
    header: bool


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; a line whose words and tags differ in number is left out, and that is said."""
    rows = cells_of(content)
    found = _columns(rows)
    if found is None:
        raise DataError(f"{content.path}: no column has a tag for each word of another; expected words TAB tags")
    with remarks(content) as say:

        def record(cells: list[str], line: int) -> Record | None:
            words, tags = columns(cells[found.words]), columns(cells[found.tags])
            if len(words) != len(tags):
                say("lines with another number of tags than of words are left out", line)
                return None
            intent = cells[found.intent] if found.intent is not None and found.intent < len(cells) else None
            if words and (words[0], words[-1]) == (_BEGIN, _END):
                last = tags[-1]
                words, tags = words[1:-1], tags[1:-1]
                intent = last if last != OUTSIDE else intent
            return tagged(content.path, words, tags, [line], intent=intent or None) if words else None

        yield from each(content.path, rows[found.header :], record)


def recognise(content: Content) -> bool:
    """Whether one column holds as many tags as another holds words, in nearly all lines."""
    rows = cells_of(content)
    return _columns(rows[:_FEW]) is not None and _columns(rows) is not None


def _columns(rows: list[Cells]) -> _Columns | None:
    width = min((len(cells) for _, cells in rows), default=0)
    if width < 2:
        return None
    some = rows[1:] if len(rows) > 1 else rows
    for tags in range(width - 1, -1, -1):
        split = [columns(cell) for cell in column(some, tags)]
        if not _are_tags(split):
            continue
        for words in range(width):
            counts = [len(columns(cell)) for cell in column(some, words)]
            fitting = sum(own == len(of) for own, of in zip(counts, split, strict=True))
            if words != tags and fitting >= _FITTING * len(some) and max(counts, default=0) > 1:
                header = not _are_tags([columns(rows[0][1][tags])])
                return _Columns(words, tags, _intent(rows, {words, tags}, header=header), header)
    return None


def _are_tags(split: list[list[str]]) -> bool:
    """Whether pieces are tags, but for the last of a line, which may be its intent."""
    tags = [tag for pieces in split for tag in (pieces[:-1] if len(pieces) > 1 else pieces)]
    return bool(tags) and all(tag == OUTSIDE or has_form(tag) for tag in tags)


def _intent(rows: list[Cells], taken: set[int], *, header: bool) -> int | None:
    width = len(rows[0][1])
    rest = [place for place in range(width) if place not in taken]
    if header:
        return next((place for place in rest if "intent" in rows[0][1][place].lower()), None)
    names = [place for place in rest if not any(" " in cell or cell.isdecimal() for cell in column(rows, place))]
    return names[-1] if names else None


FORMAT = Format(
    name="sentence-tags",
    endings=(".tsv", ".txt", ".iob"),
    known_by="a sentence a line: words, tab, tags",
    recognise=recognise,
    read=read,
    rules="`words TAB tags [TAB intent]`, in any order, with a header or without; `BOS … EOS`, whose last tag may be"
    " the intent",
)
