"""Looking inside a model: its gates over a sentence, why it tagged as it did, and which neurons tell what."""

from slottag.inspection.find import Findings, Found, find
from slottag.inspection.observed import Neuron, Observed
from slottag.inspection.properties import Property, parse_property
from slottag.inspection.view import Block, Choice, Side, aligned, apart, side_by_side, view
from slottag.inspection.why import Odds, Reason, Word, explain, odds_of, runs_at

__all__ = [
    "Block",
    "Choice",
    "Findings",
    "Found",
    "Neuron",
    "Observed",
    "Odds",
    "Property",
    "Reason",
    "Side",
    "Word",
    "aligned",
    "apart",
    "explain",
    "find",
    "odds_of",
    "parse_property",
    "runs_at",
    "side_by_side",
    "view",
]
