"""JSON objects of a text and the spans marked on it, whatever they call their parts.

Tools agree on the form and not on the words: a span is a triple ``[start, end, slot]`` or an object, its slot is a
``label``, an ``entity`` or a ``type``. Here is what each part may be called. Case, ``_`` and ``-`` make no difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from slottag.data.formats.jsonl import asked_in
from slottag.data.records import Record
from slottag.data.roles import role_named
from slottag.errors import DataError
from slottag.text import Span

TEXT = ("text", "sentence", "utterance", "utt", "query", "content", "document", "raw", "data", "source", "input")
SPANS = ("spans", "entities", "ents", "labels", "label", "annotations", "annotation", "slots", "segments",
         "mentions", "ner", "nertags", "tags", "marks", "result")  # fmt: skip
START = ("start", "startoffset", "startpos", "startindex", "startchar", "charstart", "begin", "beginoffset", "offset")
END = ("end", "endoffset", "exclusiveend", "endindex", "endchar", "charend", "stop", "finish")
LAST = ("endpos", "inclusiveend")
LENGTH = ("length", "len")
SLOT = ("slot", "slotname", "label", "labels", "entity", "entitytype", "entitygroup", "type", "tag", "category", "name",
        "tagname", "labelname", "entityname", "entitylabel", "class", "classname", "slottype", "ner")  # fmt: skip
# What can only be the text that a span covers, and what is so beside these names of the slot: others put what the text
# means there, as Rasa does.
VALUE = ("text", "body", "surface", "substring", "quote")
MEANT = ("slot", "label", "labels", "tag")
INTENT = ("intent", "intents", "userintents", "cats")
SPLIT = ("split", "partition", "subset", "fold")


class Mark(NamedTuple):
    """A span as a file gives it; ``value`` is what the file says stands there, if it does."""

    start: int
    end: int
    slot: str
    value: str | None = None


def plain_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """The object with its keys in small letters, without ``_``, ``-`` and spaces."""
    return {"".join(character for character in key.lower() if character.isalnum()): data[key] for key in data}


def is_marked(node: Any) -> bool:
    """Whether a value is an object of a text and a list of spans."""
    return isinstance(node, dict) and text_in(node) is not None and bool(_span_lists(node))


def text_in(data: Mapping[str, Any]) -> str | None:
    """The text of an object; ``None`` where it has none."""
    keys = plain_keys(data)
    return next((keys[key] for key in TEXT if isinstance(keys.get(key), str)), None)


def marked_record(path: Path, data: Mapping[str, Any], line: int, *, split: str | None = None) -> Record:
    """The record of an object of a text and spans.

    Raises:
        DataError: it is none, or spans stand in two places of it that differ.
    """
    text = text_in(data)
    if text is None:
        raise DataError(f'has no text, expected an object with "text" and "spans", got {shown(data)}; correct it')
    filled = [marks for marks in (list(map(mark_of, spans)) for spans in _span_lists(data).values()) if marks]
    if len({frozenset(mark[:3] for mark in marks) for marks in filled}) > 1:
        names = " and ".join(f'"{name}"' for name, spans in _span_lists(data).items() if spans)
        raise DataError(f"{names} mark different spans, expected one list of them; leave out the other")
    if not _span_lists(data):
        raise DataError('has no list of spans, expected "spans" (empty where nothing is marked); add it')
    marks = filled[0] if filled else ()
    return record(path, line, text, marks, intent=intent_in(data), split=split, asked=questions_in(data))


def record(
    path: Path,
    line: int,
    text: str,
    marks: Iterable[Mark],
    *,
    intent: str | None = None,
    split: str | None = None,
    asked: tuple[str, ...] = (),
) -> Record:
    """The record of a text and the marks on it; a mark that stands there twice is one.

    Raises:
        DataError: a mark that is empty, reversed or without a slot.
    """
    found = list(dict.fromkeys(marks))
    spans = tuple(Span(mark.start, mark.end, mark.slot) for mark in found)
    values = tuple(mark.value for mark in found) if any(mark.value is not None for mark in found) else ()
    return Record(path, line, text, None, spans, intent=intent or None, values=values, split=split, asked=asked)


def mark_of(item: Any) -> Mark:
    """A span given as a triple or as an object.

    Raises:
        DataError: it is neither.
    """
    if isinstance(item, dict):
        return _mark_of_object(item)
    if isinstance(item, (list, tuple)):
        places = [part for part in item if type(part) is int]
        names = [part for part in item if isinstance(part, str) and part]
        if len(places) == 2 and names:
            return Mark(places[0], places[1], names[0])
    raise DataError(f"a span is {shown(item)}, expected [start, end, slot] or an object of these; correct it")


def intent_in(data: Mapping[str, Any]) -> str | None:
    """The intent of an object, several joined by ``#``; ``None`` where it has none."""
    keys = plain_keys(data)
    return next((found for key in INTENT if (found := _intent(keys.get(key)))), None)


