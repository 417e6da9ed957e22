"""Comparing networks: several trained on the same sentences with the same budget, and what came of it as data."""

from slottag.comparison.outcome import CONTRAST, TEST, Exam, Outcome, exam_of, tokens_per_second
from slottag.comparison.partings import Parting, partings
from slottag.comparison.result import Figure, Result, Row, to_json
from slottag.comparison.training import plan, train_all
from slottag.comparison.variants import Variant, parse_variants
from slottag.training.queue import Moved, Over, Training

__all__ = [
    "CONTRAST",
    "TEST",
    "Exam",
    "Figure",
    "Moved",
    "Outcome",
    "Over",
    "Parting",
    "Result",
    "Row",
    "Training",
    "Variant",
    "exam_of",
    "parse_variants",
    "partings",
    "plan",
    "to_json",
    "tokens_per_second",
    "train_all",
]
