"""What is said of each leg of a request, and how values are told from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from slottag.text.frame import Filled

# What was said of a trip and of the way back from it, by slot; several values where several were said.
Leg = Mapping[str, tuple[Filled, ...]]
_BACK = " (back)"


def of_way_back(slot: str) -> str:
    """The name under which a leg has the start or the end of its way back, where that does not follow."""
    return f"{slot}{_BACK}"


def is_of_way_back(name: str) -> bool:
    """Whether this is such a name."""
    return name.endswith(_BACK)


def slot_of(name: str) -> str:
    """The slot whose values stand under a name."""
    return name.removesuffix(_BACK)


class Doubt(NamedTuple):
    """Several values that a slot of a leg seemed to have, and how probable the model holds it that it has one."""

    leg: int
    slot: str
    values: tuple[str, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Laid:
    """A trip of a frame: which leg it comes from, whether it is the way back from there, and what is known of it."""

    leg: int
    is_back: bool
    slots: dict[str, tuple[Filled, ...]]


def same_value(one: Filled) -> object:
    """What tells a value from another: what it means, else its text."""
    if one.resolved is None:
        return one.value.casefold()
    return tuple(sorted((key, str(part)) for key, part in one.resolved.items() if key != "alternatives"))


def values_of(held: tuple[Filled, ...]) -> set[object]:
    """What tells the values of a slot from those of another."""
    return {same_value(one) for one in held}


def chosen(held: tuple[Filled, ...]) -> object:
    """The choice that a slot holds, if it is understood."""
    return held[0].resolved.get("value") if held and held[0].resolved else None


def surest(one: Filled) -> float:
    """How sure a value is; those that rules told are."""
    return one.confidence if one.confidence is not None else 1.0
