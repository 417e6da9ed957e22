"""Scores of tags that make no spans: token accuracy and whole sequences right, by length.

A token without a mark does not count, whatever was found there. Without what was found there the span scores of
``scores`` are those of each tag, and their exact match is that of the sequences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slottag.data.symbols import predicts_next
from slottag.text import PLAIN, Sentence, Span, tags_of
from slottag.text.schemes import OUTSIDE


@dataclass(frozen=True, slots=True)
class PlainScore:
    """The part of the tokens that count whose tag is right, that of the sequences with no wrong one, both in 0…1, and
    the number of sequences. A figure with nothing to divide by is 0.
    """

    accuracy: float
    exact_match: float
    sequences: int


@dataclass(frozen=True, slots=True)
class PlainEvaluation:
    """The score of all sequences, and those of each length, the shortest first.

    Where the tags are the next symbols, the length of a sequence is the number of tokens whose next symbol cannot be
    known: how much is read before it shows what was kept of it. Else it is the number of tokens.
    """

    whole: PlainScore
    per_length: Mapping[int, PlainScore]


def evaluate_plain(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> PlainEvaluation:
    """Compare the tags of sequences with those found in the same sequences, in the same order.

    Raises:
        DataError: a mark on several tokens.
    """
    marks = [_marks(*pair) for pair in zip(gold, predicted, strict=True)]
    next_symbols = predicts_next(gold)
    per_length: dict[int, list[list[bool]]] = {}
    for sentence, own in zip(gold, marks, strict=True):
        length = len(sentence.tokens) - (len(own) if next_symbols else 0)
        per_length.setdefault(length, []).append(own)
    return PlainEvaluation(_score(marks), {length: _score(per_length[length]) for length in sorted(per_length)})


def only_counted(gold: Sentence, predicted: Sentence) -> Sentence:
    """The predicted sentence with what was found at the tokens that count."""
    places = {span.start for span in gold.spans}
    return predicted.with_spans(span for span in predicted.spans if span.start in places)


def counted_answers(gold: Sentence, found: Sentence) -> Sentence:
    """What was found at each token that counts, O where that was nothing: so their F1 is the accuracy."""
    counted = only_counted(gold, found)
    missing = {span.start for span in gold.spans} - {span.start for span in counted.spans}
    outside = [Span(span.start, span.end, OUTSIDE) for span in gold.spans if span.start in missing]
    return found.with_spans(sorted([*counted.spans, *outside], key=lambda span: span.start))


def _marks(gold: Sentence, predicted: Sentence) -> list[bool]:
    """Whether the tag is right, for each token that counts."""
    pairs = zip(tags_of(gold, PLAIN), tags_of(predicted, PLAIN), strict=True)
    return [right == found for right, found in pairs if right != OUTSIDE]


def _score(marks: Sequence[Sequence[bool]]) -> PlainScore:
    return PlainScore(
        accuracy=sum(map(sum, marks)) / max(sum(map(len, marks)), 1),
        exact_match=sum(map(all, marks)) / max(len(marks), 1),
        sequences=len(marks),
    )
