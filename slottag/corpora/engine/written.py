"""Sentences written one by one: read as they stand, and told again with other values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from slottag.corpora.engine.patterns import Mark, Node, parse_pattern
from slottag.corpora.engine.pieces import Piece, join
from slottag.corpora.engine.slots import DATES, PLACES, TIMES
from slottag.corpora.engine.tables import read_text
from slottag.errors import DataError
from slottag.text import Sentence

# Values of these slots stand in each other's place: the words around them tell the role, and not they.
_FAMILIES = {**dict.fromkeys(PLACES, "place"), **dict.fromkeys(DATES, "date"), **dict.fromkeys(TIMES, "time")}
# What a line begins with that names the kind of the sentences below, and such a kind: answers to what was asked.
_HEADING = "## "
_ASKED = "asked: "
# How often a value is changed.
_CHANGED = 0.8


class Told(NamedTuple):
    """A value in a hand-written sentence, its slot, and the word in front of it."""

    text: str
    slot: str
    lead: str

    @property
    def family(self) -> str:
        """What kind of value it is: a slot, or what several slots share."""
        return _FAMILIES.get(self.slot, self.slot)


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


def values(sentence: Sentence) -> list[Told]:
    """The values of a sentence in order."""
    words = ["", *sentence.words]
    return [
        Told(sentence.value(span), span.slot, words[first].casefold())
        for span, (first, _, _) in zip(sentence.spans, sentence.runs(), strict=True)
    ]


def refill(sentence: Sentence, random: Random, other: Callable[[Told], str | None]) -> list[Piece]:
    """The pieces of the sentence with other values in most of its spans; nothing else is changed.

    A value that comes again, as the place where trains are changed, is the same again.

    Args:
        sentence: written by hand.
        random: the retelling's own random numbers.
        other: draws another value for one, if there is any.
    """
    told, known, pieces = iter(values(sentence)), dict[tuple[str, str], str](), list[Piece]()
    for text, span in sentence.pieces():
        if span is None:
            pieces.append(Piece(text))
            continue
        value = next(told)
        name = (value.family, text.casefold())
        if name not in known:
            drawn = other(value) if random.random() < _CHANGED else None
            known[name] = drawn if drawn and drawn not in known.values() else text
        pieces.append(Piece(known[name], span.slot))
    return pieces


def retold(
    told: Sequence[Sentence], copies: int, retell: Callable[[Sentence, Random], Sentence]
) -> list[list[Sentence]]:
    """So many times all of the sentences, each told again with random numbers of its own, asked as it was."""
    return [
        [replace(retell(sentence, Random(f"{sentence.text}\n{number}")), asked=sentence.asked) for sentence in told]
        for number in range(copies)
    ]


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
