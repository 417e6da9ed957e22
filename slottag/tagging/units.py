"""Offsets in UTF-16 units, as JavaScript counts them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from slottag.text import Sentence

Write = Callable[[Sentence], str]


def in_utf16(write: Write) -> Write:
    """What writes sentences as ``write`` does, as lines of slottag's own JSON, with their offsets in UTF-16 units."""

    def written(sentence: Sentence) -> str:
        line = write(sentence)
        return line if max(sentence.text, default="") <= "\uffff" else _turned(sentence.text, line)

    return written


def _turned(text: str, line: str) -> str:
    return json.dumps(turned(text, json.loads(line)), ensure_ascii=False)


def turned(text: str, told: dict[str, Any]) -> dict[str, Any]:
    """What is told of a text, the offsets of spans, alternatives and tokens in UTF-16 units in place of characters."""
    place = list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
    for marked in (told, *told.get("alternatives", ())):
        for span in marked["spans"]:
            span["start"], span["end"] = place[span["start"]], place[span["end"]]
    if "tokens" in told:
        told["tokens"] = [[place[start], place[end]] for start, end in told["tokens"]]
    return told
