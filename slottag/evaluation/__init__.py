"""How well a model does: scores as seqeval counts them, what is confused with what, and the report on both."""

from slottag.evaluation.confusions import Confusion, count_confusions
from slottag.evaluation.report import Report, to_json
from slottag.evaluation.scores import Evaluation, Score, evaluate

__all__ = ["Confusion", "Evaluation", "Report", "Score", "count_confusions", "evaluate", "to_json"]
