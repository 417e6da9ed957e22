"""What must hold of a grammar before it generates: every name is known, every rule ends, every slot exists."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from slottag.data.booking.checks import SLOTS
from slottag.data.booking.patterns import Mark, Pattern, Reference
from slottag.errors import DataError

if TYPE_CHECKING:
    from slottag.data.booking_zh.grammar import Grammar, Rules

_KNOWN_SLOTS = (*SLOTS, *(sign + kind for sign in "@~" for kind in ("place", "date", "time")))
_POLES = ("arrival", "departure")


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
        _check_endings(rules, where)


def _fault(node: Reference | Mark, grammar: Grammar) -> str | None:
    """What is wrong with a reference or a mark, and what to write in its place."""
    if node.slot is not None and node.slot not in _KNOWN_SLOTS:
        return f"marks the unknown slot {node.slot!r}; " + _suggest(node.slot, _KNOWN_SLOTS)
    if isinstance(node, Reference):
        for name in _names(node.name):
            missing = next((mode for mode, rules in grammar.rules.items() if name not in rules), None)
            if missing and name not in grammar.sources:
                known = (*grammar.rules[missing], *grammar.sources)
                return f"refers to {{{name}}}, which no rule defines for {' and '.join(missing)}; " + _suggest(
                    name, known
                )
    return None


def _names(name: str) -> tuple[str, ...]:
    return tuple(f"{pole}_{name[1:]}" for pole in _POLES) if name[0] in "@~" else (name,)


def _suggest(name: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(sorted(set(known)))}"


def _check_endings(rules: Rules, where: Callable[[str], str]) -> None:
    """Follow every rule down; one that comes back to itself could go on for ever."""
    done: set[str] = set()

    def follow(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            ring = " → ".join(above)
            raise DataError(f"{where(name)}: rule {name!r} refers to itself by way of {ring}; break the ring")
        if name in done or name not in rules:
            return
        for pattern in rules[name]:
            for inner in _referred(pattern):
                follow(inner, (*above, name))
        done.add(name)

    for name in rules:
        follow(name, ())


def _referred(pattern: Pattern) -> tuple[str, ...]:
    nodes = (node for node in pattern.walk() if isinstance(node, Reference))
    return tuple(name for node in nodes for name in _names(node.name))
