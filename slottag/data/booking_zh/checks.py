"""What must hold of a grammar before it generates: every name is known, every rule ends, every slot exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from slottag.data.booking.checks import MARKS, check_endings, suggest, unknown_slot
from slottag.data.booking.patterns import Mark, Reference
from slottag.data.booking.poles import POLES
from slottag.errors import DataError

if TYPE_CHECKING:
    from slottag.data.booking_zh.grammar import Grammar


def check_grammar(grammar: Grammar, where: Callable[[str], str]) -> None:
    """See to it that every sentence of the grammar can be made, whoever speaks.

    Raises:
        DataError: an unknown name or slot, a rule that never ends.
    """
    for pattern in grammar.patterns():
        for node in pattern.walk():
            fault = _fault(node, grammar) if isinstance(node, (Reference, Mark)) else None
            if fault:
                raise DataError(f"{where(pattern.text)}: {pattern.text!r} {fault}")
    for rules in grammar.rules.values():
        check_endings(rules, where, _names)


def _fault(node: Reference | Mark, grammar: Grammar) -> str | None:
    """What is wrong with a reference or a mark, and what to write in its place."""
    if node.slot is not None and node.slot not in MARKS:
        return unknown_slot(node.slot)
    if isinstance(node, Reference):
        for name in _names(node.name):
            missing = next((mode for mode, rules in grammar.rules.items() if name not in rules), None)
            if missing and name not in grammar.sources:
                known = (*grammar.rules[missing], *grammar.sources)
                return f"refers to {{{name}}}, which no rule defines for {' and '.join(missing)}; " + suggest(
                    name, known
                )
    return None


def _names(name: str) -> tuple[str, ...]:
    return tuple(f"{pole}_{name[1:]}" for pole in POLES) if name[0] in "@~" else (name,)