def questions_in(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What an object says was asked; nothing where another tool has something else than a list under that key.

    Raises:
        DataError: that is no list of names of slots.
    """
    return asked_in(data) if isinstance(data.get("asked"), list) else ()


def split_in(data: Mapping[str, Any]) -> str | None:
    """The split that an object says its sentence is of; ``None`` where it says none that is usual."""
    keys = plain_keys(data)
    told = (keys[key] for key in SPLIT if isinstance(keys.get(key), str))
    return next((role for name in told if (role := role_named(name))), None)


def whole(value: Any, name: str) -> int:
    """An offset, which may have become a float or text on its way through other tools.

    Raises:
        DataError: it is no whole number from 0.
    """
    number = value
    if (isinstance(value, float) and value.is_integer()) or (
        isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16
    ):
        number = int(value)
    if type(number) is not int or not 0 <= number < 1 << 53:
        raise DataError(f"{name} is {shown(value)}, expected a whole number from 0; correct it")
    return number


def string(data: Mapping[str, Any], key: str) -> str:
    """The text under a key.

    Raises:
        DataError: there is none.
    """
    value = data.get(key)
    if not isinstance(value, str):
        raise DataError(f'"{key}" is {shown(value)}, expected a string; correct it')
    return value


def listed(data: Mapping[str, Any], key: str, kind: type = dict) -> list[Any]:
    """The list under a key, whose items must be of a kind; empty where there is none.

    Raises:
        DataError: it is no list of those.
    """
    value = data.get(key)
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
        kinds = {"dict": "objects", "list": "lists", "str": "strings", "int": "whole numbers", "object": "spans"}
        raise DataError(f'"{key}" is {shown(value)}, expected a list of {kinds[kind.__name__]}; correct it')
    return value


def shown(value: Any) -> str:
    """A value of the file, short enough for a message."""
    if value is None:
        return "missing"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, (dict, list)) else _outline(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _outline(value: Any) -> str:
    """The keys of an object or the first items of a list: what is in them may be without end."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}"' for key in [*value][:6]) + ("…" if len(value) > 6 else "") + "}"
    items = [_outline(item) if isinstance(item, dict) else "[…]" if isinstance(item, list) else shown(item)
             for item in value[:3]]  # fmt: skip
    return "[" + ", ".join(items) + (", …" if len(value) > 3 else "") + "]"


def _span_lists(data: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    """The lists of an object that may be its spans, by their keys: those of marks, and empty ones."""
    keys = plain_keys(data)
    found = {key: _by_slot(keys.get(key)) for key in SPANS}
    lists = {key: items for key, items in found.items() if isinstance(items, list)}
    return {key: items for key, items in lists.items() if all(map(_may_be_mark, items))}


def _by_slot(value: Any) -> Any:
    """The marks of an object of lists of places by their slots (``{"city": [[3, 7]]}``); anything else as it is."""
    if not isinstance(value, dict) or not value or not all(map(_are_places, value.values())):
        return value
    return [[start, end, slot] for slot, places in value.items() for start, end in places]


def _are_places(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(place, list) and [type(part) for part in place] == [int, int] for place in value
    )


def _may_be_mark(item: Any) -> bool:
    if isinstance(item, dict):
        return any(key in START for key in plain_keys(item))
    return isinstance(item, (list, tuple)) and len(item) >= 3 and any(type(part) is int for part in item)


def _mark_of_object(item: Mapping[str, Any]) -> Mark:
    keys = plain_keys(item)
    start = whole(_under(keys, START), "start")
    named = next((key for key in SLOT if keys.get(key) not in (None, [], "")), None)
    if named is None:
        raise DataError(f"a span at {start} has no slot, expected it under a key such as slot, label or entity; add it")
    value = _under(keys, VALUE)
    if value is None and named in MEANT:
        value = keys.get("value")
    return Mark(start, _end(keys, start), _slot(keys[named]), value if isinstance(value, str) else None)


def _end(keys: Mapping[str, Any], start: int) -> int:
    if any(key in keys for key in END):
        return whole(_under(keys, END), "end")
    if any(key in keys for key in LAST):
        return whole(_under(keys, LAST), "end") + 1
    return start + whole(_under(keys, LENGTH), "end (or length)")


def _slot(value: Any) -> str:
    """The slot, which may stand in a list of one or in an object with a name."""
    if isinstance(value, list) and len(value) == 1:
        return _slot(value[0])
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    if not isinstance(value, str):
        raise DataError(f"the slot of a span is {shown(value)}, expected one name; correct it")
    return value


def _intent(value: Any) -> str | None:
    if isinstance(value, dict):
        # Rasa and others answer with a name and how sure it is; spaCy has a number for each name.
        value = value["name"] if "name" in value else [name for name, sure in value.items() if _holds(sure)]
    if isinstance(value, list):
        value = "#".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) and value else None


def _holds(sure: Any) -> bool:
    return isinstance(sure, (int, float)) and sure >= 0.5


def _under(keys: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((keys[name] for name in names if name in keys), None)
