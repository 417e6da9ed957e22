"""The slots of a request for a ticket, the two ends of a trip, and what ``@`` and ``~`` mean in a sentence of each."""

from __future__ import annotations

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
PLACES = ("origin", "destination", "via")
DATES = ("departure_date", "arrival_date", "return_date")
TIMES = ("departure_time", "arrival_time", "return_time")
POLES = ("arrival", "departure")
# What may stand in the round brackets of a mark.
MARKS = (*SLOTS, *(sign + kind for sign in "@~" for kind in ("place", "date", "time")))

_POLE_SLOTS = {
    "arrival": {"place": "destination", "date": "arrival_date", "time": "arrival_time"},
    "departure": {"place": "origin", "date": "departure_date", "time": "departure_time"},
}


def pole_rule(name: str, pole: str) -> str:
    """The rule that ``@go`` means in a sentence of this pole, as ``arrival_go``, or ``~go`` of the other; any other
    name stays.
    """
    return f"{_pole_of(name, pole)}_{name[1:]}" if name[0] in "@~" else name


def pole_slot(slot: str | None, pole: str) -> str | None:
    """The slot that ``@place`` or ``~date`` means in a sentence of this pole; any other stays."""
    return _POLE_SLOTS[_pole_of(slot, pole)][slot[1:]] if slot and slot[0] in "@~" else slot


def _pole_of(name: str, pole: str) -> str:
    return pole if name[0] == "@" else next(other for other in POLES if other != pole)
