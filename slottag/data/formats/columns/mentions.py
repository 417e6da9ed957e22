"""Entities as brackets in MISC of CoNLL-U, as GUM and CorefUD have them: ``Entity=(e1-person-1`` … ``Entity=e1)``.

Parts of a bracket stand between ``-``; ``# global.Entity = eid-etype-…`` names them, and where it does not the type is
the second, or the first of ``(person-1)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from slottag.errors import DataError
from slottag.text.schemes import Run

_PIECE = re.compile(r"\((?P<opened>[^()]+)(?P<whole>\))?|(?P<closed>[^()]+)\)")
_TYPE = ("etype", "type", "entity")
_NUMBER = re.compile(r"\d+")
_PART = re.compile(r"\[\d+/\d+\]")


def is_mention(cell: str) -> bool:
    """Whether a value of MISC is brackets of this form."""
    return cell.startswith("(") or cell.endswith(")")


def mentions(cells: Sequence[str], fields: Sequence[str]) -> tuple[list[Run], set[str]]:
    """The outermost entities, and what is to be told of those that are none; ``fields`` names the parts of a bracket.

    Raises:
        DataError: a bracket that is not closed, or closes what none opened.
    """
    found: list[Run] = []
    told: set[str] = set()
    opened: list[tuple[str, int, str]] = []
    for place, cell in enumerate(cells):
        for piece in _PIECE.finditer(cell):
            if piece["closed"]:
                key = piece["closed"].partition("-")[0]
                match = next((one for one in reversed(opened) if key in one[0].split("-")), None)
                if match is None:
                    raise DataError(f"token {place + 1} closes the entity {key}, which none opens; correct it")
                opened.remove(match)
                found.append((match[1], place + 1, match[2]))
            else:
                if _PART.search(piece["opened"]):
                    told.add("entities in several pieces are read as one for each")
                name = piece["opened"]
                slot = _slot(name, fields)
                if piece["whole"]:
                    found.append((place, place + 1, slot))
                else:
                    opened.append((name, place, slot))
    if opened:
        raise DataError(f"the entity {opened[0][0]} is not closed in its sentence; correct it")
    outer = _outermost(found)
    if len(outer) < len(found):
        told.add("entities inside others are left out")
    return outer, told


def _slot(name: str, fields: Sequence[str]) -> str:
    parts = name.split("-")
    named = next((fields.index(one) for one in _TYPE if one in fields), None)
    if named is not None and named < len(parts):
        return parts[named]
    by_number = len(parts) > 1 and (any(map(str.isdigit, parts[0])) or _NUMBER.fullmatch(parts[0]))
    return parts[1] if by_number else parts[0]


def _outermost(runs: Sequence[Run]) -> list[Run]:
    """Those that no other holds or cuts, of several in one place the longest."""
    kept: list[Run] = []
    for run in sorted(runs, key=lambda one: (one[0], -one[1])):
        if not kept or run[0] >= kept[-1][1]:
            kept.append(run)
    return kept
