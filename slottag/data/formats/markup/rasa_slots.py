"""How Rasa's entities with roles and groups are slots: ``city``, ``city:origin`` (role), ``city:origin#1`` (group)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slottag.data.formats.objects.parts import shown
from slottag.errors import DataError

_SLOT = re.compile(r"(?P<entity>[^:#]+)(?::(?P<role>[^:#]+))?(?:#(?P<group>[^:#]+))?")


def slot_of(entity: Mapping[str, Any]) -> str:
    """The slot of an entity with its role and its group, where it has them.

    Raises:
        DataError: it has no name.
    """
    name = entity.get("entity")
    if not isinstance(name, str) or not name.strip():
        raise DataError(f'"entity" is {shown(name)}, expected a name; correct the mark')
    role, group = (str(entity[key]) if entity.get(key) not in (None, "") else "" for key in ("role", "group"))
    return name.strip() + (f":{role}" if role else "") + (f"#{group}" if group else "")


def entity_of(slot: str) -> dict[str, str]:
    """The entity of a slot, with role and group where its name has them."""
    match = _SLOT.fullmatch(slot)
    parts = match.groupdict() if match else {"entity": slot}
    return {name: part for name, part in parts.items() if part}
