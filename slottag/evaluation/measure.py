"""The figure that models of a scheme are chosen by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slottag.evaluation.plain import evaluate_plain
from slottag.evaluation.scores import evaluate
from slottag.text import PLAIN, Sentence


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in 0…1, the higher the better: its name, and what gives it from gold and predicted sentences."""

    name: str
    score: Callable[[Sequence[Sentence], Sequence[Sentence]], float]


def measure_of(scheme: str) -> Measure:
    """The micro average F1 of spans; the accuracy of tags that make none."""
    if scheme == PLAIN.name:
        return Measure("accuracy", lambda gold, predicted: evaluate_plain(gold, predicted).whole.accuracy)
    return Measure("F1", lambda gold, predicted: evaluate(gold, predicted).slot_f1)


def standard_error(score: float, gold: Sequence[Sentence]) -> float:
    """How far such a score moves by chance with the marks that it is measured on: ``√(p (1 - p) / n)``, as a share of n
    marks does. 0 where there is no mark.
    """
    marks = sum(len(sentence.spans) for sentence in gold)
    return math.sqrt(score * (1 - score) / marks) if marks else 0.0
