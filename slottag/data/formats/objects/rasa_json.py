"""Rasa's training data in JSON: ``rasa_nlu_data.common_examples``, and the same objects one a line.

The end of an entity is exclusive. Its ``value`` is what its text means, not the text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.markup.rasa_slots import slot_of
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, string, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Record


def recognise(content: Content) -> bool:
    """Whether it is Rasa's document, or an object has an intent and entities with a value."""
    return holds(content, has_keys("rasa_nlu_data")) or holds(content, _is_example_with_values)


def _is_example(node: Any) -> bool:
    return has_keys("text")(node) and ("intent" in node or "entities" in node)


def _is_example_with_values(node: Any) -> bool:
    entities = node.get("entities") if has_keys("text", "intent", "entities")(node) else None
    return isinstance(entities, list) and any(map(has_keys("start", "end", "value", "entity"), entities))


def _record(path: Path, node: Any, line: int, say: Say) -> Record:
    text = string(node, "text")
    marks = []
    for entity in listed(node, "entities"):
        mark = Mark(whole(entity.get("start"), "start"), whole(entity.get("end"), "end"), slot_of(entity))
        marks.append(mark)
        value = entity.get("value")
        if isinstance(value, str) and value != text[mark.start : mark.end]:
            say("values that are not the text, passed over", line)
    return record(path, line, text, marks, intent=intent_in(node))


FORMAT = Format(
    name="rasa-json",
    endings=(".json",),
    known_by='"rasa_nlu_data"',
    recognise=recognise,
    read=reader(_is_example, _record),
    rules="`rasa_nlu_data.common_examples`; ends exclusive; `value` is what a text means and no mark; a role and a"
    " group stand in the slot: `city:origin#1`; synonyms, lookup tables and regexes are no sentences",
)
