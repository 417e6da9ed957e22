"""i2b2's concepts: ``note.con`` says which words of the lines of ``note.txt`` are what.

``c="new york" 2:3 2:4||t="destination"``: lines count from 1, words from 0, ends are inclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.lines import columns, read_lines
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Sentence, Span

_CONCEPT = re.compile(r'c="(.*)" (\d{1,7}):(\d{1,7}) (\d{1,7}):(\d{1,7})\|\|t="([^"]+)"\s*')


def files(path: Path) -> Sequence[Path]:
    """The concepts and the text that a file is one of, by its name; none of another."""
    return [path.with_suffix(".con"), path.with_suffix(".txt")] if path.suffix in (".con", ".txt") else ()


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a note, a line each, and a fault for each concept that does not fit it.

    Raises:
        DataError: the text is missing.
    """
    note = content.path.with_suffix(".txt")
    lines = [Sentence.from_words(columns(line)) for line in read_lines(note)]
    spans: dict[int, list[Span]] = {}

    def concept(line: str, _number: int) -> None:
        at, span = _concept(line, lines)
        spans.setdefault(at, []).append(span)

    yield from each(content.path, content.filled, concept)

    def record(sentence: Sentence, number: int) -> Record | None:
        own = tuple(spans.get(number, ()))
        return Record(note, number, sentence.text, sentence.tokens, own) if sentence.tokens else None

    yield from each(note, enumerate(lines, 1), record)


def recognise(content: Content) -> bool:
    """Whether the file is of concepts, with its text beside it."""
    return (
        content.path.suffix == ".con"
        and content.path.with_suffix(".txt").is_file()
        and bool(content.filled)
        and all(_CONCEPT.fullmatch(line) for _, line in content.filled[:3])
    )


def _concept(line: str, lines: Sequence[Sentence]) -> tuple[int, Span]:
    match = _CONCEPT.fullmatch(line)
    if match is None:
        raise DataError('is no concept, expected c="words" line:word line:word||t="slot"; correct the line')
    first_line, first, last_line, last = (int(match[place]) for place in (2, 3, 4, 5))
    if first_line != last_line:
        raise DataError("the concept goes over a line's end, expected one line; correct it")
    if not 1 <= first_line <= len(lines) or not first <= last < len(lines[first_line - 1].tokens):
        raise DataError(f"the text has no words {first_line}:{first} to {last}; correct the place")
    tokens = lines[first_line - 1].tokens
    return first_line, Span(tokens[first].start, tokens[last].end, match[6].strip())


FORMAT = Format(
    name="i2b2",
    endings=(".con",),
    known_by='a .con file with c="…"||t="…" beside a .txt file',
    recognise=recognise,
    read=read,
    rules="`note.con` with `note.txt`, a sentence a line; words count from 0, ends are inclusive",
    files=files,
)
