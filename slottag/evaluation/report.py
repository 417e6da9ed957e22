"""The report: an evaluation together with what was evaluated on what, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from slottag.evaluation.calibration import Calibration, calibration_to_json, measure_calibration
from slottag.evaluation.confusions import Confusion
from slottag.evaluation.intents import IntentScore, score_intents
from slottag.evaluation.plain import PlainEvaluation, PlainScore, evaluate_plain, only_counted
from slottag.evaluation.scores import Evaluation, evaluate
from slottag.text import Sentence

# From where on the scores from tokens and from text are told as two.
_TELLING = 0.001

Tagged = tuple[Sequence[Sentence], Sequence[Sentence]]


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation, the names of the model, data and split, and the sentences with a wrong span.

    ``wrong`` holds pairs of a sentence as marked and as tagged, in the order of the data. ``plain`` is there where the
    tags make no spans, ``beyond`` if longer sequences than those of the split were scored, too; ``intents`` where the
    sentences have intents and the model finds them; ``calibration`` where the tags make spans and those found have
    confidences. ``others`` are the evaluations of further test sets of the corpus, by name; ``warnings`` what should be
    known before the figures are believed, a line each. ``from_text`` is there where a file gave tokens: the evaluation
    of the same sentences read from their texts. ``unasked`` is there where they say what was asked and the model reads
    that: the evaluation without it. ``trained_on`` is how many of them the model was trained on, ``unseen``
    the evaluation of the rest. ``pairs`` are all sentences, as marked and as tagged.
    """

    model: str
    data: str
    split: str
    evaluation: Evaluation
    wrong: tuple[tuple[Sentence, Sentence], ...]
    plain: PlainEvaluation | None = None
    beyond: PlainEvaluation | None = None
    intents: IntentScore | None = None
    calibration: Calibration | None = None
    others: Mapping[str, Evaluation] = field(default_factory=dict)
    trained_on: int = 0
    unseen: Evaluation | None = None
    warnings: tuple[str, ...] = ()
    from_text: Evaluation | None = None
    unasked: Evaluation | None = None
    pairs: tuple[tuple[Sentence, Sentence], ...] = ()

    @classmethod
    def of(
        cls, gold: Sequence[Sentence], predicted: Sequence[Sentence], *, model: str, data: str, split: str
    ) -> Report:
        """The report on sentences as marked and as tagged.

        Raises:
            DataError: no sentence.
        """
        evaluation = evaluate(gold, predicted)
        pairs = tuple(zip(gold, predicted, strict=True))
        wrong = tuple(pair for pair in pairs if pair[0].spans != pair[1].spans)
        found = any(sentence.intent is not None for sentence in predicted)
        intents = score_intents(gold, predicted) if found else None
        trust = measure_calibration(gold, predicted)
        return cls(model, data, split, evaluation, wrong, intents=intents, calibration=trust, pairs=pairs)

    @classmethod
    def of_plain(cls, tagged: Tagged, beyond: Tagged, *, model: str, data: str, split: str) -> Report:
        """The report on plain tags: of a split, and of longer sequences if there are any, each as marked and as tagged.

        Raises:
            DataError: no sentence, or a mark on several tokens.
        """
        gold, predicted = tagged
        plain = evaluate_plain(gold, predicted)
        spans = cls.of(gold, list(map(only_counted, gold, predicted)), model=model, data=data, split=split)
        longer = evaluate_plain(*beyond) if beyond[0] else None
        pairs = tuple(zip(gold, predicted, strict=True))
        return replace(spans, plain=plain, beyond=longer, calibration=None, pairs=pairs)

    @property
    def figures(self) -> tuple[tuple[str, float], ...]:
        """The main figures by what they are called, in 0…1; the first is the one that sums it up."""
        if self.plain:
            return ("accuracy", self.plain.whole.accuracy), ("exact match", self.plain.whole.exact_match)
        names = ("slot F1", "precision", "recall", "macro F1", "exact match")
        whole = self.evaluation
        values = (whole.slot_f1, whole.precision, whole.recall, whole.macro.f1, whole.exact_match)
        of_intents = self.intents and (
            ("intent accuracy", self.intents.accuracy),
            ("intent and all spans right", self.intents.frame_accuracy),
        )
        of_text = (("slot F1 from text", self.from_text.slot_f1),) if self.from_text and self.differs_from_text else ()
        unasked = (("slot F1 if nothing had been asked", self.unasked.slot_f1),) if self.unasked else ()
        return *zip(names, values, strict=True), *of_text, *unasked, *(of_intents or ())

    @property
    def differs_from_text(self) -> bool:
        """Whether F1 from the texts and F1 from the given tokens are more than 0.1 points apart."""
        return self.from_text is not None and abs(self.from_text.slot_f1 - self.evaluation.slot_f1) > _TELLING

    @property
    def per_length(self) -> dict[int, PlainScore]:
        """The scores of plain tags at each length, those of the split before those beyond."""
        parts = [part.per_length for part in (self.plain, self.beyond) if part]
        return {length: score for part in reversed(parts) for length, score in part.items()}

    def to_dict(self, errors: int = 0) -> dict[str, object]:
        """The report as ``slottag eval --json`` prints it: figures in 0…1, and so many of the wrong sentences."""
        shown = [
            {"where": gold.where, "text": gold.text, **_asked(gold), "gold": _spans(gold), "found": _spans(found)}
            for gold, found in self.wrong[:errors]
        ]
        return {
            "model": self.model,
            "data": self.data,
            "split": self.split,
            **to_json(self.evaluation),
            **intents_to_json(self),
            **calibration_to_json(self.calibration),
            **plain_to_json(self),
            **others_to_json(self),
            **({"from_text": _main(self.from_text)} if self.from_text else {}),
            **({"unasked": _main(self.unasked)} if self.unasked else {}),
            **known_to_json(self),
            "errors": shown,
        }


def _asked(sentence: Sentence) -> dict[str, object]:
    return {"asked": list(sentence.asked)} if sentence.asked else {}


def _spans(sentence: Sentence) -> list[dict[str, object]]:
    return [{"start": span.start, "end": span.end, "slot": span.slot} for span in sentence.spans]


def intents_to_json(report: Report) -> dict[str, object]:
    """What a report on sentences with intents has besides: figures in 0…1."""
    if report.intents is None:
        return {}
    return {"intent_accuracy": report.intents.accuracy, "frame_accuracy": report.intents.frame_accuracy}


def others_to_json(report: Report) -> dict[str, object]:
    """The main figures of further test sets, if there are any: figures in 0…1."""
    return {"sets": {name: _main(own) for name, own in report.others.items()}} if report.others else {}


def _main(evaluation: Evaluation) -> dict[str, float]:
    figures = ("slot_f1", "precision", "recall", "exact_match", "sentences")
    return {key: getattr(evaluation, key) for key in figures}


def known_to_json(report: Report) -> dict[str, object]:
    """How many sentences the model was trained on, and the main figures without them, if there are any."""
    if not report.trained_on:
        return {}
    return {"trained_on": report.trained_on, **({"unseen": _main(report.unseen)} if report.unseen else {})}


def plain_to_json(report: Report) -> dict[str, object]:
    """What a report on plain tags has besides: figures in 0…1, and those of each length."""
    if report.plain is None:
        return {}
    beyond = {"beyond": asdict(report.beyond.whole)} if report.beyond else {}
    lengths = sorted(report.per_length.items())
    return {
        "accuracy": report.plain.whole.accuracy,
        "exact_match": report.plain.whole.exact_match,
        "per_length": {str(length): asdict(score) for length, score in lengths},
        **beyond,
    }


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
