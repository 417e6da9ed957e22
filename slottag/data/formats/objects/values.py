"""Formats that name the values of slots and do not say well where they stand: CLUENER, SMP, and the corpora of Braun et
al. (2017) that the chair sebis published.

A value without a place is sought in the text; a sentence that does not hold it once is left out, and said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, shown, string, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.errors import DataError

_LOST = "sentences that do not hold one of their values once, left out"
_WORDS = re.compile(r"\w+|[^\w\s]")


def _is_cluener(node: Any) -> bool:
    labels = node.get("label") if has_keys("text")(node) else None
    return isinstance(labels, dict) and all(isinstance(values, dict) for values in labels.values())


def _cluener(path: Path, node: Any, line: int, _say: Say) -> Record:
    marks = []
    for slot, values in node["label"].items():
        for value, places in values.items():
            for place in places if isinstance(places, list) else [places]:
                if not isinstance(place, list) or len(place) != 2:
                    raise DataError(f"a place is {shown(place)}, expected [first, last] character; correct it")
                first, last = (whole(number, "a character's place") for number in place)
                marks.append(Mark(first, last + 1, slot, value))
    return record(path, line, string(node, "text"), marks)


def _is_smp(node: Any) -> bool:
    return has_keys("text", "slots")(node) and isinstance(node["slots"], dict)


def _smp(path: Path, node: Any, line: int, say: Say) -> Record | None:
    text = string(node, "text")
    marks = []
    for slot, values in node["slots"].items():
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str) or not value or text.count(value) != 1:
                say(_LOST, line)
                return None
            marks.append(Mark(text.index(value), text.index(value) + len(value), slot, value))
    return record(path, line, text, marks, intent=intent_in(node))


def _is_sebis(node: Any) -> bool:
    entities = node.get("entities") if has_keys("text", "intent")(node) else None
    return isinstance(entities, list) and all(map(has_keys("entity", "start", "stop"), entities))


def _sebis(path: Path, node: Any, line: int, say: Say) -> Record | None:
    text = string(node, "text")
    marks = []
    for entity in listed(node, "entities"):
        value = string(entity, "text")
        start = _place(text, value, whole(entity.get("start"), "start"))
        if start is None:
            say(_LOST, line)
            return None
        marks.append(Mark(start, start + len(value), string(entity, "entity"), value))
    split = {True: "train", False: "test"}.get(node.get("training"))
    return record(path, line, text, marks, intent=intent_in(node), split=split)


def _place(text: str, value: str, number: int) -> int | None:
    """Where a value stands: its only place, or of several the one with this number of tokens before it."""
    places = [*_all(text, value)] if value else []
    if len(places) > 1:
        starts = [match.start() for match in _WORDS.finditer(text)]
        places = [place for place in places if place in starts and starts.index(place) == number]
    return places[0] if len(places) == 1 else None


def _all(text: str, value: str) -> Iterator[int]:
    place = text.find(value)
    while place >= 0:
        yield place
        place = text.find(value, place + 1)


CLUENER = Format(
    name="cluener",
    endings=(".json",),
    known_by='"label" of slots of values of places',
    recognise=lambda content: _holds_filled(content, _is_cluener, "label"),
    read=reader(_is_cluener, _cluener),
    rules="`label.SLOT.VALUE` lists `[first, last]` characters",
)
SMP = Format(
    name="smp",
    endings=(".json",),
    known_by='"slots" of values',
    recognise=lambda content: _holds_filled(content, _is_smp, "slots"),
    read=reader(_is_smp, _smp),
    rules="`slots` name values without a place: sought in the text, left out with their sentence where not found once",
)
SEBIS = Format(
    name="sebis",
    endings=(".json",),
    known_by='"entities" with "stop"',
    recognise=lambda content: _holds_filled(content, _is_sebis, "entities"),
    read=reader(_is_sebis, _sebis),
    rules="offsets count tokens of an unknown tokenizer, so `text` is sought; `training` names the split",
)


def _holds_filled(content: Content, wanted: Any, key: str) -> bool:
    return holds(content, lambda node: wanted(node) and bool(node[key]))
