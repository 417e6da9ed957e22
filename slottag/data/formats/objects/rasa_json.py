"""Rasa's training data in JSON: ``rasa_nlu_data.common_examples``, and the same objects one a line.

The end of an entity is exclusive. Its ``value`` is what its text means, not the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.markup.rasa_slots import slot_of
from slottag.data.formats.objects.dialect import has_keys, holds, records
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, string, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; its synonyms go beside them."""
    return records(content, nodes(content, partial(_is_wanted, content)), partial(_record, content))


def recognise(content: Content) -> bool:
    """Whether it is Rasa's document, or an object has an intent and entities with a value."""
    return holds(content, has_keys("rasa_nlu_data")) or holds(content, _is_example_with_values)


def _is_example(node: Any) -> bool:
    return has_keys("text")(node) and ("intent" in node or "entities" in node)


def _is_wanted(content: Content, node: Any) -> bool:
    """Whether a value is an example. A table of synonyms that is met on the way is kept."""
    if has_keys("value", "synonyms")(node) and isinstance(node["value"], str) and isinstance(node["synonyms"], list):
        texts = {text for text in node["synonyms"] if isinstance(text, str)}
        content.synonyms.setdefault(node["value"], set()).update(texts)
    return _is_example(node)


def _is_example_with_values(node: Any) -> bool:
    entities = node.get("entities") if has_keys("text", "intent", "entities")(node) else None
    return isinstance(entities, list) and any(map(has_keys("start", "end", "value", "entity"), entities))


def _record(content: Content, path: Path, node: Any, line: int, _say: Say) -> Record:
    text = string(node, "text")
    marks: list[Mark] = []
    for entity in listed(node, "entities"):
        mark = Mark(whole(entity.get("start"), "start"), whole(entity.get("end"), "end"), slot_of(entity))
        marks.append(mark)
        if isinstance(entity.get("value"), str):
            content.synonyms.setdefault(entity["value"], set()).add(text[mark.start : mark.end])
    return record(path, line, text, marks, intent=intent_in(node))


FORMAT = Format(
    name="rasa-json",
    endings=(".json",),
    known_by='"rasa_nlu_data"',
    recognise=recognise,
    read=read,
    rules="`rasa_nlu_data.common_examples`; ends exclusive; `value` is what a text means and no mark; a role and a"
    " group stand in the slot: `city:origin#1`; synonyms, lookup tables and regexes are no sentences",
)
