"""Offsets in UTF-16 units, as JavaScript counts them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any

from slottag.text import Sentence
from slottag.text.found import Found

Write = Callable[[Sentence], str]


def in_utf16(write: Write) -> Write:
    """What writes sentences as ``write`` does, as lines of slottag's own JSON, with their offsets in UTF-16 units."""

    return lambda sentence: _counted(sentence.text, write(sentence))


def found_in_utf16(write: Callable[[Found], Iterable[str]]) -> Callable[[Found], Iterable[str]]:
    """The same of what writes many at once."""
    return lambda found: map(_counted, found.texts, write(found))


def _counted(text: str, line: str) -> str:
    return line if max(text, default="") <= "\uffff" else _turned(text, line)


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
