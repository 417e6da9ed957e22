"""Trees in brackets, as TOP has them: ``[IN:GET_EVENT [SL:DATE tonight ] ]``.

The outermost intent is the sentence's, the outermost slots are its slots; what is inside a slot is left out, and that
is said. The text is that of the tree's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.lines import places
from slottag.data.formats.remarks import remarks
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Sentence

_PIECE = re.compile(r"\[(?:IN|SL):[^\s\[\]]+|\]|[^\s\[\]]+|\[")
_TREE = re.compile(r"(?:^|\t)(\[IN:[^\t]*\])\s*$", re.MULTILINE)


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    with remarks(content) as say:

        def record(line: str, number: int) -> Record | None:
            tree = _TREE.search(line)
            if tree is None:
                raise DataError("has no tree, expected [IN:… [SL:… words ] ] at the line's end; correct the line")
            words, runs, intent, nested = _parsed(tree[1])
            if intent.startswith("UNSUPPORTED"):
                say("sentences of unsupported intents are kept as they are", number)
            if nested:
                say("slots inside slots are left out", number)
            marked = Sentence.from_words(words).with_runs(runs)
            return (
                Record(content.path, number, marked.text, marked.tokens, marked.spans, intent=intent) if words else None
            )

        yield from each(content.path, content.filled, record)


def recognise(content: Content) -> bool:
    """Whether most lines end in a tree, and no column holds the places of its slots."""
    found = len(_TREE.findall(content.text))
    return 2 * found > len(content.filled) and not places.recognise(content)


def _parsed(tree: str) -> tuple[list[str], list[tuple[int, int, str]], str, bool]:
    """The words of a tree, the runs of its outermost slots, its intent, and whether there were slots inside slots."""
    words: list[str] = []
    runs: list[tuple[int, int, str]] = []
    open_: list[tuple[str, int]] = []
    intent, nested = "", False
    for match in _PIECE.finditer(tree):
        piece = match.group()
        if piece.startswith(("[IN:", "[SL:")):
            intent = intent or piece[4:] if piece.startswith("[IN:") else intent
            open_.append((piece[1:], len(words)))
        elif piece == "]":
            if not open_:
                raise DataError("the tree has a ] too many; correct it")
            name, first = open_.pop()
            inside = any(outer.startswith("SL:") for outer, _ in open_)
            nested |= name.startswith("SL:") and inside
            if name.startswith("SL:") and not inside and first < len(words):
                runs.append((first, len(words), name[3:]))
        else:
            words.append(piece)
    if open_:
        raise DataError(f"the tree lacks a ] for {open_[-1][0]}; correct it")
    return words, runs, intent, nested


FORMAT = Format(
    name="trees",
    endings=(".tsv", ".txt"),
    known_by="trees such as [IN:X [SL:Y words ] ]",
    recognise=recognise,
    read=read,
    rules="TOP: the outermost intent and slots of the tree at a line's end; `IN:` and `SL:` are taken off the names",
)
