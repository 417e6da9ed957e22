"""Words in one file and tags in another, a sentence a line: ``train.words.txt`` with ``train.tags.txt``, or a folder
with ``sentences.txt`` and ``labels.txt``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.lines import columns, is_blank, read_lines
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.wording import plural

_IN_FOLDER = ("sentences.txt", "labels.txt")
_ENDINGS = ((".words.txt", ".tags.txt"), (".words", ".tags"), (".sentences.txt", ".labels.txt"))


def files(path: Path) -> Sequence[Path]:
    """The two files that a file is one of, by its name; none of another."""
    for pair in _ENDINGS:
        for ending in pair:
            if path.name.endswith(ending):
                return [path.with_name(path.name.removesuffix(ending) + own) for own in pair]
    return ()


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of two files.

    Raises:
        DataError: one is missing, or they have not as many lines.
    """
    own = [content.path / name for name in _IN_FOLDER] if content.kind == "folder" else files(content.path)
    if len(own) != 2:
        raise DataError(f"{content.path}: has no file of tags beside it, expected NAME.words.txt and NAME.tags.txt")
    words, tags = own
    lines, tag_lines = read_lines(words), read_lines(tags)
    while lines and is_blank(lines[-1]):
        lines.pop()
    if len(tag_lines) < len(lines):
        raise DataError(
            f"{tags}: has {plural(len(tag_lines), 'line')}, expected {len(lines)} as in {words.name}, one a sentence;"
            " find the first pair of lines that differ"
        )

    def record(pair: tuple[str, str], number: int) -> Record | None:
        own, given = columns(pair[0]), columns(pair[1])
        if len(own) != len(given):
            raise DataError(
                f"{plural(len(own), 'word')}, and {plural(len(given), 'tag')} in {tags.name}, expected one for each"
                " word"
            )
        return tagged(words, own, given, [number]) if own else None

    yield from each(words, enumerate(zip(lines, tag_lines, strict=False), 1), record)


def recognise(content: Content) -> bool:
    """Whether both files are there."""
    if content.kind == "folder":
        return set(_IN_FOLDER) <= content.names
    found = files(content.path)
    return bool(found) and all(path.is_file() for path in found)


FORMAT = Format(
    name="word-tag-files",
    endings=(),
    known_by="a file of words beside one of tags",
    recognise=recognise,
    read=read,
    rules="`X.words.txt` with `X.tags.txt`, or a folder with `sentences.txt` and `labels.txt`; a sentence a line",
    kinds=("text", "folder"),
    files=files,
)
