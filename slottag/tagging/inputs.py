"""What ``slottag tag`` is given: lines of text, or a file whose sentences have a text among other things."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from slottag.errors import DataError
from slottag.files.compressed import plain_name
from slottag.tagging.lines import Block, reading_lines
from slottag.tagging.marks import marked_note

if TYPE_CHECKING:
    from slottag.data.content import Content
    from slottag.tagging.aside import Aside

# Endings of files whose lines are objects, and of those that are lines of text unless more is said.
_OBJECTS = (".jsonl", ".ndjson")
_DOUBTFUL = (".txt", "")
# Sentences that are tagged together.
_TOGETHER = 500

# A line, and what was asked before it.
_Told = tuple[str, tuple[str, ...]]


class Input(NamedTuple):
    """What comes in, whether its lines are JSON objects with a text in one of their fields, what is to be told of it,
    and how much of it has been read, from 0 to 1, where that is known.
    """

    blocks: Iterator[Block]
    in_fields: bool = False
    note: str | None = None
    part: Callable[[], float] | None = None


@contextmanager
def reading(path: Path | None, field: str | None, format: str | None, aside: Aside | None) -> Iterator[Input]:
    """What a file, or standard input for ``None``, holds.

    Lines of text, unless its ending, a field of the text or a format says otherwise: JSON Lines are objects, tables are
    rows, and of any other annotated file the sentences are taken.

    Raises:
        DataError: it cannot be read.
    """
    if path is not None and path.is_dir():
        raise DataError(f"{path}: is a folder, expected a file; name a file in it, such as {path / 'test.jsonl'}")
    ending = _ending(path)
    if format == "jsonl":
        ending, format = ".jsonl", None
    if format is None and (path is None or ending in _OBJECTS or (field and ending in _DOUBTFUL)):
        in_fields = field is not None or ending in _OBJECTS
        with reading_lines(path, aside) as blocks:
            yield Input(filled(blocks) if in_fields else blocks, in_fields, part=blocks.part)
    elif path is None:
        raise DataError("standard input is read line by line; to name its format, write it to a file (-i FILE)")
    elif format is None and ending in _DOUBTFUL:
        with reading_lines(path, aside) as blocks:
            yield Input(blocks, note=marked_note(path), part=blocks.part)
    else:
        yield from _whole(path, ending, field, format, aside)


def _ending(path: Path | None) -> str:
    return Path(plain_name(path).lower()).suffix if path else ""


def _whole(path: Path, ending: str, field: str | None, format: str | None, aside: Aside | None) -> Iterator[Input]:
    """What a file holds that is read at once.

    Raises:
        DataError: it is a table or a document and has no text.
    """
    from slottag.data.content import Content
    from slottag.tagging.tables import is_bare, rows_of, with_text

    content = Content(path)
    rows = [] if format else rows_of(content, ending)
    if rows and (field is not None or with_text(rows)):
        lines = ((json.dumps(row, ensure_ascii=False, default=str), ()) for row in rows)
        yield Input(_blocks(f"{path}: row ", lines), True)
        return
    if not rows and format is None and is_bare(content, ending):
        yield Input(iter(()))
        return
    sentences = _sentences(content, format, rows, aside)
    if sentences is not None:
        yield Input(_blocks(f"{path}: sentence ", sentences))
        return
    with reading_lines(path, aside) as blocks:
        yield Input(blocks)


def _sentences(
    content: Content, format: str | None, rows: Sequence[Mapping[str, Any]], aside: Aside | None
) -> Iterator[_Told] | None:
    """The texts of an annotated file; ``None`` where it is text in no format."""
    from slottag.data.formats import FORMATS
    from slottag.data.formats.objects.parts import shown
    from slottag.data.formats.recognition import recognise

    try:
        records = (FORMATS[format] if format else recognise(content)).records(content)
        first = list(islice(records, 1))
    except DataError as error:
        if rows:
            raise DataError(
                f"{content.path}: has no text, got {shown(rows[0])}; name where it stands with --text-field"
            ) from error
        if content.kind != "text":
            raise
        return None
    if format and not first and content.data.strip():
        raise DataError(
            f"{content.path}: holds no sentence in the format {format}; leave --source-format out, or name another"
        )
    return _texts(chain(first, records), aside)


def _texts(records: Iterable[Any], aside: Aside | None) -> Iterator[_Told]:
    from slottag.data.records import Fault

    for record in records:
        if not isinstance(record, Fault):
            yield record.text, record.asked
        elif aside is None:
            raise record.error()
        else:
            aside.put(record.where, record.error())


def _blocks(source: str, told: Iterable[_Told]) -> Iterator[Block]:
    """Blocks of these lines, which are counted from 1."""
    left, first = iter(told), 1
    while some := [*islice(left, _TOGETHER)]:
        yield Block([line for line, _ in some], source, first, [asked for _, asked in some])
        first += len(some)


def filled(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without blank lines, each cut where one stood."""
    for block in blocks:
        if all(map(str.strip, block.lines)):
            yield block
        else:
            yield from (one for one in block.alone() if one.lines[0].strip())
