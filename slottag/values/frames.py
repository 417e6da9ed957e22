"""Frames: what the spans of a request are of each of its trips, what is missing, and what contradicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from slottag.text import Sentence, Span
from slottag.text.frame import Contradiction, Filled, Frame, Missing
from slottag.values.moments import days_in
from slottag.values.phrases import phrases
from slottag.values.resolver import language_of
from slottag.values.slots import SlotTypes
from slottag.values.trips import Mention, cut

# What was said of a trip and of the way back from it, by slot; several values where several were said.
Leg = Mapping[str, tuple[Filled, ...]]
# A date that comes so long after the one it should follow is likelier before it, in a year that was not said.
_FAR = timedelta(300)
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_YEAR = re.compile(r"\d{4}")
# The questions of slots.toml by the tables of values.
_KEYS = {"chinese": "zh", "english": "en"}


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


class Framer:
    """What makes frames of spans, by what ``slots.toml`` says of slots and trips.

    Attributes:
        slots: what it says.
        once: the slots that may come once in a trip.
    """

    def __init__(self, slots: SlotTypes) -> None:
        self.slots = slots
        self.once = tuple(slot.name for slot in slots.slots.values() if not slot.often)
        self._trips = slots.trips

    def parted(self, sentence: Sentence) -> list[tuple[Span, ...]]:
        """The spans of a resolved sentence by the leg that each belongs to (see ``slottag.values.trips``)."""
        spans = sentence.spans
        own = phrases(language_of(sentence.text, sentence.text))
        gaps = (0, *(own.gap(sentence.text[one.end : other.start]) for one, other in pairwise(spans)))
        values = _values(sentence, spans)
        mentions = [
            Mention(span.slot, value, gap) for span, value, gap in zip(spans, values, gaps[: len(spans)], strict=True)
        ]
        begins = cut(mentions, self._trips, self._once)
        return [spans[first:end] for first, end in pairwise((*begins, len(spans)))]

    def repeated(self, legs: Sequence[Leg]) -> list[str]:
        """The slots that may come once in a trip and have several values in one."""
        return sorted({slot for leg in legs for slot, held in leg.items() if len(held) > 1 and self._once(slot)})

    def legs(self, sentence: Sentence, parts: Sequence[Sequence[Span]]) -> list[Leg]:
        """What spans say of each leg; each value once, as it is surest."""
        legs: list[Leg] = []
        for spans in parts:
            leg: dict[str, dict[object, Filled]] = {}
            for span, value in zip(spans, _values(sentence, spans), strict=True):
                one = Filled(sentence.value(span), span.resolved, span.confidence)
                held = leg.setdefault(span.slot, {})
                held[value] = max(held.get(value, one), one, key=_sure)
            legs.append({slot: tuple(held.values()) for slot, held in leg.items()})
        return self._dealt(legs)

    def _dealt(self, legs: list[Leg]) -> list[Leg]:
        """The same; where one trip alone has values of a slot, and as many as there are trips, each has one: *from Oslo
        to Rome and on to Paris, on Friday and Monday*.
        """
        if len(legs) < 2:
            return legs
        dealt = [dict(leg) for leg in legs]
        for slot in {slot for leg in legs for slot in leg if self._once(slot)}:
            having = [leg for leg in dealt if slot in leg]
            if len(having) == 1 and len(having[0][slot]) == len(legs):
                for leg, one in zip(dealt, having[0].pop(slot), strict=True):
                    leg[slot] = (one,)
        return [*dealt]

    def laid(self, legs: Sequence[Leg]) -> list[Laid]:
        """The trips of these legs, the way back of each behind it, with what holds for all and what follows."""
        trips = self._trips
        whole = self._whole(legs)
        found: list[Laid] = []
        begun: tuple[Filled, ...] = ()
        for number, leg in enumerate(legs):
            out = {**whole, **{slot: held for slot, held in leg.items() if slot not in trips.back}}
            if trips.start and trips.end:
                before = found[-1].slots.get(trips.end, ()) if found else ()
                if before and trips.start not in out:
                    out[trips.start] = _inferred(before)
                begun = begun or out.get(trips.start, ())
            found.append(Laid(number, False, self._ordered(out)))
            back = {slot: held for slot, held in leg.items() if slot in trips.back}
            if back or self._returns(legs, number, out, begun):
                if trips.start and trips.end:
                    back[trips.start], back[trips.end] = _inferred(out.get(trips.end, ())), _inferred(begun)
                back = {slot: held for slot, held in {**whole, **back}.items() if held}
                found.append(Laid(number, True, self._ordered(back)))
                begun = ()
        return found

    def frame(self, legs: Sequence[Leg], language: str, doubts: Sequence[Doubt] = ()) -> Frame:
        """The frame of these legs, told in a language, with what was doubtful of them."""
        laid = self.laid(legs)
        trips = [
            {slot: max(held, key=_sure) if self._once(slot) else held for slot, held in trip.slots.items()}
            for trip in laid
        ]
        found = (*self._doubted(laid, language, doubts), *self._contradictions(laid, language))
        return Frame(tuple(trips), tuple(self._missing(laid, language)), found)

    def question(self, slot: str, language: str) -> str:
        """What asks for a slot, in a language if the file has a question in it; made of its name if it has none."""
        asked = self.slots[slot].ask
        wanted = _KEYS[language]
        others = [question for key, question in asked.items() if wanted == "zh" or key != "zh"]
        found = asked.get(wanted) or next(iter(others or asked.values()), None)
        return found or phrases(language).told("unasked", slot=slot.replace("_", " "))

    def _once(self, slot: str) -> bool:
        return not self.slots[slot].often

    def _whole(self, legs: Sequence[Leg]) -> dict[str, tuple[Filled, ...]]:
        """What is said once in a request and holds for all of its trips."""
        having = {slot: [leg[slot] for leg in legs if slot in leg] for slot in self._trips.whole}
        return {slot: held[0] for slot, held in having.items() if len(held) == 1}

    def _returns(self, legs: Sequence[Leg], number: int, out: Leg, begun: tuple[Filled, ...]) -> bool:
        """Whether a way back was asked for, by a choice alone, that the last leg has and is not itself."""
        wanted = any(_chosen(out.get(slot, ())) == choice for slot, choice in self._trips.both.items())
        told = any(slot in leg for leg in legs for slot in self._trips.back)
        ends = {same_value(one) for one in out.get(self._trips.end or "", ())}
        closed = len(legs) > 1 and bool(ends & {same_value(one) for one in begun})
        return wanted and not told and not closed and number == len(legs) - 1

    def _ordered(self, slots: Leg) -> dict[str, tuple[Filled, ...]]:
        """Slots in the order of the file, others behind them."""
        known = [slot for slot in self.slots.slots if slot in slots]
        return {slot: slots[slot] for slot in (*known, *(slot for slot in slots if slot not in self.slots.slots))}

    def _missing(self, laid: Sequence[Laid], language: str) -> Iterator[Missing]:
        """What is required and not told: of a way back the first of its slots. Where that starts and ends follows, and
        so does where a later trip starts.
        """
        trips = self._trips
        required = [slot.name for slot in self.slots.slots.values() if slot.required and slot.name not in trips.back]
        for number, trip in enumerate(laid or [Laid(0, False, {})]):
            wanted = (
                trips.back[:1] if trip.is_back else [slot for slot in required if not number or slot != trips.start]
            )
            for slot in wanted:
                if slot not in trip.slots:
                    yield Missing(slot, self.question(slot, language), number)

    def _doubted(self, laid: Sequence[Laid], language: str, doubts: Sequence[Doubt]) -> Iterator[Contradiction]:
        for leg, slot, values, probability in doubts:
            is_back = slot in self._trips.back
            places = [number for number, trip in enumerate(laid) if (trip.leg, trip.is_back) == (leg, is_back)]
            yield _several(slot, places[0] if places else 0, values, language, probability)

    def _contradictions(self, laid: Sequence[Laid], language: str) -> Iterator[Contradiction]:
        said = phrases(language)
        for number, trip in enumerate(laid):
            for slot, held in trip.slots.items():
                info, value = self.slots[slot], held[0].value
                if len(held) > 1 and not info.often and not any(one.inferred for one in held):
                    yield _several(slot, number, tuple(one.value for one in held), language)
                earlier = self._earlier(laid, number, slot)
                if earlier is not None:
                    other, than = earlier
                    kind = _disorder(held[0], than)
                    if kind:
                        told = said.told(kind, slot=slot, value=value, other=other, than=than.value)
                        yield Contradiction("order", slot, number, (than.value, value), told)
                unlike = trip.slots.get(info.unlike or "", ())
                if unlike and same_value(held[0]) == same_value(unlike[0]):
                    told = said.told("same", slot=slot, other=str(info.unlike), value=value)
                    yield Contradiction("same", slot, number, (unlike[0].value, value), told)
            if trip.is_back:
                yield from self._unwanted(trip, number, language)

    def _unwanted(self, trip: Laid, number: int, language: str) -> Iterator[Contradiction]:
        """That a way back is told beside a choice that tells of none."""
        told = [slot for slot in trip.slots if slot in self._trips.back]
        for slot, choice in self._trips.both.items():
            chosen = trip.slots.get(slot, ())
            if told and chosen and _chosen(chosen) not in (None, choice):
                value, than = trip.slots[told[0]][0].value, chosen[0].value
                line = phrases(language).told("unwanted", slot=told[0], value=value, other=slot, than=than)
                yield Contradiction("unwanted", told[0], number, (than, value), line)

    def _earlier(self, laid: Sequence[Laid], number: int, slot: str) -> tuple[str, Filled] | None:
        """The slot that one cannot be before, and its value: the one that it comes after, in its trip or the last
        before it; of the next trip's, the same slot of the trip before.
        """
        info = self.slots[slot]
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
    slot: str, trip: int, values: tuple[str, ...], language: str, probability: float | None = None
) -> Contradiction:
    """That a slot which may come once has several values."""
    told = phrases(language).told("several", slot=slot, values=", ".join(values))
    return Contradiction("several", slot, trip, values, told, probability)


def _values(sentence: Sentence, spans: Sequence[Span]) -> list[object]:
    """What tells the values of spans from each other; two of one text are one, whatever they rest on."""
    known: dict[tuple[str, str], object] = {}
    filled = [(span.slot, Filled(sentence.value(span), span.resolved)) for span in spans]
    return [known.setdefault((slot, one.value.casefold()), same_value(one)) for slot, one in filled]


def _inferred(held: tuple[Filled, ...]) -> tuple[Filled, ...]:
    return tuple(one._replace(inferred=True) for one in held)


def same_value(one: Filled) -> object:
    """What tells a value from another: what it means, else its text."""
    if one.resolved is None:
        return one.value.casefold()
    return tuple(sorted((key, str(part)) for key, part in one.resolved.items() if key != "alternatives"))


def _sure(one: Filled) -> float:
    return one.confidence if one.confidence is not None else 1.0


def _chosen(held: tuple[Filled, ...]) -> object:
    return held[0].resolved.get("value") if held and held[0].resolved else None


def _disorder(one: Filled, than: Filled) -> str | None:
    """How a date is wrongly before another, if it is."""
    (first, last), (start, end) = _days(one), _days(than)
    if last is not None and start is not None and last < start:
        return "order"
    far = first is not None and end is not None and first - end > _FAR
    return "far" if far and not _YEAR.search(one.value) else None


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
