"""Sentences too long to be read at once: they are read in pieces, so that memory and time grow with their length alone.

A piece is read with some words around it, so that its edges are not taken for those of a sentence, and what is found in
it is what begins in it. The intent is that of the first, the confidence the product of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import prod

from slottag.text import Sentence, Span

# A sentence of more tokens than this is read in pieces of so many, with so many around each on both sides.
LONGEST = 4096
_PIECE, _AROUND = 128, 16


def pieces(sentence: Sentence) -> list[Sentence]:
    """The sentence itself, or what to read of one that is too long: parts of its tokens over its whole text."""
    tokens = sentence.tokens
    if len(tokens) <= LONGEST:
        return [sentence]
    return [
        Sentence(sentence.text, tokens[max(0, first - _AROUND) : first + _PIECE + _AROUND], where=sentence.where)
        for first in range(0, len(tokens), _PIECE)
    ]


def joined(sentence: Sentence, found: Sequence[Sentence]) -> Sentence:
    """A sentence with what was found in its pieces."""
    if len(sentence.tokens) <= LONGEST:
        return found[0]
    spans = tuple(_apart(chain.from_iterable(map(_own, _edges(sentence), found))))
    sure = [piece.confidence for piece in found if piece.confidence is not None]
    whole = prod(sure) if sure else None
    return Sentence(sentence.text, sentence.tokens, spans, found[0].intent, sentence.where, whole)


def _edges(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Where the text of each piece begins and where that of the next does."""
    starts = [token.start for token in sentence.tokens[::_PIECE]]
    return zip(starts, [*starts[1:], len(sentence.text)], strict=True)


def _own(edges: tuple[int, int], piece: Sentence) -> list[Span]:
    """What begins in a piece."""
    first, end = edges
    return [span for span in piece.spans if first <= span.start < end]


def _apart(spans: Iterator[Span]) -> Iterator[Span]:
    """The spans without those that begin inside one before them, which reaches over its piece's end."""
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end
