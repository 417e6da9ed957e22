"""Which leg of a request is but the way back from those before it, and where that starts and ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from slottag.text import Sentence, Span
from slottag.text.frame import Filled
from slottag.values.legs import Leg, of_way_back, values_of
from slottag.values.phrases import phrases
from slottag.values.resolver import language_of
from slottag.values.slots import SlotTypes


class WayBack(NamedTuple):
    """A way back.

    Attributes:
        slots: what it adds to the leg that it is the way back from; places that do not follow from that are under names
            of their own.
        home: where the first leg starts, if that is told here first.
    """

    slots: Leg
    home: tuple[Filled, ...] = ()


class Homeward:
    """What tells ways back from further trips, by what is said of trips."""

    def __init__(self, slots: SlotTypes) -> None:
        self._slots, self._trips = slots, slots.trips
        # What leaving is of the way back, by type.
        self._leaving = {slots[slot].type: slot for slot in reversed(slots.trips.back)}

    def __call__(
        self, legs: Sequence[Leg], leg: Leg, sentence: Sentence, spans: Sequence[Span], since: int = 0
    ) -> WayBack | None:
        """A leg as the way back from those before it, if it is no trip of its own: *and back to Oslo on Sunday*; to
        another place than the first start where words in front of its places say that it goes back.

        Args:
            legs: those before it.
            leg: the one that may be the way back.
            sentence: where it is said, and
            spans: by which spans,
            since: behind which place.
        """
        start, end = self._trips.start, self._trips.end
        if not legs or not start or not end or not (start in leg or end in leg):
            return None
        told, begun, ends = any(slot in leg for slot in self._trips.back), legs[0].get(start, ()), leg.get(end, ())
        homebound = self._is_homebound(sentence, spans, since)
        at_home = bool(ends) and values_of(ends) <= values_of(begun)
        slots = leg if told and at_home else self._left(leg, legs[-1]) if homebound else None
        if slots is None:
            return None
        first = not begun and bool(ends) and values_of(leg.get(start, ends)) == values_of(ends)
        if first:
            slots = {slot: held for slot, held in slots.items() if slot != start}
        return WayBack(self._placed(legs[-1], slots, at_home or first), ends if first else ())

    def renamed(self, leg: Leg) -> Leg:
        """A leg whose places are those of the way back."""
        ends = (self._trips.start, self._trips.end)
        return {of_way_back(slot) if slot in ends else slot: held for slot, held in leg.items()}

    def _placed(self, before: Leg, leg: Leg, at_home: bool) -> Leg:
        """A way back with its places where they do not follow from the leg before it, stand for others, or are all
        that is told.
        """
        start, end = str(self._trips.start), str(self._trips.end)
        follows = {start: values_of(leg.get(start, ())) <= values_of(before.get(end, ())), end: at_home}
        gone = {slot for slot, known in follows.items() if known and of_way_back(slot) not in before}
        if not any(slot in leg for slot in self._trips.back):
            gone -= {end if end in leg else start}
        return self.renamed({slot: held for slot, held in leg.items() if slot not in gone})

    def _left(self, leg: Leg, before: Leg) -> Leg | None:
        """A leg that goes back, when it leaves as that of the way back; where it tells that, too, as that of the leg
        before it; ``None`` where that has one.
        """
        left = {}
        for slot, held in leg.items():
            info = self._slots[slot]
            name = self._leaving.get(info.type, slot) if info.after is None else slot
            if name != slot and name in leg:
                if slot in before:
                    return None
                name = slot
            left[name] = held
        return left

    def _is_homebound(self, sentence: Sentence, spans: Sequence[Span], since: int) -> bool:
        """Whether words in front of the first place say that it is where the way back starts or ends."""
        own = phrases(language_of(sentence.text, sentence.text))
        front, edge = "", since
        for span in spans:
            front = own.clause(f"{front} {sentence.text[edge : span.start]}")
            if span.slot in (self._trips.start, self._trips.end):
                return own.has("homebound", front)
            if span.slot in self._trips.both and not own.ends_in_lead(front):
                # Found to be a kind of ticket: Oslo to Rome, and return to Bergen.
                front += f" {sentence.text[span.start : span.end]}"
            edge = span.end
        return False
