"""Bringing tokens and spans together that were made apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from slottag.text.characters import JOINER, kinds_of, visible_edges
from slottag.text.fitted import HABITS
from slottag.text.tokenizers import Tokenizer
from slottag.text.tokens import Token
from slottag.text.values import Sentence, Span


def cut_at_spans(tokens: Sequence[Token], spans: Iterable[Span]) -> tuple[Token, ...]:
    """The tokens, those cut in which a span begins or ends between two characters that show."""
    edges = {edge for span in spans for edge in (span.start, span.end)}
    edges.difference_update(*[(start, end) for _, start, end in tokens])
    if not edges:
        return tuple(tokens)
    return tuple(piece for token in tokens for piece in _pieces(token, edges))


def retokenised(sentence: Sentence, tokenizer: Tokenizer) -> Sentence:
    """The sentence with the tokens that a tokenizer makes of its text, cut where a span of it begins or ends.

    Spans are narrowed to what shows of them; one of which nothing shows is left out.
    """
    made = tokenizer(sentence.text)
    shown = (visible_edges(sentence.text, span.start, span.end) for span in sentence.spans)
    spans = [
        replace(span, start=start, end=end)
        for span, (start, end) in zip(sentence.spans, shown, strict=True)
        if start < end
    ]
    return replace(sentence, tokens=cut_at_spans(made, spans), spans=tuple(spans))


def made_by_habit(sentence: Sentence) -> bool:
    """Whether its tokens are those that are made of its text and spans where no others are given."""
    if HABITS.makes(sentence.text, sentence.tokens):
        return True
    return bool(sentence.spans) and sentence.tokens == cut_at_spans(HABITS(sentence.text), sentence.spans)


def _pieces(token: Token, edges: set[int]) -> Iterator[Token]:
    text, start, end = token
    kinds = kinds_of(text)
    inner = [edge for edge in range(start + 1, end) if edge in edges and kinds[edge - start] != JOINER]
    for first, last in pairwise((start, *inner, end)):
        shown = visible_edges(text, first - start, last - start) if inner else (0, len(text))
        if shown[0] < shown[1]:
            yield Token(text[slice(*shown)], start + shown[0], start + shown[1])
