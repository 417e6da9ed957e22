"""From a pattern to pieces of marked text, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from slottag.data.booking.patterns import Choice, Mark, Node, Pattern
from slottag.data.booking.poles import pole_slot
from slottag.data.booking.surface import Piece

Item = TypeVar("Item")


class Chooser(Protocol):
    """A sentence in the making, as far as expansion needs it: its pole and its choices."""

    @property
    def pole(self) -> str:
        """``arrival`` or ``departure``."""

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""

    def chance(self, share: float) -> bool:
        """True in this share of cases."""


Draft = TypeVar("Draft", bound=Chooser)
Hearer = TypeVar("Hearer", bound=Chooser, contravariant=True)


class Lexicon(Protocol[Hearer]):
    """What the names in a pattern stand for."""

    def choose(self, name: str, draft: Hearer) -> str | Pattern:
        """Text for the name, or a pattern to go on with."""


def expand(pattern: Pattern, grammar: Lexicon[Draft], draft: Draft, slot: str | None = None) -> Iterator[Piece]:
    """The pieces of one sentence of the pattern; ``slot`` is that of the marks without one."""
    for node in pattern.nodes:
        yield from _expand_node(node, grammar, draft, slot)


def _expand_node(node: Node, grammar: Lexicon[Draft], draft: Draft, slot: str | None) -> Iterator[Piece]:
    if isinstance(node, str):
        yield node, None
    elif isinstance(node, Choice):
        yield from expand(draft.pick(node.options), grammar, draft, slot)
    elif isinstance(node, Mark):
        text = "".join(part for part, _ in expand(node.body, grammar, draft))
        yield text, pole_slot(node.slot, draft.pole) or slot
    elif not node.optional or draft.chance(0.5):
        chosen = grammar.choose(node.name, draft)
        if isinstance(chosen, str):
            yield chosen, None
        else:
            yield from expand(chosen, grammar, draft, pole_slot(node.slot, draft.pole) or slot)
