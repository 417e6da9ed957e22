"""CoNLL-U and CoNLL-U Plus, read by the package ``conllu``.

The words are the column FORM; ranges and empty nodes (``1-2``, ``1.1``) are none. The tags are a column of that name,
or stand in MISC (``NER=B-city``, or ``Entity=(e1-place)`` as brackets); where there are neither, the parts of speech
are plain tags. ``SpaceAfter=No`` and ``# text =`` give the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.columns.mentions import is_mention, mentions
from slottag.data.formats.format import Format
from slottag.data.formats.objects.words import place_words
from slottag.data.formats.remarks import Say, remarks
from slottag.data.lines import is_blank
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text import Span
from slottag.text.schemes import OUTSIDE

_FIELDS = ("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc")
_GLOBAL = "# global.columns"
_MENTIONS = "# global.Entity"
# What the tags are called, as a column or in MISC; the first that a file has.
_TAGS = ("ner", "ne", "ner_tag", "nertag", "entity", "slot", "tag", "bio", "iob", "name", "namedentity")
_SYNTAX = ("upos", "xpos")

Row = Mapping[str, Any]
Lines = list[str]


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: no column can be tags.
    """
    fields = _fields(content)
    parsed = [(line, *_parsed(block, fields)) for line, block in _blocks(content)]
    counts = Counter(key for _, _, rows, _ in parsed for row in rows for key in _keys(row))
    key = _tags_key(content, counts, fields)
    bracketed = any(is_mention(_tag(row, key)) for _, _, rows, _ in parsed for row in rows)
    parts = _parts_of_mentions(content) if bracketed else None
    shown = key.removeprefix("misc:").upper()
    content.notes.append(f"word: FORM, tag: {shown}{' in MISC' if key.startswith('misc:') else ''}")

    def record(block: tuple[Mapping[str, str], Sequence[Row], str], line: int) -> Record | None:
        comments, rows, wrong = block
        if wrong:
            raise DataError(f"is no CoNLL-U ({wrong}); correct the sentence")
        words = [str(row.get("form") or "_") for row in rows]
        tags = [_tag(row, key) for row in rows]
        if not words:
            return None
        made = _placed(content.path, comments, words, [] if parts is not None else tags, line)
        return made if parts is None else _with_mentions(made, tags, parts, say)

    with remarks(content) as say:
        yield from each(content.path, ((line, tuple(rest)) for line, *rest in parsed), record)  # type: ignore[arg-type]


def _placed(path: Path, comments: Mapping[str, str], words: Lines, tags: Lines, line: int) -> Record:
    """The record of words and tags, in the text that the comments give."""
    intent = comments.get("intent") or None
    text = comments.get("text")
    tokens = place_words(text, words) if text else None
    if text is None or tokens is None:
        return tagged(path, words, tags, [line], intent=intent)
    return Record(path, line, text, tokens, (), tuple(tags), (), intent)


def _with_mentions(record: Record, cells: Lines, parts: Lines, say: Say) -> Record:
    """The record with the entities that brackets mark."""
    runs, told = mentions([cell if cell != OUTSIDE else "" for cell in cells], parts)
    for remark in told:
        say(remark, record.line)
    tokens = record.tokens or ()
    spans = tuple(Span(tokens[first].start, tokens[end - 1].end, slot) for first, end, slot in runs)
    return replace(record, spans=spans)


def _parts_of_mentions(content: Content) -> Lines:
    """What the parts of a bracket are called, where the file says it."""
    named = next((line for _, line in content.filled if line.startswith(_MENTIONS)), "")
    return [part.strip().lower() for part in named.partition("=")[2].split("-")]


def recognise(content: Content) -> bool:
    """Whether the columns are named, or there are ten with a number first and tabs between them."""
    if content.text.startswith(_GLOBAL) or f"\n{_GLOBAL}" in content.text:
        return True
    rows = [line.split("\t") for _, line in content.filled if not line.startswith("#")]
    return bool(rows) and all(len(row) == len(_FIELDS) and row[0][:1].isdigit() for row in rows)


def _fields(content: Content) -> tuple[str, ...]:
    """The names of the columns, without what stands before a colon (``ud:form``)."""
    named = next((line for _, line in content.filled if line.startswith(_GLOBAL)), None)
    if named is None:
        return _FIELDS
    return tuple(name.rpartition(":")[2].lower() for name in named.partition("=")[2].split()) or _FIELDS


def _blocks(content: Content) -> Iterator[tuple[int, Lines]]:
    """The lines of each sentence, with the number of the first that is no comment."""
    block: Lines = []
    for number, line in enumerate([*content.lines, ""], 1):
        if not is_blank(line):
            block.append(line)
        elif block:
            comments = sum(one.startswith("#") for one in block)
            if comments < len(block):
                yield number - len(block) + comments, block
            block = []


def _parsed(block: Lines, fields: Sequence[str]) -> tuple[Mapping[str, str], Sequence[Row], str]:
    """The comments and the rows of a sentence, and what is wrong with it, if anything is."""
    import conllu

    lines = [line for line in block if not line.startswith(_GLOBAL)]
    try:
        (sentence,) = conllu.parse("\n".join(lines) + "\n\n", fields=fields)
    except (conllu.exceptions.ParseException, ValueError, IndexError, TypeError) as error:
        return {}, [], " ".join(str(error).split())[:120] or "no such columns"
    comments = {name: value for name, value in sentence.metadata.items() if value}
    return comments, [row for row in sentence if isinstance(row["id"], int)] if "id" in fields else sentence, ""


def _keys(row: Row) -> Iterator[str]:
    """The names of what a row has: its columns, and what stands in MISC."""
    yield from (name for name, value in row.items() if value not in (None, "_", ""))
    misc = row.get("misc")
    if isinstance(misc, dict):
        yield from (f"misc:{name}" for name in misc)


def _tags_key(content: Content, counts: Mapping[str, int], fields: Sequence[str]) -> str:
    asked = content.columns.get("tag", "").lower()
    named = [asked] if asked else list(_TAGS)
    for name in named:
        if name in fields:
            return name
        inside = next((key for key in counts if key.startswith("misc:") and key[5:].lower() == name), None)
        if inside:
            return inside
    found = next((name for name in _SYNTAX if name in fields and counts.get(name)), None)
    if asked or found is None:
        raise DataError(
            f"{content.path}: has no column and nothing in MISC that holds tags; say which does with --columns"
            " word=form,tag=NAME (columns in Python)"
        )
    content.notes.append(f"no entities are in MISC: {found.upper()} gives plain tags")
    return found


def _tag(row: Row, key: str) -> str:
    if not key.startswith("misc:"):
        return str(row.get(key) or OUTSIDE)
    misc = row.get("misc")
    return str(misc.get(key[5:]) or OUTSIDE) if isinstance(misc, dict) else OUTSIDE


FORMAT = Format(
    name="conllu",
    endings=(".conllu", ".conllup"),
    known_by="ten columns of CoNLL-U, or columns that # global.columns names",
    recognise=recognise,
    read=read,
    rules="FORM is the word; the tags are a column `ner`, or `NER=` in MISC, else UPOS as plain tags; of the brackets"
    " of `Entity=` the outermost; `SpaceAfter=No`",
)
