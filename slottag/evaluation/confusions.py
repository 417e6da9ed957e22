"""What is taken for what: wrong spans paired with what was found in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slottag.text import Sentence, Span

Pair = tuple[Span | None, Span | None]


@dataclass(frozen=True, slots=True)
class Example:
    """One occurrence of a confusion: the sentence, and the value as marked and as found (empty for none)."""

    text: str
    where: str
    gold: str
    found: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often spans of slot ``gold`` were found as ``found``; ``None`` is no span at all.

    The same slot on both sides means that an edge is wrong.
    """

    gold: str | None
    found: str | None
    count: int
    example: Example

    @property
    def kind(self) -> str:
        """``slot``, ``boundary``, ``missed`` or ``added``."""
        if self.gold is None:
            return "added"
        if self.found is None:
            return "missed"
        return "boundary" if self.gold == self.found else "slot"


def count_confusions(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> tuple[Confusion, ...]:
    """Every confusion over these sentences, the most frequent first, each with its first occurrence."""
    occurrences: dict[tuple[str | None, str | None], list[Example]] = {}
    for marked, found in zip(gold, predicted, strict=True):
        for left, right in wrong_spans(marked, found):
            key = (left.slot if left else None, right.slot if right else None)
            occurrences.setdefault(key, []).append(_example(marked, left, right))
    ranked = sorted(occurrences.items(), key=lambda item: -len(item[1]))
    return tuple(Confusion(left, right, len(found), found[0]) for (left, right), found in ranked)


def wrong_spans(gold: Sentence, predicted: Sentence) -> Iterator[Pair]:
    """Each wrong span of one sentence with what stands in its place.

    A gold span that was not found goes with the found span that shares most with it, or with ``None``; a found
    span that touches no gold one goes with ``None``.
    """
    for span in gold.spans:
        if span not in predicted.spans:
            yield span, max(_touching(span, predicted), key=lambda other: _likeness(span, other), default=None)
    for span in predicted.spans:
        if not _touching(span, gold):
            yield None, span


def _touching(span: Span, sentence: Sentence) -> list[Span]:
    return [other for other in sentence.spans if other.start < span.end and span.start < other.end]


def _likeness(span: Span, other: Span) -> tuple[int, bool]:
    shared = min(span.end, other.end) - max(span.start, other.start)
    return shared, span.slot == other.slot


def _example(sentence: Sentence, gold: Span | None, found: Span | None) -> Example:
    return Example(
        text=sentence.text,
        where=sentence.where,
        gold=sentence.value(gold) if gold else "",
        found=sentence.value(found) if found else "",
    )
