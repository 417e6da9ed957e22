"""How well a model does: scores as seqeval counts them, accuracy of plain tags, what is confused with what, whether
confidences can be trusted, and the report on it all.
"""

from slottag.evaluation.calibration import Calibration, calibration_to_json, measure_calibration
from slottag.evaluation.confusions import Confusion, count_confusions
from slottag.evaluation.examination import examine, unknown_slots
from slottag.evaluation.measure import MEASURES, Measure, standard_error
from slottag.evaluation.plain import PlainEvaluation, PlainScore, evaluate_plain
from slottag.evaluation.report import Report, to_json
from slottag.evaluation.scores import Evaluation, Score, evaluate

__all__ = [
    "MEASURES",
    "Calibration",
    "Confusion",
    "Evaluation",
    "Measure",
    "PlainEvaluation",
    "PlainScore",
    "Report",
    "Score",
    "calibration_to_json",
    "count_confusions",
    "evaluate",
    "evaluate_plain",
    "examine",
    "measure_calibration",
    "standard_error",
    "to_json",
    "unknown_slots",
]
