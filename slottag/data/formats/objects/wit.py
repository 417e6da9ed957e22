"""wit.ai's exports, old and new.

New: an entity is ``name:role`` and its ``body`` the text. Old: the intent is an entity without a place, and each value
is JSON in JSON. A role that only says the name again is left out of the slot.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, string, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Record


def recognise(content: Content) -> bool:
    """Whether an entity has a ``body``, or an entity called intent has a value that is JSON in JSON."""
    return holds(content, _is_utterance)


def _is_utterance(node: Any) -> bool:
    entities = node.get("entities") if has_keys("text", "entities")(node) else None
    return isinstance(entities, list) and (
        any(map(has_keys("entity", "body"), entities)) or "traits" in node or any(map(_is_old, entities))
    )


def _is_old(entity: Any) -> bool:
    value = entity.get("value") if has_keys("entity", "value")(entity) else None
    return isinstance(value, str) and value[:1] == value[-1:] == '"'


def _record(path: Path, node: Any, line: int, _say: Say) -> Record:
    placed = [entity for entity in listed(node, "entities") if "start" in entity]
    intents = [_plain(entity.get("value")) for entity in listed(node, "entities") if entity.get("entity") == "intent"]
    intent = intent_in(node) or next((name for name in intents if isinstance(name, str)), None)
    return record(path, line, string(node, "text"), map(_mark, placed), intent=intent)


def _mark(entity: dict[str, Any]) -> Mark:
    name, _, role = string(entity, "entity").partition(":")
    role = role or entity.get("role") or ""
    slot = name if role in ("", name) else role if name == f"wit${role}" else f"{name}:{role}"
    body = entity.get("body")
    start, end = (whole(entity.get(key), key) for key in ("start", "end"))
    return Mark(start, end, slot, body if isinstance(body, str) else None)


def _plain(value: Any) -> Any:
    """What is JSON in JSON, read."""
    with suppress(ValueError, RecursionError):
        return json.loads(value) if isinstance(value, str) else value
    return value


FORMAT = Format(
    name="wit",
    endings=(".json",),
    known_by='wit.ai\'s "entity" with "body", or values that are JSON in JSON',
    recognise=recognise,
    read=reader(has_keys("text", "entities"), _record),
    rules="a slot is `name:role`, or the name where the role says it again; the old form keeps the intent as an entity",
)
