"""What a request asks for as a whole: its slots as one object a trip, what is missing of them, what contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Filled:
    """What a slot of a trip holds.

    Attributes:
        value: the text that was said.
        resolved: what it means, where that is understood.
        confidence: how sure it is, given that a slot which may come once comes once; ``None`` where a rule told it.
        inferred: whether it was said of another trip, and holds for this one by the rule of trips, or of another slot,
            whose time tells this day.
    """

    value: str
    resolved: Mapping[str, Any] | None = None
    confidence: float | None = None
    inferred: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        told: dict[str, Any] = {"value": self.value}
        if self.resolved is not None:
            told["resolved"] = dict(self.resolved)
        if self.confidence is not None:
            told["confidence"] = round(float(self.confidence), 6)
        return {**told, "inferred": True} if self.inferred else told


# What a slot holds that may come once, and one that may come often.
Trip = Mapping[str, Filled | tuple[Filled, ...]]


class Missing(NamedTuple):
    """A slot that is required of a trip (a number from 0) and not told, with the question that asks for it."""

    slot: str
    ask: str
    trip: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return self._asdict()


class Contradiction(NamedTuple):
    """Something that cannot be as it was told.

    Attributes:
        kind: ``several`` values where one may be; the wrong ``order`` of two dates; the ``same`` value where two should
            differ; an ``unwanted`` slot.
        slot: what it is about.
        trip: the trip that it is about, from 0.
        values: the texts that contradict each other.
        told: all of it in a sentence.
        probability: of several values, how probable the model holds it that the slot comes once as it should.
    """

    kind: str
    slot: str
    trip: int
    values: tuple[str, ...]
    told: str
    probability: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        told = {**self._asdict(), "values": list(self.values)}
        if self.probability is None:
            del told["probability"]
        else:
            told["probability"] = round(float(self.probability), 6)
        return told


@dataclass(frozen=True, slots=True)
class Frame:
    """The trips of a request in their order, what is missing and what contradicts."""

    trips: tuple[Trip, ...] = ()
    missing: tuple[Missing, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: what may come often is a list in a trip."""
        return {
            "trips": [{slot: _holding(held) for slot, held in trip.items()} for trip in self.trips],
            "missing": [one.to_dict() for one in self.missing],
            "contradictions": [one.to_dict() for one in self.contradictions],
        }


def _holding(held: Filled | tuple[Filled, ...]) -> Any:
    return held.to_dict() if isinstance(held, Filled) else [one.to_dict() for one in held]
