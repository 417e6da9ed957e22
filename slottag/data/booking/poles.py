"""The two ends of a trip, and what ``@`` and ``~`` mean in a sentence of each."""

from __future__ import annotations

POLES = ("arrival", "departure")
POLE_SLOTS = {
    "arrival": {"place": "destination", "date": "arrival_date", "time": "arrival_time"},
    "departure": {"place": "origin", "date": "departure_date", "time": "departure_time"},
}


def pole_of(name: str, pole: str) -> str:
    """The pole that ``@…`` or ``~…`` means in a sentence of this pole."""
    return pole if name[0] == "@" else next(other for other in POLES if other != pole)


def pole_slot(slot: str | None, pole: str) -> str | None:
    """The slot that ``@place`` or ``~date`` means in a sentence of this pole; any other stays."""
    if slot is None or slot[0] not in "@~":
        return slot
    return POLE_SLOTS[pole_of(slot, pole)][slot[1:]]
