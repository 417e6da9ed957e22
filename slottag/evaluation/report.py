"""The report: an evaluation together with what was evaluated on what, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from slottag.evaluation.confusions import Confusion
from slottag.evaluation.scores import Evaluation, evaluate
from slottag.text import Sentence


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation, the names of the model, data and split, and the sentences with a wrong span.

    ``wrong`` holds pairs of a sentence as marked and as tagged, in the order of the data.
    """

    model: str
    data: str
    split: str
    evaluation: Evaluation
    wrong: tuple[tuple[Sentence, Sentence], ...]

    @classmethod
    def of(
        cls, gold: Sequence[Sentence], predicted: Sequence[Sentence], *, model: str, data: str, split: str
    ) -> Report:
        """The report on sentences as marked and as tagged.

        Raises:
            DataError: no sentence.
        """
        evaluation = evaluate(gold, predicted)
        pairs = zip(gold, predicted, strict=True)
        wrong = tuple(pair for pair in pairs if pair[0].spans != pair[1].spans)
        return cls(model, data, split, evaluation, wrong)


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """An evaluation as JSON values; every figure in 0…1, the confusions most frequent first."""
    return {
        "slot_f1": evaluation.slot_f1,
        "precision": evaluation.precision,
        "recall": evaluation.recall,
        "macro_f1": evaluation.macro.f1,
        "macro_precision": evaluation.macro.precision,
        "macro_recall": evaluation.macro.recall,
        "exact_match": evaluation.exact_match,
        "sentences": evaluation.sentences,
        "tokens": evaluation.tokens,
        "per_slot": {slot: asdict(score) for slot, score in evaluation.per_slot.items()},
        "confusions": [_confusion_to_json(confusion) for confusion in evaluation.confusions],
    }


def _confusion_to_json(confusion: Confusion) -> dict[str, object]:
    return {
        "gold": confusion.gold,
        "found": confusion.found,
        "kind": confusion.kind,
        "count": confusion.count,
        "example": asdict(confusion.example),
    }
