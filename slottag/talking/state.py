"""Where a talk stands, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slottag.errors import DataError, shown
from slottag.text.frame import Filled
from slottag.values.legs import Doubt, Leg


@dataclass(frozen=True, slots=True)
class State:
    """What is known after a turn.

    Attributes:
        legs: what was said of each leg.
        leg: the one that was talked of last.
        language: the table of the language that was spoken last; empty before anything was said.
        doubts: which slots seemed to have several values.
        asks: whether what is missing was asked for.
    """

    legs: tuple[Leg, ...] = ()
    leg: int = 0
    language: str = ""
    doubts: tuple[Doubt, ...] = ()
    asks: bool = False

    def filled(self) -> Iterator[tuple[int, str, tuple[Filled, ...]]]:
        """All that is known: the number of a leg, a slot, and the values that it holds there."""
        return ((number, slot, held) for number, leg in enumerate(self.legs) for slot, held in leg.items())

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "legs": [{slot: [one.to_dict() for one in held] for slot, held in leg.items()} for leg in self.legs],
            "leg": self.leg,
            "language": self.language,
            "doubts": [[leg, slot, list(values), sure] for leg, slot, values, sure in self.doubts],
            "asks": self.asks,
        }

    @classmethod
    def from_dict(cls, data: Any) -> State:
        """What ``to_dict`` gave.

        Raises:
            DataError: it is something else.
        """
        try:
            legs = tuple({slot: tuple(map(_filled, held)) for slot, held in leg.items()} for leg in data["legs"])
            doubts = tuple(Doubt(leg, slot, tuple(values), sure) for leg, slot, values, sure in data["doubts"])
            state = cls(legs, data["leg"], data["language"], doubts, data["asks"])
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise DataError(f"{shown(data)} is no state of a talk; pass what to_dict gave") from error
        if not state._is_sound():
            raise DataError(f"{shown(data)} is no state of a talk; pass what to_dict gave")
        return state

    def _is_sound(self) -> bool:
        slots = all(isinstance(slot, str) and held for leg in self.legs for slot, held in leg.items())
        doubts = all(
            type(leg) is int and isinstance(slot, str) and isinstance(sure, float) and all(map(_is_text, values))
            for leg, slot, values, sure in self.doubts
        )
        leg = type(self.leg) is int and 0 <= self.leg < max(1, len(self.legs))
        return slots and doubts and leg and self.language in ("", "english", "chinese") and type(self.asks) is bool


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _filled(data: Mapping[str, Any]) -> Filled:
    value, resolved, sure = data["value"], data.get("resolved"), data.get("confidence")
    if not isinstance(value, str) or not isinstance(resolved, dict | None) or not isinstance(sure, int | float | None):
        raise ValueError
    return Filled(value, resolved, sure)
