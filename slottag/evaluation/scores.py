"""Scores over spans: precision, recall and F1 in seqeval's default mode, which counts as conlleval does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from slottag.errors import DataError
from slottag.evaluation.confusions import Confusion, count_confusions
from slottag.text import SCHEMES, Sentence


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in 0…1, and the number of gold spans they rest on.

    A figure with nothing to divide by is 0.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What comparing found spans with gold ones gives; a span is right when both edges and the slot are.

    ``micro`` counts all spans alike, ``macro`` averages over the slots of ``per_slot``: those of the gold
    and of the found spans, in alphabetical order. ``exact_match`` is the part of the sentences with no wrong span.
    """

    micro: Score
    macro: Score
    per_slot: Mapping[str, Score]
    exact_match: float
    sentences: int
    tokens: int
    confusions: tuple[Confusion, ...]

    @property
    def slot_f1(self) -> float:
        """The micro average F1, the figure by which models are compared."""
        return self.micro.f1

    @property
    def precision(self) -> float:
        """The micro average precision."""
        return self.micro.precision

    @property
    def recall(self) -> float:
        """The micro average recall."""
        return self.micro.recall

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the slots."""
        return self.macro.f1


def evaluate(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> Evaluation:
    """Compare the spans of sentences with those found in the same sentences, in the same order.

    Raises:
        DataError: no sentence.
        ValueError: sentences that are not the same.
    """
    if not gold:
        raise DataError("no sentence to evaluate on; expected at least one")
    if [sentence.text for sentence in gold] != [sentence.text for sentence in predicted]:
        raise ValueError("the predicted sentences are not the gold ones")
    per_slot = _score_slots(gold, predicted)
    exact = sum(pair[0].spans == pair[1].spans for pair in zip(gold, predicted, strict=True))
    return Evaluation(
        micro=score_spans(gold, predicted),
        macro=_average(per_slot.values()),
        per_slot=per_slot,
        exact_match=exact / len(gold),
        sentences=len(gold),
        tokens=sum(len(sentence.tokens) for sentence in gold),
        confusions=count_confusions(gold, predicted),
    )


def score_spans(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> Score:
    """The micro average of all spans of at least one sentence."""
    from seqeval.metrics.sequence_labeling import precision_recall_fscore_support

    row = precision_recall_fscore_support(*_tags(gold, predicted), average="micro", zero_division=0)
    return _score(*row)


def _score_slots(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> dict[str, Score]:
    from seqeval.metrics.sequence_labeling import precision_recall_fscore_support

    columns = precision_recall_fscore_support(*_tags(gold, predicted), average=None, zero_division=0)
    # seqeval gives bare columns, one row a slot that occurs on either side, in this order.
    slots = sorted({span.slot for sentence in (*gold, *predicted) for span in sentence.spans})
    return {slot: _score(*row) for slot, *row in zip(slots, *columns, strict=True)}


def _tags(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> tuple[list[list[str]], list[list[str]]]:
    """The tags of both over the pieces of text that the edges of spans of either make, for their tokens may differ."""
    tagged: tuple[list[list[str]], list[list[str]]] = ([], [])
    for pair in zip(gold, predicted, strict=True):
        edges = sorted({edge for sentence in pair for span in sentence.spans for edge in (span.start, span.end)})
        places = {edge: place for place, edge in enumerate(edges)}
        for sentence, found in zip(pair, tagged, strict=True):
            runs = [(places[span.start], places[span.end], span.slot) for span in sentence.spans]
            found.append(SCHEMES["iob2"].encode(runs, len(edges)))
    return tagged


def _score(precision: float, recall: float, f1: float, support: int) -> Score:
    """The score with plain numbers in place of NumPy's."""
    return Score(float(precision), float(recall), float(f1), int(support))


def _average(scores: Iterable[Score]) -> Score:
    rows = list(scores)
    count = max(len(rows), 1)
    return Score(
        precision=sum(row.precision for row in rows) / count,
        recall=sum(row.recall for row in rows) / count,
        f1=sum(row.f1 for row in rows) / count,
        support=sum(row.support for row in rows),
    )
