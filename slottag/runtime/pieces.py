"""Sentences too long to be read at once: they are read in pieces, so that memory and time grow with their length alone.

A piece is read with some words around it, so that its edges are not taken for those of a sentence, and what is found in
it is what begins in it. The intent is that of the first, the confidence the product of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from slottag.text import Sentence, Span

# A sentence of more tokens than this is read in pieces of so many, with so many around each on both sides.
LONGEST = 4096
_PIECE, _AROUND = 128, 16


def pieces(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence itself, or what to read of one that is too long: parts of its tokens over its whole text."""
    tokens = sentence.tokens
    if len(tokens) <= LONGEST:
        yield sentence
        return
    for first in range(0, len(tokens), _PIECE):
        own = tokens[max(0, first - _AROUND) : first + _PIECE + _AROUND]
        yield Sentence(sentence.text, own, where=sentence.where, asked=sentence.asked)


def joined(sentence: Sentence, found: Iterator[Sentence]) -> Sentence:
    """A sentence with what was found in its pieces, which are taken from the stream and not kept."""
    if len(sentence.tokens) <= LONGEST:
        return next(found)
    spans: list[Span] = []
    intents: list[str | None] = []
    whole: float | None = 1.0
    wanted = False
    for (first, end), piece in zip(_edges(sentence), found, strict=False):
        wanted = piece.alternatives is not None
        intents = intents or [piece.intent]
        whole = None if whole is None or piece.confidence is None else whole * piece.confidence
        # A piece has what begins in it, but for what one before it reaches over.
        free = max(first, spans[-1].end if spans else 0)
        spans += [span for span in piece.spans if free <= span.start < end]
    # The likeliest sets of spans of pieces, whose words overlap, are not those of the whole: none is given.
    others = () if wanted else None
    return Sentence(
        sentence.text, sentence.tokens, tuple(spans), intents[0], sentence.where, whole, others, asked=sentence.asked
    )


def _edges(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Where the text of each piece begins and where that of the next does."""
    starts = [token.start for token in sentence.tokens[::_PIECE]]
    return zip(starts, [*starts[1:], len(sentence.text)], strict=True)
