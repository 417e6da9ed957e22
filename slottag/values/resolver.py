"""The spans of a sentence with what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from slottag.text import Sentence, Span
from slottag.text.frame import Filled
from slottag.values.choices import folded, table_of
from slottag.values.counts import read_count
from slottag.values.date_values import Dated, completed, order_told, placed, read_date
from slottag.values.date_values import Said as SaidDate
from slottag.values.day_parts import DAY, Parts, holds, is_next_day, minutes_of, parts_named
from slottag.values.moments import Ground, Period
from slottag.values.money import money_value, read_money
from slottag.values.places import read_place
from slottag.values.slots import SlotInfo, SlotTypes
from slottag.values.stretches import within
from slottag.values.tables import language
from slottag.values.time_values import Timed, part_of_day, read_time, timed

Value = Mapping[str, Any]
_CLOCK = re.compile(r"\d{2}:\d{2}")
_HAN = re.compile(r"[㐀-鿿]")
# Characters that are close to a span.
_FAR = 24
# Longer texts are no values.
_LONGEST = 200


@dataclass
class _Reading:
    """A sentence that is being resolved: what its spans mean so far."""

    sentence: Sentence
    texts: Sequence[str]
    values: list[Value | None]
    today: date
    periods: dict[int, Period] = field(default_factory=dict)


class Resolver:
    """A function from a sentence with spans to the same with what they mean, as seen at one moment.

    Args:
        slots: what is known of the slots.
        now: what gives the time by the clock where it is said, or one moment.
    """

    def __init__(self, slots: SlotTypes, now: datetime | Callable[[], datetime]) -> None:
        self.slots = slots
        self.now: Callable[[], datetime] = (lambda: now) if isinstance(now, datetime) else now
        self._choices = {name: table_of(slot.choices) for name, slot in slots.slots.items() if slot.type == "one of"}

    def __call__(self, sentence: Sentence, known: Mapping[str, Value] | None = None) -> Sentence:
        """The sentence, each span with its value, those without where they are not understood; so are the spans of its
        alternatives.

        Args:
            sentence: what was tagged.
            known: the values of slots that were told before, which *two days later* may refer to.
        """
        if sentence.alternatives is not None:
            resolved = tuple([self(other, known) for other in sentence.alternatives])
            return replace(self(replace(sentence, alternatives=None), known), alternatives=resolved)
        if not sentence.spans:
            return sentence
        texts = [sentence.value(span) for span in sentence.spans]
        reading = _Reading(sentence, texts, [None] * len(texts), self.now().date())
        kinds = [self.slots[span.slot].type for span in sentence.spans]
        for index, (span, kind) in enumerate(zip(sentence.spans, kinds, strict=True)):
            if kind not in ("date", "time", "text") and len(texts[index]) <= _LONGEST:
                told = (known or {}).get(span.slot, {})
                reading.values[index] = self._plain(self.slots[span.slot], texts[index], sentence.text, told)
        if "date" in kinds:
            self._dates(reading, [index for index, kind in enumerate(kinds) if kind == "date"], known or {})
        if "time" in kinds:
            self._times(reading, [index for index, kind in enumerate(kinds) if kind == "time"], known or {})
        pairs = zip(sentence.spans, reading.values, strict=True)
        spans = tuple(
            [
                Span(span.start, span.end, span.slot, span.confidence, value, span.next) if value else span
                for span, value in pairs
            ]
        )
        return replace(sentence, spans=spans)

    def _plain(self, slot: SlotInfo, text: str, around: str, told: Value) -> Value | None:
        """A value that rests on no other, but for the currency of a sum that was told before."""
        name = language_of(text, around)
        if slot.type == "count":
            count = read_count(name, text)
            return {"type": "count", **count} if count else None
        if slot.type == "money":
            money = read_money(name, text)
            foreign = name == "chinese" and language(name).plain(around) != around.lower()
            found = money_value(money, own=slot.currency or told.get("currency"), foreign=foreign) if money else None
            return {"type": "money", **found} if found else None
        if slot.type == "place":
            return _place(text)
        choice = self._choices[slot.name].get(folded(text))
        return {"type": "choice", "value": choice} if choice is not None else None

    def _dates(self, reading: _Reading, indices: Sequence[int], known: Mapping[str, Value]) -> None:
        """Dates in the order in which they rest on each other."""
        spans, around = reading.sentence.spans, reading.sentence.text
        said = {
            index: read_date(language_of(reading.texts[index], around), reading.texts[index])
            for index in indices
            if len(reading.texts[index]) <= _LONGEST
        }
        reading.periods |= self._days_of_times(reading)
        told = [order_told(each) for each in said.values()]
        order = next((each for each in told if each is not None), None)
        for index in sorted(said, key=lambda index: (self.slots.depth(spans[index].slot), index)):
            slot = self.slots[spans[index].slot]
            old = _known_period(known.get(slot.name))
            instead = old if old is not None and old.start == old.end else None
            expression = self._completed(said, index, spans)
            if expression is None:
                continue
            day_first = slot.day_first if slot.day_first is not None else order
            found = _distinct(
                [
                    dated
                    for other, follows in self._others(reading, index, slot, known)
                    for dated in placed(expression, Ground(reading.today, other, follows, day_first, instead))
                ]
            )
            if found:
                reading.periods[index] = found[0].period
                reading.values[index] = _value("date", [dated.text for dated in found])

    def _days_of_times(self, reading: _Reading) -> dict[int, Period]:
        """The days that times tell, such as *tonight*, which dates may refer to."""
        found = {}
        for index, span in enumerate(reading.sentence.spans):
            if self.slots[span.slot].type == "time":
                readings = self._time(reading, index)
                if readings and readings[0].stretch.days is not None:
                    told = reading.today + timedelta(readings[0].stretch.days)
                    found[index] = Period(told, told)
        return found

    def _time(self, reading: _Reading, index: int) -> tuple[Timed, ...]:
        """The readings of a time by its own text."""
        text = reading.texts[index]
        said = read_time(language_of(text, reading.sentence.text), text) if len(text) <= _LONGEST else None
        return () if said is None else timed(said, self.slots.parts)

    def _completed(self, said: Mapping[int, SaidDate | None], index: int, spans: Sequence[Span]) -> SaidDate | None:
        """What was said, its month told by the date that comes after it."""
        expression = said[index]
        for other in said:
            if other > index and self.slots[spans[other].slot].after == spans[index].slot:
                return completed(expression, said[other])
        return expression

    def _others(
        self, reading: _Reading, index: int, slot: SlotInfo, known: Mapping[str, Value]
    ) -> list[tuple[Period | None, bool]]:
        """What a date refers to, and whether it cannot be before that: the date that its slot comes after, else the one
        before it in the sentence. Several where it is open.
        """
        spans = reading.sentence.spans
        if slot.after is not None:
            own = [other for other in reading.periods if spans[other].slot == slot.after]
            if own:
                before = [other for other in own if other < index]
                return [(reading.periods[max(before) if before else min(own)], True)]
            period = _known_period(known.get(slot.after))
            if period is not None:
                return [(period, True)]
        earlier = [other for other in reading.periods if other < index]
        if not earlier:
            return [(_known_period(known.get(slot.name)), False)]
        other = reading.periods[max(earlier)]
        # Of the same slot: the next leg of a trip, or another day for the same.
        return [(other, True), (other, False)] if spans[max(earlier)].slot == slot.name else [(other, False)]

    def _times(self, reading: _Reading, indices: Sequence[int], known: Mapping[str, Value]) -> None:
        """Times, the readings of each ordered by the parts of the day and the times that stand beside it."""
        spans = reading.sentence.spans
        found = {index: own for index in indices if (own := self._time(reading, index))}
        for index in sorted(found, key=lambda index: (self.slots.depth(spans[index].slot), index)):
            if len(found[index]) > 1:
                told = str(known.get(spans[index].slot, {}).get("value", ""))
                inside = tuple(one for one in found[index] if within(one.text, told))
                found[index] = inside or self._narrowed(index, found, reading.sentence)
            if found[index]:
                reading.values[index] = _time_value(found[index], reading.today)

    def _narrowed(self, index: int, found: Mapping[int, tuple[Timed, ...]], sentence: Sentence) -> tuple[Timed, ...]:
        """The readings that lie in a part of the day of the same slot; else all, in the order that the part of the day
        next to them in the text tells, or the time that their slot comes after.
        """
        spans, span = sentence.spans, sentence.spans[index]
        beside = [found[other][0] for other in found if spans[other].slot == span.slot and len(found[other]) == 1]
        inside = _inside(found[index], [timed.stretch.part for timed in beside])
        if inside:
            return inside
        before = [found[other][0] for other in found if spans[other].slot == self.slots[span.slot].after]
        if before:
            return _soonest_first(found[index], before[0])
        first = _inside(found[index], _parts_near(sentence, span))
        return tuple(dict.fromkeys((*first, *found[index])))


def language_of(text: str, around: str) -> str:
    """The language of a text: what has no letters is read as the text around it."""
    if not text.isascii() and _HAN.search(text):
        return "chinese"
    if around.isascii() or any(map(str.isalpha, text)):
        return "english"
    return "chinese" if _HAN.search(around) else "english"


def within_part(part: Filled, time: Filled, parts: Parts) -> Value | None:
    """What a time means that lies in a part of the day; ``None`` where it does not, leaves as much open as before, or
    the part is no such.
    """
    name = part_of_day(language_of(part.value, time.value), part.value, parts)
    told = time.resolved or {}
    readings = told.get("alternatives") or [told.get("value")]
    clocks = [(text, _CLOCK.findall(str(text))) for text in readings] if name else []
    inside = [
        (text, times[0]) for text, times in clocks if times and all(holds(name, minutes_of(one)) for one in times)
    ]
    if not inside or 1 < len(inside) == len(clocks):
        return None
    value, day = _value("time", [str(text) for text, _ in inside]), (part.resolved or {}).get("date")
    if day is None:
        return value
    behind = timedelta(is_next_day(name, minutes_of(inside[0][1])))
    return {**value, "date": (date.fromisoformat(day) + behind).isoformat()}


def _place(text: str) -> Value | None:
    found = [place.value for place in read_place(text)]
    if not found:
        return None
    return {"type": "place", **found[0], **({"alternatives": found} if len(found) > 1 else {})}


def _value(kind: str, texts: Sequence[str]) -> Value:
    return {"type": kind, "value": texts[0], **({"alternatives": [*texts]} if len(texts) > 1 else {})}


def _time_value(readings: Sequence[Timed], today: date) -> Value:
    value, days = _value("time", [timed.text for timed in readings]), readings[0].stretch.days
    return value if days is None else {**value, "date": (today + timedelta(days)).isoformat()}


def _distinct(found: list[Dated]) -> list[Dated]:
    return list({dated.text: dated for dated in found[::-1]}.values())[::-1] if len(found) > 1 else found


def _known_period(value: Value | None) -> Period | None:
    """The days of a date that was resolved before."""
    text = value.get("value") if value else None
    if not isinstance(text, str):
        return None
    days = [date.fromisoformat(part) for part in re.findall(r"\d{4}-\d{2}-\d{2}", text)]
    return Period(days[0], days[-1]) if days else None


def _inside(readings: Sequence[Timed], parts: Iterable[str]) -> tuple[Timed, ...]:
    """The readings that lie in the first part of the day that some of them lie in."""
    for part in filter(None, parts):
        inside = tuple(each for each in readings if holds(part, each.stretch.start))
        if inside:
            return inside
    return ()


def _parts_near(sentence: Sentence, span: Span) -> list[str]:
    """The parts of the day that are named close to a span, behind it and in front, in no other span."""
    around = sentence.text
    name = language_of(sentence.value(span), around)
    far = _FAR if name == "english" else _FAR // 3
    ends = [other.start for other in sentence.spans if other.start >= span.end]
    starts = [other.end for other in sentence.spans if other.end <= span.start]
    behind = around[span.end : min(ends, default=len(around))][:far]
    front = around[max(starts, default=0) : span.start][-far:]
    return [*parts_named(name, behind), *parts_named(name, front)]


def _soonest_first(readings: tuple[Timed, ...], before: Timed) -> tuple[Timed, ...]:
    """First what comes next behind a time: leaving at ten in the evening, one is at night."""
    start = before.stretch.start
    return tuple(sorted(readings, key=lambda each: (each.stretch.start - start) % DAY or DAY))
