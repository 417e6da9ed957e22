"""CoNLL: one token a line in two or more columns, the word first and the tag last; a blank line ends a sentence.

Columns are separated by ASCII white space and are equally many in the whole file. A line that begins with ``#`` and
white space is a comment, unless it has the file's columns with a tag last or a tab behind the ``#``: then ``#`` is the
word. The comment ``# intent = X`` gives the sentence its intent. A ``-DOCSTART-`` line that stands by itself is passed
over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.format import GENERAL, Format, Writer, column_words, file_text, line_intent, place
from slottag.data.lines import ASCII_SPACE, columns, is_blank
from slottag.data.records import Fault, Record, tagged
from slottag.errors import DataError
from slottag.text import SCHEMES, Scheme, Sentence, tags_of
from slottag.text.recognition import is_prefixed

_INTENT = "# intent = "
_DOCUMENT = "-DOCSTART-"

Row = tuple[int, list[str]]


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: a row with another number of columns than the first.
    """
    path, lines = content.path, content.lines
    first = _first_row(lines)
    rows: list[Row] = []
    intent = None
    for number, line in enumerate([*lines, ""], 1):
        if is_blank(line):
            yield from _block(path, rows, intent)
            rows, intent = [], None
        elif line.startswith(_INTENT):
            intent = line[len(_INTENT) :].strip(ASCII_SPACE) or None
        elif not _is_comment(line, len(first[1])):
            rows.append((number, _row(path, number, line, first)))


def recognise(content: Content) -> bool:
    """Whether at least half of the lines have a word first and a tag with a prefix last, or all have tabs between
    equally many columns, as files of plain tags do.
    """
    lines = [line for _, line in content.filled]
    rows = [row for row in map(columns, lines) if row[0] != "#"]
    tagged_rows = sum(len(row) > 1 and is_prefixed(row[-1]) for row in rows)
    return 0 < len(rows) <= 2 * tagged_rows or _is_table(lines)


def format_sentence(sentence: Sentence, scheme: Scheme = SCHEMES["iob2"]) -> str:
    """One sentence as rows of ``word TAB tag``; the line feed that a writer puts behind it makes the blank line. Of
    ``-DOCSTART-`` alone it makes the row that readers pass over.

    Raises:
        DataError: a word, slot or intent that a file of columns cannot hold.
    """
    words = column_words(sentence, "conll")
    intent = line_intent(sentence, "conll")
    head = f"{_INTENT}{intent}\n" if intent else ""
    tags = tags_of(sentence, scheme)
    return head + "".join(f"{word}\t{tag}\n" for word, tag in zip(words, tags, strict=True))


def render(split: str, sentences: Sequence[Sentence], scheme: Scheme) -> dict[str, str]:
    """The file of one split, its tags in the given scheme.

    Raises:
        DataError: what the file would not give back.
    """
    for sentence in sentences:
        if sentence.words == [_DOCUMENT]:
            raise DataError(f"{place(sentence)}: a sentence of {_DOCUMENT} alone is none in conll; write jsonl instead")
    return {f"{split}.conll": file_text(format_sentence(sentence, scheme) for sentence in sentences)}


def _is_table(lines: Sequence[str]) -> bool:
    """Whether every line but comments has the same two or more columns, with tabs and nothing else between them."""
    rows = [columns(line) for line in lines if not line.startswith("# ")]
    widths = {len(row) for row in rows}
    tabs = [line.strip(ASCII_SPACE).split("\t") for line in lines if not line.startswith("# ")]
    return tabs == rows and len(widths) == 1 and widths != {1}


def _first_row(lines: Sequence[str]) -> Row:
    """The first line that is surely no comment: its columns are what the others are held to."""
    rows = ((number, columns(line)) for number, line in enumerate(lines, 1))
    return next(((number, row) for number, row in rows if row and row[0] != "#"), (1, ["", ""]))


def _is_comment(line: str, width: int) -> bool:
    row = columns(line)
    sure = line.startswith("#\t") or is_prefixed(row[-1])
    return line.startswith("#") and row[0] == "#" and not (len(row) == width and sure)


def _row(path: Path, number: int, line: str, first: Row) -> list[str]:
    row = columns(line)
    if len(row) < 2:
        raise DataError(
            f"{path}:{number}: 1 column, expected a word and a tag, got {line!r}; add the tag, or a blank line between"
            " sentences"
        )
    if len(row) != len(first[1]):
        raise DataError(
            f"{path}:{number}: {len(row)} columns, expected {len(first[1])} as in line {first[0]}, got {line!r}; no"
            " word or tag may hold white space"
        )
    return row


def _block(path: Path, rows: list[Row], intent: str | None) -> Iterator[Record]:
    words = [row[0] for _, row in rows]
    if rows and words != [_DOCUMENT]:
        yield tagged(path, words, [row[-1] for _, row in rows], [number for number, _ in rows], intent=intent)


FORMAT = Format(
    name="conll",
    endings=(".conll", ".iob", ".bio", ".iob2", ".bioes", ".tsv"),
    known_by="columns with the tag last",
    recognise=recognise,
    read=read,
    rules="a token a line, the word first and the tag last; a blank line ends a sentence; `# intent = X`",
    weight=GENERAL,
    writer=Writer(render, format_sentence, loses="the spaces between tokens", spaces=False),
)
