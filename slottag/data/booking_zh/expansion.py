"""From a frame to pieces of marked text."""

from __future__ import annotations

from collections.abc import Iterator

from slottag.data.booking.patterns import Choice, Mark, Node, Pattern, Reference
from slottag.data.booking_zh.draft import Draft
from slottag.data.booking_zh.frames import Frame
from slottag.data.booking_zh.grammar import POLES, Grammar

Piece = tuple[str, str | None]

PAUSE = "，"
# How often a comma stands in front of a part that may have one.
_PAUSED = 0.7
_POLE_SLOTS = {
    "arrival": {"place": "destination", "date": "arrival_date", "time": "arrival_time"},
    "departure": {"place": "origin", "date": "departure_date", "time": "departure_time"},
}


def expand_frame(frame: Frame, grammar: Grammar, draft: Draft) -> list[Piece]:
    """The pieces of one sentence of the frame."""
    pieces: list[Piece] = []
    for part in frame.parts:
        clauses = [list(expand(clause, grammar, draft)) for clause in part.clauses]
        paused = part.paused and draft.chance(_PAUSED)
        for clause in draft.shuffle([clause for clause in clauses if any(text for text, _ in clause)]):
            pieces += [(PAUSE, None)] * paused + clause
            paused = True
    return pieces


def expand(pattern: Pattern, grammar: Grammar, draft: Draft, slot: str | None = None) -> Iterator[Piece]:
    """The pieces of a pattern; ``slot`` is that of the marks without one."""
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
    name = rule_name(node.name, draft.pole)
    if name in grammar.sources:
        yield grammar.sources[name](draft), None
    else:
        chosen = draft.pick(grammar.rules[draft.voice, draft.means][name])
        yield from expand(chosen, grammar, draft, pole_slot(node.slot, draft.pole) or slot)


def rule_name(name: str, pole: str) -> str:
    """The rule that ``@go`` or ``~go`` means in a sentence of this pole: ``arrival_go`` or ``departure_go``."""
    if name[0] not in "@~":
        return name
    return f"{pole if name[0] == '@' else _other(pole)}_{name[1:]}"


def pole_slot(slot: str | None, pole: str) -> str | None:
    """The slot that ``@place`` or ``~date`` means in a sentence of this pole; any other stays."""
    if slot is None or slot[0] not in "@~":
        return slot
    return _POLE_SLOTS[pole if slot[0] == "@" else _other(pole)][slot[1:]]


def _other(pole: str) -> str:
    return next(other for other in POLES if other != pole)
