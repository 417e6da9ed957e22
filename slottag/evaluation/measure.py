"""The figure that models are chosen by, for each task."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slottag.evaluation.plain import counted_answers, evaluate_plain
from slottag.evaluation.scores import evaluate
from slottag.text import Sentence, Task


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in 0…1, the higher the better.

    Attributes:
        name: what it is called.
        score: what gives it from gold and predicted sentences.
        counted: a gold and a predicted sentence to what of the latter counts, so that the F1 of spans is this figure.
    """

    name: str
    score: Callable[[Sequence[Sentence], Sequence[Sentence]], float]
    counted: Callable[[Sentence, Sentence], Sentence]


_F1 = Measure("F1", lambda gold, predicted: evaluate(gold, predicted).slot_f1, lambda _gold, predicted: predicted)
_ACCURACY = Measure("accuracy", lambda gold, predicted: evaluate_plain(gold, predicted).whole.accuracy, counted_answers)
# The micro average F1 of spans; the accuracy of tags that make none.
MEASURES: Mapping[Task, Measure] = {Task.SPANS: _F1, Task.TAGS: _ACCURACY, Task.NEXT_SYMBOLS: _ACCURACY}


def standard_error(score: float, gold: Sequence[Sentence]) -> float:
    """How far such a score moves by chance with the marks that it is measured on: ``√(p (1 - p) / n)``, as a share of n
    marks does. 0 where there is no mark.
    """
    marks = sum(len(sentence.spans) for sentence in gold)
    return math.sqrt(score * (1 - score) / marks) if marks else 0.0
