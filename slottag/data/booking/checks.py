"""What must hold of a grammar before it generates: every name is known, every rule ends, every slot exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from slottag.data.booking.patterns import Mark, Pattern, Reference
from slottag.errors import DataError

if TYPE_CHECKING:
    from slottag.data.booking.grammar import Grammar

SLOTS = (
    "origin",
    "destination",
    "via",
    "departure_date",
    "departure_time",
    "arrival_date",
    "arrival_time",
    "return_date",
    "return_time",
    "carrier",
    "cabin",
    "trip_type",
    "stops",
    "passengers",
    "price",
)
# What may stand in the round brackets of a mark.
MARKS = (*SLOTS, *(sign + kind for sign in "@~" for kind in ("place", "date", "time")))


def check_grammar(grammar: Grammar, where: Callable[[str], str]) -> None:
    """See to it that every sentence of the grammar can be made.

    Raises:
        DataError: an unknown name, slot or cue, a rule that never ends, a mode without places.
    """
    for pattern in _patterns(grammar):
        for node in pattern.walk():
            fault = _fault(node, grammar) if isinstance(node, (Reference, Mark)) else None
            if fault:
                raise DataError(f"{where(pattern.text)}: {pattern.text!r} {fault}")
    check_endings(grammar.rules, where)
    if not sum(group.share for group in grammar.groups) or not sum(mode.share for mode in grammar.modes.values()):
        raise DataError(f"{where('share')}: no group of patterns or no mode has a share above 0; give it one")
    for mode in grammar.modes.values():
        if any(len(network.places) < 4 for network in mode.networks):
            raise DataError(f"{where('')}: a network of mode {mode.name!r} has fewer than 4 places; add some")


def _patterns(grammar: Grammar) -> Iterator[Pattern]:
    for group in grammar.groups:
        yield from group.patterns
    for rules in (grammar.rules, *(mode.rules for mode in grammar.modes.values())):
        for alternatives in rules.values():
            yield from alternatives


def _fault(node: Reference | Mark, grammar: Grammar) -> str | None:
    """What is wrong with a reference or a mark, and what to write in its place."""
    if node.slot is not None and node.slot not in MARKS:
        return unknown_slot(node.slot)
    if isinstance(node, Reference) and node.name[0] in "@~":
        return _cue_fault(node.name[1:], grammar)
    if isinstance(node, Reference) and not _is_known(node.name, grammar):
        return f"refers to {{{node.name}}}, which no rule defines; " + suggest(node.name, _names(grammar))
    return None


def _cue_fault(name: str, grammar: Grammar) -> str | None:
    for (pole, mode), cues in grammar.cues.items():
        if not mode and name not in cues:
            return f"asks for the cue {name!r}, which [{pole}] of cues.toml lacks; " + suggest(name, tuple(cues))
    return None


def _names(grammar: Grammar) -> tuple[str, ...]:
    words = (name for mode in grammar.modes.values() for name in mode.rules)
    return (*grammar.rules, *grammar.sources, *words)


def _is_known(name: str, grammar: Grammar) -> bool:
    everywhere = all(name in mode.rules for mode in grammar.modes.values())
    return name in grammar.rules or name in grammar.sources or everywhere


def unknown_slot(slot: str) -> str:
    """What to say of a mark of a slot that there is not."""
    return f"marks the unknown slot {slot!r}; " + suggest(slot, MARKS)


def suggest(name: str, known: tuple[str, ...]) -> str:
    """The known name that this one was likely meant to be, or all that there are."""
    close = get_close_matches(name, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(sorted(set(known)))}"


def check_endings(
    rules: Mapping[str, Sequence[Pattern]],
    where: Callable[[str], str],
    names: Callable[[str], tuple[str, ...]] = lambda name: (name,),
) -> None:
    """Follow every rule down; one that comes back to itself could go on for ever.

    Args:
        rules: the alternatives of each rule.
        where: ``file:line`` of some words.
        names: the rules that a name in a pattern may stand for.

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
        for inner in (inner for node in nodes for inner in names(node.name)):
            follow(inner, (*above, name))
        done.add(name)

    for name in rules:
        follow(name, ())
