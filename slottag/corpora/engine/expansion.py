"""From a pattern or a frame to pieces of marked text."""

from __future__ import annotations

from collections.abc import Iterator

from slottag.corpora.engine.draft import Draft, shuffle
from slottag.corpora.engine.grammar import Grammar
from slottag.corpora.engine.patterns import Choice, Frame, Mark, Node, Pattern
from slottag.corpora.engine.pieces import Drawn, Piece
from slottag.corpora.engine.slots import pole_slot

# How often a pause is made in front of a part that may have one.
_PAUSED = 0.7


def expand(pattern: Pattern | Frame, grammar: Grammar, draft: Draft, slot: str | None = None) -> Iterator[Piece]:
    """The pieces of one sentence of the pattern; ``slot`` is that of the marks without one."""
    if isinstance(pattern, Frame):
        yield from _expand_frame(pattern, grammar, draft)
        return
    for node in pattern.nodes:
        yield from _expand_node(node, grammar, draft, slot)


def _expand_node(node: Node, grammar: Grammar, draft: Draft, slot: str | None) -> Iterator[Piece]:
    if isinstance(node, str):
        yield Piece(node)
    elif isinstance(node, Choice):
        yield from expand(draft.pick(node.options), grammar, draft, slot)
    elif isinstance(node, Mark):
        inner = [*expand(node.body, grammar, draft)]
        text, drawn = "".join(piece.text for piece in inner), (value for piece in inner for value in piece.drawn)
        yield Piece(text, pole_slot(node.slot, draft.pole) or slot, tuple(drawn))
    elif not node.optional or draft.chance(0.5):
        chosen = grammar.choose(node.name, draft)
        if isinstance(chosen, Drawn):
            yield Piece(chosen.text, None, (chosen,))
        else:
            yield from expand(chosen, grammar, draft, pole_slot(node.slot, draft.pole) or slot)


def _expand_frame(frame: Frame, grammar: Grammar, draft: Draft) -> Iterator[Piece]:
    for part in frame.parts:
        clauses = [[*expand(clause, grammar, draft)] for clause in part.clauses]
        paused = part.paused and draft.chance(_PAUSED)
        for clause in shuffle(draft.random, [clause for clause in clauses if any(piece.text for piece in clause)]):
            if paused:
                yield Piece(grammar.pause)
            yield from clause
            paused = True
