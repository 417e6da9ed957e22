"""What contradicts in a request: several values where one may be, dates in the wrong order, a start that is the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from slottag.text.frame import Contradiction, Filled
from slottag.values.date_values import is_of_some_year
from slottag.values.legs import Doubt, Laid, chosen, same_value
from slottag.values.moments import days_in
from slottag.values.phrases import Phrases
from slottag.values.resolver import language_of
from slottag.values.slots import SlotTypes

# A date that comes so long after the one it should follow is likelier before it, in a year that was not said.
_FAR = timedelta(300)
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")


class Contradictions:
    """What finds contradictions, by what is known of the slots, and tells them in a language."""

    def __init__(self, slots: SlotTypes, said: Phrases) -> None:
        self._slots, self._said = slots, said

    def doubted(self, laid: Sequence[Laid], doubts: Sequence[Doubt]) -> Iterator[Contradiction]:
        """The slots of which several values seemed to be found."""
        for leg, slot, values, probability in doubts:
            is_back = slot in self._slots.trips.back
            places = [number for number, trip in enumerate(laid) if (trip.leg, trip.is_back) == (leg, is_back)]
            yield self._several(slot, places[0] if places else 0, values, probability)

    def told(self, laid: Sequence[Laid]) -> Iterator[Contradiction]:
        """What cannot be in these trips as it was told."""
        for number, trip in enumerate(laid):
            for slot, held in trip.slots.items():
                info, value = self._slots[slot], held[0].value
                if len(held) > 1 and not info.often and not any(one.inferred for one in held):
                    yield self._several(slot, number, tuple(one.value for one in held))
                earlier = self._earlier(laid, number, slot)
                if earlier is not None:
                    other, than = earlier
                    kind = _disorder(held[0], than)
                    if kind:
                        told = self._said.told(kind, slot=slot, value=value, other=other, than=than.value)
                        yield Contradiction("order", slot, number, (than.value, value), told)
                unlike = trip.slots.get(info.unlike or "", ())
                if unlike and same_value(held[0]) == same_value(unlike[0]):
                    told = self._said.told("same", slot=slot, other=str(info.unlike), value=value)
                    yield Contradiction("same", slot, number, (unlike[0].value, value), told)
            if trip.is_back:
                yield from self._unwanted(trip, number)

    def _unwanted(self, trip: Laid, number: int) -> Iterator[Contradiction]:
        """That a way back is told beside a choice that tells of none."""
        told = [slot for slot in trip.slots if slot in self._slots.trips.back]
        for slot, choice in self._slots.trips.both.items():
            other = trip.slots.get(slot, ())
            if told and other and chosen(other) not in (None, choice):
                value, than = trip.slots[told[0]][0].value, other[0].value
                line = self._said.told("unwanted", slot=told[0], value=value, other=slot, than=than)
                yield Contradiction("unwanted", told[0], number, (than, value), line)

    def _earlier(self, laid: Sequence[Laid], number: int, slot: str) -> tuple[str, Filled] | None:
        """The slot that one cannot be before, and its value: the one that it comes after, in its trip or the last
        before it; of the next trip's, the same slot of the trip before.
        """
        info = self._slots[slot]
        if info.type != "date":
            return None
        if info.after:
            reach = laid[number::-1] if laid[number].is_back else [laid[number]]
            for trip in reach:
                if info.after in trip.slots:
                    return info.after, trip.slots[info.after][0]
            return None
        for trip in reversed(laid[:number]):
            if slot in trip.slots:
                return slot, trip.slots[slot][0]
        return None

    def _several(
        self, slot: str, trip: int, values: tuple[str, ...], probability: float | None = None
    ) -> Contradiction:
        told = self._said.told("several", slot=slot, values=", ".join(values))
        return Contradiction("several", slot, trip, values, told, probability)


def _disorder(one: Filled, than: Filled) -> str | None:
    """How a date is wrongly before another, if it is."""
    (first, last), (start, end) = _days(one), _days(than)
    if last is not None and start is not None and last < start:
        return "order"
    far = first is not None and end is not None and first - end > _FAR
    return "far" if far and is_of_some_year(language_of(one.value, than.value), one.value) else None


def _days(one: Filled) -> tuple[date | None, date | None]:
    """The first and the last day that a date may mean, by its EDTF; ``None`` where that is open."""
    text = str((one.resolved or {}).get("value", ""))
    days = [_day(match) for match in _DAY.finditer(text)]
    if not days or "," in text:
        return None, None
    return (None if text.startswith("..") else days[0][0]), (None if text.endswith("..") else days[-1][1])


def _day(match: re.Match[str]) -> tuple[date, date] | tuple[None, None]:
    year, month = int(match[1]), int(match[2])
    if match[3]:
        return (date(year, month, int(match[3])),) * 2
    if not 1 <= month <= 12:
        # A season, whose days nobody has agreed on.
        return None, None
    return date(year, month, 1), date(year, month, days_in(year, month))
