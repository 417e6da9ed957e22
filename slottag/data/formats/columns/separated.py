"""CSV and TSV with a first row of names: a token a row, as Kaggle's entity corpus has it, or a sentence a row.

A token a row: a sentence goes on while its number is empty or the same; a row of empty cells ends one, too. A sentence
a row: the tags are a list of Python, of JSON, or stand between spaces, and so may the words. What separates the cells
is seen from the first row.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.lines import columns
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text.foreign import has_form
from slottag.text.schemes import OUTSIDE

_NAMES: Mapping[str, tuple[str, ...]] = {
    "word": ("word", "words", "token", "tokens", "form", "text", "sentence", "utterance"),
    "tag": ("tag", "tags", "ner_tag", "ner_tags", "ner", "label", "labels", "slot", "slots", "slot_labels", "bio",
            "iob", "entity", "entities"),
    "sentence": ("sentence #", "sentence_id", "sentence id", "sent_id", "sentence_number", "sentence_idx", "sentence"),
    "intent": ("intent", "intents"),
}  # fmt: skip
_SEPARATORS = (",", ";", "\t", "|")

Cells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The places of the cells; ``lists`` says that a row is a sentence."""

    word: int
    tag: int
    sentence: int | None
    intent: int | None
    lists: bool

    @property
    def width(self) -> int:
        """How many cells a row must have."""
        return max(self.word, self.tag) + 1


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: the file is no CSV, or no column is that of the words or the tags.
    """
    rows = _rows(content)
    found = _columns(content, rows)
    if found is None:
        raise DataError(
            f"{content.path}: the first row names no word and tag, expected such as Sentence #,Word,Tag; say which"
            " columns they are with --columns word=N,tag=N"
        )
    names = rows[0][1]
    content.notes.append(f"word: column {names[found.word]!r}, tag: column {names[found.tag]!r}")
    if found.lists:
        yield from each(content.path, rows[1:], lambda cells, line: _sentence(content, found, cells, line))
    else:
        yield from each(content.path, _blocks(rows[1:], found), lambda block, _: _block(content, found, block))


def recognise(content: Content) -> bool:
    """Whether the first row names a column of words and one of tags, and the rows below fit it."""
    names = {name.strip(' "').lower() for name in content.filled[0][1].split(_separator(content))}
    if not content.columns and not all(names & {*_NAMES[role]} for role in ("word", "tag")):
        return False
    try:
        return _columns(content, _rows(content)) is not None
    except DataError:
        return False


def _separator(content: Content) -> str:
    """What separates the cells: of the signs that may, the one that the first row has most of."""
    return max(_SEPARATORS, key=content.filled[0][1].count)


def _rows(content: Content) -> list[Cells]:
    return content.once("separated", lambda: _read_rows(content))


def _read_rows(content: Content) -> list[Cells]:
    separator = _separator(content)
    # A tab file with a quote too many has words that are quotes.
    loose = separator == "\t" and content.text.count('"') % 2 == 1
    stream = StringIO(content.text, newline="")
    reader = csv.reader(stream, delimiter=separator, quoting=csv.QUOTE_NONE if loose else csv.QUOTE_MINIMAL)
    rows: list[Cells] = []
    before = 0
    try:
        for cells in reader:
            rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise DataError(f"{content.path}:{reader.line_num}: is no CSV ({error}); correct the line") from error
    return rows


def _columns(content: Content, rows: Sequence[Cells]) -> _Columns | None:
    names = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if len(names) < 2 or len(rows) < 2:
        return None
    asked = {role: _asked(content, column, names) for role, column in content.columns.items()}
    sentence = asked.get("sentence", _named(names, "sentence"))
    some = [cells for _, cells in rows[1:] if len(cells) == len(names)]
    tag = asked.get("tag", _named(names, "tag"))
    word = asked.get(
        "word", next((names.index(one) for one in _NAMES["word"] if one in names and names.index(one) != tag), None)
    )
    if word is None or tag is None:
        return None
    lists = _are_lists([cells[tag] for cells in some])
    if sentence == word:
        sentence = None
    fits = lists or all(" " not in cells[tag].strip() or has_form(cells[tag]) for cells in some)
    return _Columns(word, tag, sentence, _named(names, "intent"), lists) if some and fits else None


def _asked(content: Content, column: str, names: Sequence[str]) -> int:
    if column.lower() in names:
        return names.index(column.lower())
    if column.isdecimal() and 1 <= int(column) <= len(names):
        return int(column) - 1
    raise DataError(f"{content.path}: has no column {column!r}, there is {', '.join(names)[:120]}; correct --columns")


def _named(names: Sequence[str], role: str) -> int | None:
    return next((names.index(name) for name in _NAMES[role] if name in names), None)


def _are_lists(cells: Sequence[str]) -> bool:
    """Whether cells hold the tags of whole sentences."""
    filled = [cell for cell in cells if cell.strip()]
    several = sum(cell.strip().startswith("[") or _between_spaces(cell) for cell in filled)
    return 2 * several > len(filled)


def _between_spaces(cell: str) -> bool:
    pieces = columns(cell)
    return len(pieces) > 1 and all(piece == OUTSIDE or has_form(piece) for piece in pieces)


def _list(cell: str) -> list[str]:
    """The pieces of a cell: of a list as Python or JSON writes it, else between spaces."""
    if not cell.strip().startswith("["):
        return columns(cell)
    try:
        value = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        raise DataError(f"{cell[:40]!r} is no list, expected such as ['O', 'B-city']; correct it") from error
    if not isinstance(value, list) or not all(isinstance(piece, str) for piece in value):
        raise DataError(f"{cell[:40]!r} is no list of strings, expected such as ['O', 'B-city']; correct it")
    return value


def _sentence(content: Content, found: _Columns, cells: Sequence[str], line: int) -> Record | None:
    if not any(cell.strip() for cell in cells):
        return None
    _check_width(found, cells)
    words, tags = _list(cells[found.word]), _list(cells[found.tag])
    if len(words) != len(tags):
        raise DataError(f"{len(words)} words have {len(tags)} tags, expected one for each word; correct the row")
    return tagged(content.path, words, tags, [line], intent=_intent(found, cells)) if words else None


def _block(content: Content, found: _Columns, rows: Sequence[Cells]) -> Record:
    for line, cells in rows:
        _check_width(found, cells)
        if not cells[found.word].strip():
            raise DataError(f"the word in line {line} is empty; write it, or remove the row")
    words = [cells[found.word].strip() for _, cells in rows]
    tags = [cells[found.tag].strip() for _, cells in rows]
    return tagged(content.path, words, tags, [line for line, _ in rows], intent=_intent(found, rows[0][1]))


def _blocks(rows: Sequence[Cells], found: _Columns) -> Iterator[tuple[int, list[Cells]]]:
    """The rows of each sentence."""
    block: list[Cells] = []
    last = ""
    for line, cells in rows:
        number = cells[found.sentence].strip() if found.sentence is not None and found.sentence < len(cells) else ""
        empty = not any(cell.strip() for cell in cells)
        if block and (empty or (number and number != last)):
            yield block[0][0], block
            block = []
        last = number or last
        if not empty:
            block.append((line, cells))
    if block:
        yield block[0][0], block


def _intent(found: _Columns, cells: Sequence[str]) -> str | None:
    return cells[found.intent].strip() or None if found.intent is not None and found.intent < len(cells) else None


def _check_width(found: _Columns, cells: Sequence[str]) -> None:
    if len(cells) < found.width:
        raise DataError(f"{len(cells)} cells, expected at least {found.width} as in the first row; correct the row")


FORMAT = Format(
    name="csv",
    endings=(".csv",),
    known_by="a first row that names a column of words and one of tags",
    recognise=recognise,
    read=read,
    rules="a token a row (Kaggle: the number of the sentence in its first row or in all) or a sentence a row, as lists",
    any_encoding=True,
)
