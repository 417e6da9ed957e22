"""WebAnno TSV 3 (INCEpTION): layers named in the head, a token a line, ``X[3]`` for a part of the span of number 3.

``_`` is nothing, ``*`` a span without a name, ``|`` stands between what lies on one token, of which the first counts.
Without numbers neighbours of one name are one span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.words import place_words
from slottag.data.formats.remarks import remarks
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text.foreign import NAMELESS
from slottag.text.schemes import OUTSIDE

_HEAD = "#FORMAT=WebAnno TSV 3"
_SPANS, _TEXT = "#T_SP=", "#Text="
_FIRST = 3  # sentence-token, offsets and word stand before the layers
_VALUE = re.compile(r"(.*?)(?:\[(\d+)\])?", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")

Block = tuple[str, list[list[str]]]


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: no layer of spans has a value, or several have.
    """
    blocks = list(_blocks(content))
    place = _column(content, blocks)
    with remarks(content) as say:

        def record(block: Block, line: int) -> Record | None:
            text, rows = block
            if any(len(row) <= place for row in rows):
                raise DataError(f"a row has fewer than {place + 1} columns; correct the sentence")
            words = [_unescaped(row[2]) for row in rows]
            if any("|" in row[place] for row in rows):
                say("of several spans on a token the first counts", line)
            tags = _tags([row[place].split("|")[0] for row in rows])
            tokens = place_words(text, words)
            if tokens is None:
                return tagged(content.path, words, tags, [line])
            return Record(content.path, line, text, tokens, (), tuple(tags))

        yield from each(content.path, ((line, block) for line, block in blocks), record)


def recognise(content: Content) -> bool:
    """Whether the first line says so."""
    return content.text.startswith(_HEAD)


def _blocks(content: Content) -> Iterator[tuple[int, Block]]:
    text = ""
    rows: list[list[str]] = []
    for number, line in enumerate([*content.lines, _TEXT], 1):
        if line.startswith(_TEXT):
            if rows:
                yield number - len(rows), (text, rows)
            text, rows = _unescaped(line.removeprefix(_TEXT)), []
        elif line[:1].isdigit():
            cells = line.split("\t")
            if len(cells) >= _FIRST and "." not in cells[0]:  # 1-2.1 is a part of a token
                rows.append(cells)


def _column(content: Content, blocks: Sequence[tuple[int, Block]]) -> int:
    """The column of the layer whose spans are the slots."""
    names = _names(content)
    filled = [
        place for place in range(_FIRST, _FIRST + len(names))
        if any(len(row) > place and row[place] not in ("_", "") for _, (_, rows) in blocks for row in rows)
    ]  # fmt: skip
    named = [place for place in filled if any(len(row) > place and row[place][:1] not in ("_", "*", "")
                                              for _, (_, rows) in blocks for row in rows)]  # fmt: skip
    # A feature without a value is * wherever another of its layer has one.
    filled = named or filled
    asked = content.columns.get("tag", "").lower()
    wanted = [place for place in filled if asked in (names[place - _FIRST].lower(), str(place + 1))]
    if (asked and not wanted) or not filled:
        raise DataError(f"{content.path}: no layer of spans{f' {asked!r}' * bool(asked)} has a value; annotate some")
    chosen = wanted or [place for place in filled if "NamedEntity" in names[place - _FIRST]] or filled
    if len(chosen) > 1:
        several = " or ".join(f"{place + 1} ({names[place - _FIRST]})" for place in chosen[:4])
        raise DataError(
            f"{content.path}: the slots can be column {several}; say which with --columns word=3,tag={chosen[0] + 1}"
            " (columns in Python)"
        )
    content.notes.append(f"slots: {names[chosen[0] - _FIRST]}")
    return chosen[0]


def _names(content: Content) -> list[str]:
    """The features of all layers of spans, in the order of their columns: ``webanno.custom.Slot|value``."""
    names: list[str] = []
    for _, line in content.filled:
        if line.startswith(_SPANS):
            layer, *features = line.removeprefix(_SPANS).split("|")
            names += [f"{layer}|{feature}" for feature in features] or [layer]
        elif line.startswith(_TEXT):
            break
    return names


def _tags(values: Sequence[str]) -> list[str]:
    tags: list[str] = []
    before: tuple[str, str | None] | None = None
    for value in values:
        match = _VALUE.fullmatch(value)
        assert match
        name = _unescaped(match[1])
        now = None if name in ("_", "") else (NAMELESS if name == "*" else name, match[2])
        tags.append(f"{'I' if now == before else 'B'}-{now[0]}" if now else OUTSIDE)
        before = now
    return tags


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: match[1], text)


FORMAT = Format(
    name="webanno",
    endings=(".tsv",),
    known_by="#FORMAT=WebAnno TSV 3",
    recognise=recognise,
    read=read,
    rules="`X[3]` with one number is one span; of several on a token the first; `*` is the slot `span`",
)
