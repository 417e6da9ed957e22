"""What must hold of a grammar before it generates: every name is known, every rule ends, every slot exists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from slottag.corpora.engine.patterns import Mark, Node, Pattern, Reference
from slottag.corpora.engine.slots import MARKS, POLES, pole_rule
from slottag.errors import DataError

Rules = Mapping[str, Sequence[Pattern]]


def fault(node: Node, rules: Mapping[tuple[str, str], Rules], sources: Collection[str]) -> str | None:
    """What is wrong with a node of a pattern, if anything, and what to write in its place.

    Args:
        node: of the pattern.
        rules: those of every voice and means of transport.
        sources: the names of what is drawn.
    """
    if isinstance(node, (Reference, Mark)) and node.slot is not None and node.slot not in MARKS:
        return f"marks the unknown slot {node.slot!r}; {_suggest(node.slot, MARKS)}"
    if isinstance(node, Reference) and node.name not in sources:
        for name in _rules_of(node.name):
            lacking = next((who for who, own in rules.items() if name not in own), None)
            if lacking:
                meant = _suggest(name, {*rules[lacking], *sources})
                return f"refers to {{{name}}}, which no rule defines for {' and '.join(lacking)}; {meant}"
    return None


def check_endings(rules: Rules, where: Callable[[str], str]) -> None:
    """Follow every rule down; one that comes back to itself could go on for ever.

    Args:
        rules: the alternatives of each rule.
        where: ``file:line`` of some words.

    Raises:
        DataError: a rule that never ends.
    """
    done: set[str] = set()

    def follow(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise DataError(
                f"{where(name)}: rule {name!r} refers to itself by way of {' → '.join(above)}; break the ring"
            )
        if name in done or name not in rules:
            return
        nodes = (node for pattern in rules[name] for node in pattern.walk() if isinstance(node, Reference))
        for inner in (inner for node in nodes for inner in _rules_of(node.name)):
            follow(inner, (*above, name))
        done.add(name)

    for name in rules:
        follow(name, ())


def _rules_of(name: str) -> list[str]:
    """The rules that a name in a pattern may stand for."""
    return [pole_rule(name, pole) for pole in POLES] if name[0] in "@~" else [name]


def _suggest(name: str, known: Iterable[str]) -> str:
    """The known name that this one was likely meant to be, if one is like it."""
    close = get_close_matches(name, [*known], 1)
    return f"did you mean {close[0]!r}?" if close else "check its spelling"
