"""From a pattern to pieces of marked text."""

from __future__ import annotations

from collections.abc import Iterator

from slottag.data.booking.draft import Draft
from slottag.data.booking.grammar import POLES, Grammar
from slottag.data.booking.patterns import Choice, Mark, Node, Pattern, Reference
from slottag.data.booking.surface import Piece

_POLE_SLOTS = {
    "arrival": {"place": "destination", "date": "arrival_date", "time": "arrival_time"},
    "departure": {"place": "origin", "date": "departure_date", "time": "departure_time"},
}


def expand(pattern: Pattern, grammar: Grammar, draft: Draft, slot: str | None = None) -> Iterator[Piece]:
    """The pieces of one sentence of the pattern; ``slot`` is that of the marks without one."""
    for node in pattern.nodes:
        yield from _expand_node(node, grammar, draft, slot)


def _expand_node(node: Node, grammar: Grammar, draft: Draft, slot: str | None) -> Iterator[Piece]:
    if isinstance(node, str):
        yield node, None
    elif isinstance(node, Choice):
        yield from expand(draft.pick(node.options), grammar, draft, slot)
    elif isinstance(node, Mark):
        text = "".join(part for part, _ in expand(node.body, grammar, draft))
        yield text, pole_slot(node.slot, draft.pole) or slot
    elif not node.optional or draft.chance(0.5):
        yield from _expand_reference(node, grammar, draft, slot)


def _expand_reference(node: Reference, grammar: Grammar, draft: Draft, slot: str | None) -> Iterator[Piece]:
    if node.name[0] in "@~":
        yield draft.pick(grammar.cue(node.name[1:], pole_of(node.name, draft.pole), draft.mode)), None
    elif node.name in grammar.sources:
        yield grammar.sources[node.name](draft), None
    else:
        chosen = draft.pick(grammar.rule(node.name, draft.mode))
        yield from expand(chosen, grammar, draft, pole_slot(node.slot, draft.pole) or slot)


def pole_of(name: str, pole: str) -> str:
    """The pole that ``@…`` or ``~…`` means in a sentence of this pole."""
    return pole if name[0] == "@" else next(other for other in POLES if other != pole)


def pole_slot(slot: str | None, pole: str) -> str | None:
    """The slot that ``@place`` or ``~date`` means in a sentence of this pole; any other stays."""
    if slot is None or slot[0] not in "@~":
        return slot
    return _POLE_SLOTS[pole_of(slot, pole)][slot[1:]]
