"""Sentences written one by one, with marks in the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slottag.corpora.engine.patterns import Mark, Node, parse_pattern
from slottag.corpora.engine.pieces import Piece, join
from slottag.corpora.engine.tables import read_text
from slottag.errors import DataError
from slottag.text import Sentence

# What a line begins with that names the kind of the sentences below, and such a kind: answers to what was asked.
_HEADING = "## "
_ASKED = "asked: "


def read_written(path: Path) -> list[Sentence]:
    """The sentences of a file with marks in the text, one a line, in order; each is a pattern that says one thing.
    Below a line ``## asked: SLOT SLOT`` are answers to that question.

    Raises:
        DataError: the file cannot be read, or a mark that is broken or off the tokens' edges.
    """
    return [
        replace(sentence, asked=tuple(kind.removeprefix(_ASKED).split())) if kind.startswith(_ASKED) else sentence
        for kind, own in read_kinds(path).items()
        for sentence in own
    ]


def read_kinds(path: Path) -> dict[str, list[Sentence]]:
    """The same by kind: a line ``## KIND`` heads those below; the kind of those above the first one is ``""``.

    Raises:
        DataError: as ``read_written``.
    """
    kinds: dict[str, list[Sentence]] = {"": []}
    kind = ""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.startswith(_HEADING):
            kind = line.removeprefix(_HEADING).strip()
            kinds.setdefault(kind, [])
        elif line.strip():
            kinds[kind].append(_read(line, f"{path}:{number}"))
    return kinds


def _read(line: str, where: str) -> Sentence:
    try:
        return join(map(_piece, parse_pattern(line).nodes))
    except DataError as error:
        raise DataError(f"{where}: {error}; correct the line") from error


def _piece(node: Node) -> Piece:
    parts, slot = (node.body.nodes, node.slot) if isinstance(node, Mark) else ((node,), None)
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        raise DataError("braces stand for nothing in a sentence written by hand")
    return Piece("".join(texts), slot)
