"""The figure that models of a scheme are chosen by."""

from __future__ import annotations

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
