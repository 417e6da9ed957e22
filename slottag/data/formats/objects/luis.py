"""LUIS's JSON: ``utterances`` with ``startPos`` and ``endPos``, which is the last character."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, string, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Record


def recognise(content: Content) -> bool:
    """Whether it is a LUIS application, or an entity has ``startPos``."""
    return holds(content, has_keys("luis_schema_version")) or holds(content, has_keys("startPos", "endPos"))


def _record(path: Path, node: Any, line: int, _say: Say) -> Record:
    marks = [_mark(entity) for entity in listed(node, "entities")]
    return record(path, line, string(node, "text"), marks, intent=intent_in(node))


def _mark(entity: dict[str, Any]) -> Mark:
    role = entity.get("role")
    slot = string(entity, "entity") + (f":{role}" if isinstance(role, str) and role else "")
    return Mark(whole(entity.get("startPos"), "startPos"), whole(entity.get("endPos"), "endPos") + 1, slot)


FORMAT = Format(
    name="luis",
    endings=(".json",),
    known_by='"luis_schema_version"',
    recognise=recognise,
    read=reader(has_keys("text", "entities"), _record),
    rules="`utterances`; `endPos` is the last character; a role stands in the slot: `city:origin`",
)
