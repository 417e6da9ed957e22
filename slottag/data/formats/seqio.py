"""The folder form of ATIS and SNIPS: ``seq.in``, ``seq.out`` and ``label`` hold words, tags and intents.

Each line is one sentence; columns are separated by ASCII white space. ``label`` may be missing, and a line of it
empty. A line without words is no sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, column_words, file_text, line_intent
from slottag.data.lines import ASCII_SPACE, columns, is_blank, read_lines
from slottag.data.records import Fault, Record, tagged
from slottag.errors import DataError
from slottag.text import Scheme, Sentence, tags_of
from slottag.wording import plural


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a folder.

    Raises:
        DataError: a missing file, or files and lines that do not go together.
    """
    folder = content.path
    words = _trimmed(read_lines(folder / "seq.in"))
    tags = _lines(folder / "seq.out", len(words))
    labels = folder / "label"
    intents = _lines(labels, len(words)) if labels.exists() else [""] * len(words)
    for number, (line, tag_line, intent) in enumerate(zip(words, tags, intents, strict=True), 1):
        record = _record(folder, number, columns(line), columns(tag_line), intent)
        if record.tags:
            yield record


def recognise(content: Content) -> bool:
    """Whether the folder has one of the two files that it must have."""
    return bool({"seq.in", "seq.out"} & content.names)


def render(split: str, sentences: Sequence[Sentence], scheme: Scheme) -> dict[str, str]:
    """The three files of one split; two where no sentence has an intent.

    Raises:
        DataError: a word, slot or intent that a line of columns cannot hold.
    """
    words = [column_words(sentence, "seqio") for sentence in sentences]
    tags = [tags_of(sentence, scheme) for sentence in sentences]
    intents = [line_intent(sentence, "seqio") for sentence in sentences]
    files = {f"{split}/seq.in": file_text(map(" ".join, words)), f"{split}/seq.out": file_text(map(" ".join, tags))}
    return files | ({f"{split}/label": file_text(intents)} if any(intents) else {})


def _record(folder: Path, number: int, words: list[str], tags: list[str], intent: str) -> Record:
    if len(words) != len(tags):
        raise DataError(
            f"{folder / 'seq.out'}:{number}: {plural(len(tags), 'tag')}, expected {len(words)}, one for each word of"
            " that line of seq.in; correct the line"
        )
    return tagged(folder / "seq.in", words, tags, [number], intent=intent.strip(ASCII_SPACE) or None)


def _lines(path: Path, count: int) -> list[str]:
    """The lines of a file that has one for each of ``count`` sentences; blank ones at the end do not count."""
    lines = read_lines(path)
    if len(lines) < count or len(_trimmed(lines)) > count:
        raise DataError(
            f"{path}: has {plural(len(lines), 'line')}, expected {count} as in seq.in, one a sentence; find the first"
            " pair of lines that differ"
        )
    return lines[:count]


def _trimmed(lines: list[str]) -> list[str]:
    """The lines without blank ones at the end."""
    count = len(lines)
    while count and is_blank(lines[count - 1]):
        count -= 1
    return lines[:count]


FORMAT = Format(
    name="seqio",
    endings=(),
    known_by="a folder with seq.in and seq.out",
    recognise=recognise,
    read=read,
    rules="a folder a split: words in `seq.in`, tags in `seq.out`, intents in `label`; a sentence a line",
    kinds=("folder",),
    writer=Writer(render, loses="the spaces between tokens", spaces=False),
)
