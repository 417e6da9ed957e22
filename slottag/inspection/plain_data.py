"""What was found as plain data, for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from slottag.inspection.find import Findings, Found
from slottag.inspection.view import Block
from slottag.inspection.why import Reason
from slottag.text import Sentence

_DIGITS = 4


def gates_to_json(sentence: Sentence, blocks: Sequence[Block], apart: Sequence[float | None] = ()) -> dict[str, object]:
    """The tokens and spans of a sentence, and under each block's title the values of its neurons over the tokens."""
    found: dict[str, object] = {
        "text": sentence.text,
        "tokens": sentence.words,
        "spans": [
            {"first": first, "end": end, "slot": slot, "confidence": span.confidence}
            for (first, end, slot), span in zip(sentence.runs(), sentence.spans, strict=True)
        ],
        "gates": {
            block.title: {name: [round(float(value), _DIGITS) for value in row] for name, row in block.rows}
            for block in blocks
        },
    }
    if apart:
        found["apart"] = [None if each is None else round(each, _DIGITS) for each in apart]
    return found


def reason_to_json(reason: Reason) -> dict[str, object]:
    """A span with its probability, its rival, and what it is without each word."""
    first, end, slot = reason.run
    return {
        "text": reason.sentence.text,
        "first": first,
        "end": end,
        "slot": slot,
        "value": reason.value,
        "probability": reason.whole.probability,
        "odds": reason.whole.odds,
        "rival": reason.rival,
        "emission": round(reason.emission, _DIGITS),
        "transition": round(reason.transition, _DIGITS),
        "without": [
            {
                "place": word.place,
                "word": word.text,
                "probability": word.without.probability,
                "odds": word.without.odds,
                "rival": word.without.rival,
            }
            for word in reason.words
        ],
        **({} if reason.unread is None else {"without_vectors": asdict(reason.unread)}),
        **({} if reason.unasked is None else {"unasked": asdict(reason.unasked)}),
    }


def findings_to_json(findings: Findings) -> dict[str, object]:
    """The neurons with their figures."""
    return {
        "property": findings.property,
        "tokens_ranked": findings.tokens[0],
        "tokens_scored": findings.tokens[1],
        "guess": findings.guess,
        "neurons": [_found(found) for found in findings.found],
    }


def _found(found: Found) -> dict[str, object]:
    neuron = found.neuron
    figures: dict[str, object] = {
        "layer": neuron.layer,
        "direction": neuron.direction,
        "gate": neuron.gate,
        "neuron": neuron.unit,
        "explained": found.explained,
        "correlation": found.correlation,
    }
    if found.where is not None:
        figures |= {"accuracy": found.accuracy, "mean_where_so": found.where[0], "mean_elsewhere": found.where[1]}
    return figures
