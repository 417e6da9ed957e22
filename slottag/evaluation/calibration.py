"""Whether confidences can be trusted: how far they are from the part that is right, and what is left out for them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slottag.evaluation.scores import score_spans
from slottag.text import Sentence

# The number of bins, and the coverages in percent, at which figures are told.
BINS, COVERAGES = 15, (90, 95)


@dataclass(frozen=True, slots=True)
class Bin:
    """Found spans of like confidence: the mean of it, the part of them that is right, and how many they are."""

    confidence: float
    accuracy: float
    spans: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Figures in 0…1 on the confidences of found spans. A figure with nothing to divide by is 0.

    Attributes:
        error: the expected calibration error: the mean over all found spans of how far the confidence of their bin is
            from the part of it that is right. Source: Naeini et al. 2015; with bins of equal mass, Nguyen & O'Connor
            2015.
        brier: the mean of ``(confidence - right)²``, right being 1 or 0. Source: Brier 1950.
        bins: the found spans in order of their confidence, cut into 15 bins of as many spans each (one more in the
            first of them where that does not come out even); spans of one confidence in the order of the data.
        f1_at_coverage: by coverage in percent, the micro average F1 over that part of the *sentences* (rounded up) that
            the model is surest of. How sure it is of a sentence is the product of the confidences of its spans, 1 where
            nothing was found; sentences that are equally sure are taken in the order of the data.
    """

    error: float
    brier: float
    bins: tuple[Bin, ...]
    f1_at_coverage: Mapping[int, float]


def measure_calibration(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> Calibration | None:
    """Compare the confidences of spans with whether they are right; ``None`` where a span has no confidence.

    A span is right when both edges and the slot are. Coverage is told of sentences, not of spans, for that is what
    is done with a doubtful request: the whole of it is handed to a person, and what was missed in it goes along. The
    product finds more of what is wrong than the least of the confidences does: many fairly sure spans are a doubt, too.
    """
    judged: list[tuple[float, bool]] = []
    for marked, tagged in zip(gold, predicted, strict=True):
        for span in tagged.spans:
            if span.confidence is None:
                return None
            judged.append((span.confidence, span in marked.spans))
    bins = tuple(_bins(judged))
    return Calibration(
        error=sum(each.spans * abs(each.confidence - each.accuracy) for each in bins) / max(len(judged), 1),
        brier=sum((confidence - right) ** 2 for confidence, right in judged) / max(len(judged), 1),
        bins=bins,
        f1_at_coverage={percent: _f1_of_surest(gold, predicted, percent) for percent in COVERAGES},
    )


def calibration_to_json(calibration: Calibration | None) -> dict[str, object]:
    """What a report with confidences has besides, as JSON values; the coverages as ``"0.90"``."""
    if calibration is None:
        return {}
    figures = {
        "error": calibration.error,
        "brier": calibration.brier,
        "bins": [
            {"confidence": each.confidence, "accuracy": each.accuracy, "spans": each.spans} for each in calibration.bins
        ],
        "f1_at_coverage": {f"{percent / 100:.2f}": f1 for percent, f1 in calibration.f1_at_coverage.items()},
    }
    return {"calibration": figures}


def _bins(judged: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    """The bins from the least confident to the most; as many as there are spans where those are fewer than bins."""
    ordered = sorted(judged, key=lambda pair: pair[0])
    size, larger = divmod(len(ordered), BINS)
    first = 0
    while first < len(ordered):
        own = ordered[first : first + size + (larger > 0)]
        yield Bin(sum(p for p, _ in own) / len(own), sum(right for _, right in own) / len(own), len(own))
        first += len(own)
        larger -= 1


def _f1_of_surest(gold: Sequence[Sentence], predicted: Sequence[Sentence], percent: int) -> float:
    sureness = [math.prod(span.confidence or 0.0 for span in sentence.spans) for sentence in predicted]
    surest = sorted(range(len(gold)), key=lambda index: -sureness[index])
    kept = surest[: -(-len(gold) * percent // 100)]
    return score_spans([gold[index] for index in kept], [predicted[index] for index in kept]).f1
