"""CSV and TSV with a first row of names: a token a row, as Kaggle's entity corpus has it, or a sentence a row.

A token a row: a sentence goes on while its number is empty or the same; a row of empty cells ends one, too. A sentence
a row: the tags are a list of Python, of JSON, or stand between spaces, and so may the words. What separates the cells
is seen from the first row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from slottag.data.content import Content
from slottag.data.formats.columns import span_cells
from slottag.data.formats.columns.csv_rows import Cells, column_asked, names_of, rows_of
from slottag.data.formats.columns.plan import marks_sentences
from slottag.data.formats.format import Format
from slottag.data.formats.literals import literal
from slottag.data.formats.objects.label_names import names_beside
from slottag.data.formats.objects.words import name_of, nameless
from slottag.data.lines import columns
from slottag.data.records import Fault, Record, each, tagged
from slottag.data.roles import role_named
from slottag.errors import DataError
from slottag.text.foreign import has_form
from slottag.text.schemes import OUTSIDE
from slottag.wording import plural

_NAMES: Mapping[str, tuple[str, ...]] = {
    "word": ("word", "words", "token", "tokens", "form", "text", "sentence", "utterance"),
    "tag": ("tag", "tags", "ner_tag", "ner_tags", "ner", "label", "labels", "slot", "slots", "slot_labels", "bio",
            "iob", "entity", "entities"),
    "sentence": ("sentence #", "sentence_id", "sentence id", "sent_id", "sentence_number", "sentence_idx", "sentence",
                 "sent", "sent id", "sentid", "sentenceid", "sentence_no", "sentence_num", "sentence_index", "sid"),
    "intent": ("intent", "intents"),
    "split": ("split", "partition", "subset", "fold"),
}  # fmt: skip


# A comma between two strings of a list, and a gap without one.
_COMMA = re.compile(r"['\"]\s*,\s*['\"]")
_NUMBERS = re.compile(r"\s*\[\s*\d+(?:[\s,]+\d+)*\s*\]\s*")
_GAP = re.compile(r"(?<=['\"])\s+(?=['\"])")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The places of the cells; ``lists`` says that a row is a sentence."""

    word: int
    tag: int
    sentence: int | None
    intent: int | None
    split: int | None
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
    rows = rows_of(content)
    found = _columns(content, rows)
    if found is None:
        raise DataError(
            f"{content.path}: the first row names no word and tag, expected such as Sentence #,Word,Tag; say which"
            " columns they are with --columns word=N,tag=N (columns in Python)"
        )
    names = rows[0][1]
    content.notes.append(f"word: column {names[found.word]!r}, tag: column {names[found.tag]!r}")
    if found.lists:
        numbered = _names_of_numbers(content, found, rows[1:])
        yield from each(content.path, rows[1:], lambda cells, line: _sentence(content, found, cells, line, numbered))
    else:
        yield from each(content.path, _blocks(rows[1:], found), lambda block, _: _block(content, found, block))


def recognise(content: Content) -> bool:
    """Whether the first row names a column of words and one of tags, and the rows below fit it."""
    names = {*names_of(content)}
    if not content.columns and not all(names & {*_NAMES[role]} for role in ("word", "tag")):
        return False
    try:
        return _columns(content, rows_of(content)) is not None and not span_cells.recognise(content)
    except DataError:
        return False


def _columns(content: Content, rows: Sequence[Cells]) -> _Columns | None:
    names = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if len(names) < 2 or len(rows) < 2:
        return None
    asked = {role: column_asked(content, column, names) for role, column in content.columns.items()}
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
    if sentence is None and not lists:
        sentence = _unnamed(some, {word, tag})
    fits = lists or all(" " not in cells[tag].strip() or has_form(cells[tag]) for cells in some)
    return (
        _Columns(word, tag, sentence, _named(names, "intent"), _named(names, "split"), lists) if some and fits else None
    )


def _unnamed(rows: Sequence[Sequence[str]], taken: set[int]) -> int | None:
    """The column that says which sentence a row is of, by what it holds, where no empty row ends a sentence."""
    if not rows or any(not any(map(str.strip, cells)) for cells in rows):
        return None
    columns = (place for place in range(len(rows[0])) if place not in taken)
    return next((place for place in columns if marks_sentences([cells[place] for cells in rows])), None)


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
    written = cell.strip()
    if _NUMBERS.fullmatch(written):
        return re.findall(r"\d+", written)
    if not _COMMA.search(written):
        # An array of NumPy, as pandas writes it: ['fly' 'Rome'], which in Python is one string.
        written = _GAP.sub(", ", written)
    try:
        value = literal(written)
    except ValueError as error:
        raise DataError(f"{cell[:40]!r} is no list, expected such as ['O', 'B-city']; correct it") from error
    if not isinstance(value, list) or not all(isinstance(piece, str) for piece in value):
        raise DataError(f"{cell[:40]!r} is no list of strings, expected such as ['O', 'B-city']; correct it")
    return value


def _names_of_numbers(content: Content, found: _Columns, rows: Sequence[Cells]) -> tuple[str, ...]:
    """The names of tags that are numbers; empty where they are none.

    Raises:
        DataError: they are, and nothing names them.
    """
    if not any(_NUMBERS.fullmatch(cells[found.tag]) for _, cells in rows if len(cells) > found.tag):
        return ()
    names = names_beside(content.path)
    if not names:
        raise nameless(content.path)
    return names


def _sentence(
    content: Content, found: _Columns, cells: Sequence[str], line: int, names: tuple[str, ...]
) -> Record | None:
    if not any(cell.strip() for cell in cells):
        return None
    _check_width(found, cells)
    words, tags = _list(cells[found.word]), _list(cells[found.tag])
    tags = [name_of(tag, names) for tag in tags] if names else tags
    if len(words) != len(tags):
        raise DataError(
            f"{plural(len(words), 'word')} and {plural(len(tags), 'tag')}, expected one for each word; correct the row"
        )
    return _record(content, found, cells, words, tags, [line]) if words else None


def _block(content: Content, found: _Columns, rows: Sequence[Cells]) -> Record:
    for line, cells in rows:
        _check_width(found, cells)
        if not cells[found.word].strip():
            raise DataError(f"the word in line {line} is empty; write it, or remove the row")
    words = [cells[found.word].strip() for _, cells in rows]
    tags = [cells[found.tag].strip() for _, cells in rows]
    return _record(content, found, rows[0][1], words, tags, [line for line, _ in rows])


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


def _record(
    content: Content, found: _Columns, cells: Sequence[str], words: list[str], tags: list[str], lines: list[int]
) -> Record:
    """The record of words and tags, with what the cells of its (first) row say of the whole sentence."""
    intent, split = (
        cells[place].strip() if place is not None and place < len(cells) else ""
        for place in (found.intent, found.split)
    )
    return replace(tagged(content.path, words, tags, lines, intent=intent or None), split=role_named(split))


def _check_width(found: _Columns, cells: Sequence[str]) -> None:
    if len(cells) < found.width:
        raise DataError(
            f"{plural(len(cells), 'cell')}, expected at least {found.width} as in the first row; correct the row"
        )


FORMAT = Format(
    name="csv",
    endings=(".csv",),
    known_by="a first row that names a column of words and one of tags",
    recognise=recognise,
    read=read,
    rules="a token a row (Kaggle: the number of the sentence in its first row or in all) or a sentence a row, as lists",
    any_encoding=True,
)
