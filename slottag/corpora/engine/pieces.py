"""Pieces of marked text, which a sentence is made of: marks stay where they belong whatever is done to the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import NamedTuple

from slottag.errors import DataError
from slottag.text import Sentence, Span, tokenize_words
from slottag.text.fitted import HABITS
from slottag.text.projection import cut_at_spans


class Drawn(NamedTuple):
    """A value that was drawn: as it is written, the value itself, and the style that it is written in.

    A style says some parts of its value: of 5 June 2026, ``{weekday}`` says that it is a Friday, and no more.
    """

    text: str
    value: date | time | int | str
    style: str = ""


class Piece(NamedTuple):
    """A stretch of text, the slot whose value it is (if any), and what was drawn for it."""

    text: str
    slot: str | None = None
    drawn: tuple[Drawn, ...] = ()

    def saying(self, text: str) -> Piece:
        """The piece with another text."""
        return Piece(text, self.slot, self.drawn)

    def changed(self, change: Typing) -> Piece:
        """The piece with its text changed."""
        return self.saying(change(self.text))


# What joins two values without a space: LHR-JFK, Sydney–Auckland, Berlin/Prague, Oslo->Bergen.
_JOINTS = re.compile(r"(?<=\S)(?:->|[-–—/→,~>])(?=\S)")

Typing = Callable[[str], str]
Meet = Callable[[str, str], tuple[str, str]]


def natural(text: str) -> str:
    """As it is written in a book."""
    return text


def pieces_of(sentence: Sentence) -> list[Piece]:
    """The sentence cut at the edges of its spans."""
    return [Piece(text, span.slot if span else None) for text, span in sentence.pieces()]


def join(pieces: Iterable[Piece], meet: Meet = lambda text, part: (text, part), end: Typing = natural) -> Sentence:
    """The sentence that the pieces make.

    Args:
        pieces: in order; one that comes to nothing marks nothing.
        meet: the text so far and the next part as they stand beside each other.
        end: what becomes of the whole text; it may take away what stands behind the last piece with a slot.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    text, spans = "", []
    for piece in pieces:
        text, part = meet(text, piece.text)
        if piece.slot and part:
            spans.append(Span(len(text), len(text) + len(part), piece.slot))
        text += part
    text = end(text)
    _check_edges(text, spans)
    return Sentence(text, cut_at_spans(HABITS(text), spans), tuple(spans))


def _check_edges(text: str, spans: Iterable[Span]) -> None:
    """See to it that marks are not slips of the pen: in what is written for a corpus they are whole words, or parts of
    one at a mark that joins values.
    """
    tokens = tokenize_words(text)
    joints = [joint.span() for joint in _JOINTS.finditer(text)]
    starts = {token.start for token in tokens} | {end for _, end in joints}
    ends = {token.end for token in tokens} | {start for start, _ in joints}
    for span in spans:
        if span.start not in starts or span.end not in ends:
            raise DataError(
                f"{text[span.start : span.end]!r} ({span.slot}) does not start and end at the edges of words"
            )
