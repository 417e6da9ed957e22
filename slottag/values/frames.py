"""Frames: what the spans of a request are of each of its trips, what is missing, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from slottag.text import Sentence, Span
from slottag.text.frame import Filled, Frame, Missing
from slottag.values.contradictions import Contradictions
from slottag.values.homeward import Homeward
from slottag.values.legs import Doubt, Laid, Leg, chosen, is_of_way_back, same_value, slot_of, surest, values_of
from slottag.values.names import KEYS
from slottag.values.phrases import COMMA, ONWARD, Phrases, phrases
from slottag.values.resolver import language_of, within_part
from slottag.values.slots import SlotTypes
from slottag.values.trips import Mention, cut


class Framer:
    """What makes frames of spans, by what ``slots.toml`` says of slots and trips.

    Attributes:
        slots: what it says.
        once: the slots that may come once in a trip.
        homeward: what tells ways back from further trips.
    """

    def __init__(self, slots: SlotTypes) -> None:
        self.slots = slots
        self.once = tuple(slot.name for slot in slots.slots.values() if not slot.often)
        self.homeward = Homeward(slots)
        self._trips = slots.trips
        self._required = [slot.name for slot in slots.slots.values() if slot.required]

    def parted(self, sentence: Sentence) -> list[tuple[Span, ...]]:
        """The spans of a resolved sentence by the leg that each belongs to (see ``slottag.values.trips``)."""
        own = phrases(language_of(sentence.text, sentence.text))
        spans = self._alike(sentence, own)
        gaps = (0, *(own.gap(sentence.text[one.end : other.start]) for one, other in pairwise(spans)))
        values = _values(sentence, spans)
        mentions = [
            Mention(span.slot, value, gap) for span, value, gap in zip(spans, values, gaps[: len(spans)], strict=True)
        ]
        begins = cut(mentions, self._trips, self._once)
        return [spans[first:end] for first, end in pairwise((*begins, len(spans)))]

    def _alike(self, sentence: Sentence, own: Phrases) -> tuple[Span, ...]:
        """The spans of a sentence, those of one type of which one or the other is meant of one slot."""
        spans = list(sentence.spans)
        for place, (one, other) in enumerate(pairwise(sentence.spans)):
            slot = spans[place].slot
            is_type = self.slots[other.slot].type == self.slots[slot].type != "text"
            if slot != other.slot and is_type and own.is_other(sentence.text[one.end : other.start]):
                spans[place + 1] = Span(other.start, other.end, slot, other.confidence, other.resolved, other.next)
        return tuple(spans)

    def repeated(self, legs: Sequence[Leg]) -> list[str]:
        """The slots that may come once in a trip and have several values in one."""
        return sorted({slot for leg in legs for slot, held in leg.items() if len(held) > 1 and self._once(slot)})

    def legs(self, sentence: Sentence, parts: Sequence[Sequence[Span]]) -> list[Leg]:
        """What spans say of each leg; each value once, as it is surest."""
        legs: list[Leg] = []
        since = 0
        for spans in parts:
            leg: dict[str, dict[object, Filled]] = {}
            for span, value in zip(spans, _values(sentence, spans), strict=True):
                one = Filled(sentence.value(span), span.resolved, span.confidence)
                held = leg.setdefault(span.slot, {})
                held[value] = max(held.get(value, one), one, key=surest)
            filled = {slot: self._joined(slot, tuple(held.values())) for slot, held in leg.items()}
            if legs and self._starts_all(legs[0], sentence, spans):
                legs[0] = {**legs[0], str(self._trips.start): filled.pop(str(self._trips.start))}
            back = self.homeward(legs, filled, sentence, spans, since)
            if back is None:
                legs.append(filled)
            else:
                legs[-1] = {**legs[-1], **back.slots}
                if back.home:
                    legs[0] = {**legs[0], str(self._trips.start): back.home}
            since = spans[-1].end if spans else since
        return self._dealt(legs)

    def _starts_all(self, first: Leg, sentence: Sentence, spans: Sequence[Span]) -> bool:
        """Whether the start of a later leg is that of the first, apart at the end: *to Rome and to Bari, from Oslo*."""
        last = spans[-1] if len(spans) > 1 else None
        if last is None or last != sentence.spans[-1] or last.slot != self._trips.start or last.slot in first:
            return False
        own = phrases(language_of(sentence.text, sentence.text))
        return COMMA <= own.gap(sentence.text[spans[-2].end : last.start]) < ONWARD

    def _joined(self, slot: str, held: tuple[Filled, ...]) -> tuple[Filled, ...]:
        """The values of a slot; a time and the part of the day that it lies in, said apart, are one: *tonight* … *at
        11*.
        """
        if len(held) != 2 or self.slots[slot].type != "time":
            return held
        sure = [one.confidence for one in held if one.confidence is not None]
        for part, time in (held, held[::-1]):
            resolved = within_part(part, time, self.slots.parts)
            if resolved is not None:
                return (Filled(f"{held[0].value} {held[1].value}", resolved, min(sure, default=None)),)
        return held

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
            back = {slot: held for slot, held in leg.items() if slot in trips.back or is_of_way_back(slot)}
            out = {**whole, **{slot: held for slot, held in leg.items() if slot not in back}}
            if trips.start and trips.end:
                before = found[-1].slots.get(trips.end, ()) if found else ()
                if before and trips.start not in out:
                    out[trips.start] = _inferred(before)
                begun = begun or out.get(trips.start, ())
            out = self._dated(out, [slot for slot in self._required if slot not in trips.back])
            found.append(Laid(number, False, self._ordered(out)))
            if back or self._returns(legs, number, out, begun):
                if trips.start and trips.end:
                    follows = {trips.start: _inferred(out.get(trips.end, ())), trips.end: _inferred(begun)}
                    back = {**follows, **{slot_of(slot): held for slot, held in back.items()}}
                back = {slot: held for slot, held in {**whole, **back}.items() if held}
                back = self._dated(back, trips.back[:1])
                found.append(Laid(number, True, self._ordered(back)))
                begun = ()
        return found

    def _dated(self, slots: Leg, wanted: Sequence[str]) -> dict[str, tuple[Filled, ...]]:
        """A trip, the dates that it misses told by a time that tells its day: *tonight*, 明早."""
        times = [one for slot, held in slots.items() if self.slots[slot].type == "time" for one in held]
        told = [(one, one.resolved["date"]) for one in times if one.resolved and "date" in one.resolved]
        dates = [slot for slot in wanted if slot not in slots and self.slots[slot].type == "date"]
        follows = [
            (Filled(one.value, {"type": "date", "value": day}, one.confidence, inferred=True),) for one, day in told[:1]
        ]
        return {**slots, **dict(zip(dates, follows, strict=False))}

    def frame(self, legs: Sequence[Leg], language: str, doubts: Sequence[Doubt] = ()) -> Frame:
        """The frame of these legs, told in a language, with what was doubtful of them."""
        laid = self.laid(legs)
        trips = [
            {slot: max(held, key=surest) if self._once(slot) else held for slot, held in trip.slots.items()}
            for trip in laid
        ]
        against = Contradictions(self.slots, phrases(language))
        found = (*against.doubted(laid, doubts), *against.told(laid))
        return Frame(tuple(trips), tuple(self._missing(laid, language)), found)

    def question(self, slot: str, language: str) -> str:
        """What asks for a slot, in a language if the file has a question in it; made of its name if it has none."""
        asked = self.slots[slot].ask
        wanted = KEYS[language]
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
        wanted = any(chosen(out.get(slot, ())) == choice for slot, choice in self._trips.both.items())
        told = any(slot in self._trips.back or is_of_way_back(slot) for leg in legs for slot in leg)
        ends = values_of(out.get(self._trips.end or "", ()))
        closed = len(legs) > 1 and bool(ends & values_of(begun))
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
        required = [slot for slot in self._required if slot not in trips.back]
        for number, trip in enumerate(laid or [Laid(0, False, {})]):
            wanted = (
                trips.back[:1] if trip.is_back else [slot for slot in required if not number or slot != trips.start]
            )
            for slot in wanted:
                if slot not in trip.slots:
                    yield Missing(slot, self.question(slot, language), number)


def _values(sentence: Sentence, spans: Sequence[Span]) -> list[object]:
    """What tells the values of spans from each other; two of one text are one, whatever they rest on."""
    known: dict[tuple[str, str], object] = {}
    filled = [(span.slot, Filled(sentence.value(span), span.resolved)) for span in spans]
    return [known.setdefault((slot, one.value.casefold()), same_value(one)) for slot, one in filled]


def _inferred(held: tuple[Filled, ...]) -> tuple[Filled, ...]:
    return tuple(replace(one, inferred=True) for one in held)
