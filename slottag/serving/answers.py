"""A tagged sentence in the forms that clients expect: slottag's own, Rasa's, Hugging Face's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from slottag.data.formats.jsonl import format_sentence
from slottag.data.formats.markup.rasa_slots import entity_of
from slottag.tagging.units import in_utf16
from slottag.text import Sentence

_EXTRACTOR = "slottag"


def own(sentence: Sentence, options: Mapping[str, Any]) -> str:
    """The line of JSON that ``slottag tag`` writes, with the options of ``serving/asking.py``."""
    write = _with_tokens if options["tokens"] else _line
    return in_utf16(write)(sentence) if options["offsets"] == "utf16" else write(sentence)


_line = partial(format_sentence, values=True)


def _with_tokens(sentence: Sentence) -> str:
    tokens = json.dumps([[start, end] for _, start, end in sentence.tokens])
    return f'{_line(sentence)[:-1]}, "tokens": {tokens}}}'


def rasa(sentence: Sentence) -> dict[str, Any]:
    """What Rasa's ``/model/parse`` answers. A model tells an intent without a probability, so that is 1."""
    intent = {"name": sentence.intent, "confidence": 0.0 if sentence.intent is None else 1.0}
    return {
        "text": sentence.text,
        "intent": intent,
        "entities": [
            {
                **entity_of(slot.name),
                "start": slot.start,
                "end": slot.end,
                "value": slot.text,
                "confidence_entity": _rounded(slot.confidence),
                "extractor": _EXTRACTOR,
            }
            for slot in sentence.slots
        ],
        "intent_ranking": [] if sentence.intent is None else [intent],
    }


def grouped(sentence: Sentence) -> list[dict[str, Any]]:
    """What Hugging Face's token classification answers with an aggregation strategy: an item a span."""
    return [
        {
            "entity_group": slot.name,
            "score": _rounded(slot.confidence),
            "word": slot.text,
            "start": slot.start,
            "end": slot.end,
        }
        for slot in sentence.slots
    ]


def by_token(sentence: Sentence) -> list[dict[str, Any]]:
    """The same without a strategy: an item for each token of a span, with the span's score."""
    return [
        {
            "entity": f"{'I' if index > first else 'B'}-{slot}",
            "score": _rounded(span.confidence),
            "index": index + 1,
            "word": sentence.tokens[index].text,
            "start": sentence.tokens[index].start,
            "end": sentence.tokens[index].end,
        }
        for span, (first, end, slot) in zip(sentence.spans, sentence.runs(), strict=True)
        for index in range(first, end)
    ]


def _rounded(confidence: float | None) -> float | None:
    return None if confidence is None else round(float(confidence), 6)
