"""Where a talk stands, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slottag.errors import DataError, shown
from slottag.text.frame import Filled
from slottag.values.frames import Doubt, Leg


@dataclass(frozen=True, slots=True)
class State:
    """What is known after a turn.

    Attributes:
        legs: what was said of each leg.
        leg: the one that was talked of last.
        language: the table of the language that was spoken last; empty before anything was said.
        doubts: which slots seemed to have several values.
    """

    legs: tuple[Leg, ...] = ()
    leg: int = 0
    language: str = ""
    doubts: tuple[Doubt, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "legs": [{slot: [one.to_dict() for one in held] for slot, held in leg.items()} for leg in self.legs],
            "leg": self.leg,
            "language": self.language,
            "doubts": [[*doubt] for doubt in self.doubts],
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
            state = cls(legs, data["leg"], data["language"], doubts)
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise DataError(f"{shown(data)} is no state of a talk; pass what to_dict gave") from error
        known = all(isinstance(slot, str) and held for leg in legs for slot, held in leg.items())
        if not known or type(state.leg) is not int or not 0 <= state.leg <= len(legs) or not state.has_language:
            raise DataError(f"{shown(data)} is no state of a talk; pass what to_dict gave")
        return state

    @property
    def has_language(self) -> bool:
        """Whether its language is one."""
        return self.language in ("", "english", "chinese")


def _filled(data: Mapping[str, Any]) -> Filled:
    value, resolved, sure = data["value"], data.get("resolved"), data.get("confidence")
    if not isinstance(value, str) or not isinstance(resolved, dict | None) or not isinstance(sure, int | float | None):
        raise ValueError
    return Filled(value, resolved, sure)
