"""How a turn changes what was said before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from slottag.talking.people import people_after
from slottag.talking.state import State
from slottag.talking.taken import Taken
from slottag.text import Sentence, Span
from slottag.text.frame import Filled
from slottag.values.day_parts import Parts
from slottag.values.frames import Framer
from slottag.values.legs import Doubt, Leg, is_of_way_back, slot_of, values_of
from slottag.values.phrases import phrases
from slottag.values.resolver import Value, language_of, within_part
from slottag.values.slots import SlotTypes
from slottag.values.time_values import part_of_day


def put_in_place(sentence: Sentence, taken: Sequence[Taken], slots: SlotTypes) -> Sentence:
    """A turn whose new values stand for the slots whose values it takes back, where they are of one type and one."""
    kinds = [slots[span.slot].type for span in sentence.spans]
    numbers = {place.slot for place in taken if place.refused and sentence.text[: place.end][-1:].isdecimal()}
    if len(kinds) == 1 and len(numbers) == 1 and sentence.value(sentence.spans[0]).isdecimal():
        # Not 9, 10: a number for a number.
        return sentence.with_spans([_moved(sentence.spans[0], numbers.pop())])
    placed = []
    for span, kind in zip(sentence.spans, kinds, strict=True):
        own = {place.slot for place in taken if slots[place.slot].type == kind}
        sure = kinds.count(kind) == 1 and len(own) == 1 and kind != "text"
        placed.append(_moved(span, slot_of(own.pop())) if sure else span)
    return sentence.with_spans(placed)


def number_in_place(sentence: Sentence, leg: Leg) -> Sentence:
    """A turn that puts a number in the place of another: *make it 10* is of the one slot that holds a number by itself,
    where what it was found to be holds none yet.
    """
    if len(sentence.spans) != 1 or not sentence.value(sentence.spans[0]).isdecimal():
        return sentence
    (span,) = sentence.spans
    own = phrases(language_of(sentence.text, sentence.text))
    numbers = [slot for slot, held in leg.items() if len(held) == 1 and own.core(held[0].value).isdecimal()]
    is_other = span.slot not in leg and own.has("changed", sentence.text[: span.start])
    return sentence.with_spans([_moved(span, slot_of(numbers[0]))]) if is_other and len(numbers) == 1 else sentence


def as_choice(sentence: Sentence, state: State, slots: SlotTypes) -> Sentence:
    """A turn that is nothing but one of several values of a slot that comes once, or seemed to: of that slot."""
    several = [(doubt.slot, doubt.values) for doubt in state.doubts]
    several += [
        (slot, tuple(one.value for one in held))
        for _, slot, held in state.filled()
        if len(held) > 1 and not slots[slot].often
    ]
    values = {value.casefold(): slot_of(slot) for slot, told in several for value in told}
    whole = sentence.text.strip(" .,!?。，！？").casefold()
    if whole not in values or len(sentence.spans) != 1 or sentence.value(sentence.spans[0]).casefold() != whole:
        return sentence
    return sentence.with_spans([_moved(sentence.spans[0], values[whole])])


def as_answer(sentence: Sentence, asked: str, slots: SlotTypes) -> Sentence:
    """A turn as the answer to a question: what is nothing but a value of the slot's type fills that slot, whatever it
    was found to be.
    """
    if len(sentence.spans) == 1:
        (span,) = sentence.spans
        outside = sentence.text[: span.start] + sentence.text[span.end :]
        if slots[span.slot].type == slots[asked].type and not any(map(str.isalnum, outside)):
            return sentence.with_spans([_moved(span, asked)])
    return sentence


def whole_value(sentence: Sentence, slot: str, behind: int = 0) -> Sentence:
    """A sentence of which nothing was found, all of its words, or those behind a place, one value of a slot."""
    words = [token for token in sentence.tokens if token.start >= behind and any(map(str.isalnum, token.text))]
    if sentence.spans or not words:
        return sentence
    return sentence.with_spans([Span(words[0].start, words[-1].end, slot)])


class Merger:
    """What puts the legs of a turn into those of a talk.

    Args:
        framer: what knows how trips hang together.
    """

    def __init__(self, framer: Framer) -> None:
        self._framer = framer
        self._trips = framer.slots.trips

    def __call__(
        self, state: State, sentence: Sentence, legs: Sequence[Leg], doubts: Sequence[Doubt], leg: int, language: str
    ) -> State:
        """The state after a turn that tells of a leg, and of others behind it."""
        before = [dict(one) for one in state.legs]
        if not before:
            return State(tuple(legs), max(0, len(legs) - 1), language, tuple(doubts))
        if not legs:
            return State(state.legs, state.leg, language, state.doubts)
        back = self._framer.homeward(before, legs[0], sentence, sentence.spans)
        if back is not None and back.home:
            before[0][str(self._trips.start)] = back.home
        first = dict(legs[0] if back is None else back.slots)
        if all(slot in self._trips.back or is_of_way_back(slot) for slot in first):
            leg = max(leg, len(before) - 1) if not first.keys() & before[leg].keys() else leg
        goes_on = self._goes_on(sentence, first, before[-1])
        at = len(before) if goes_on else leg
        if goes_on:
            before.insert(at, first)
        else:
            before[at] |= self._changes(sentence, before, at, first)
            for number, other in enumerate(before):
                for slot in first.keys() & {*self._trips.whole} if number != at else ():
                    other.pop(slot, None)
        before[at + 1 : at + 1] = [dict(one) for one in legs[1:]]
        behind = len(legs) - 1
        kept = [
            doubt._replace(leg=doubt.leg + (behind if doubt.leg > at else 0))
            for doubt in state.doubts
            if doubt.leg != at or doubt.slot not in first
        ]
        moved = [doubt._replace(leg=at + doubt.leg) for doubt in doubts]
        return State(tuple(before), at + len(legs) - 1, language, (*kept, *moved))

    def _goes_on(self, sentence: Sentence, first: Leg, before: Leg) -> bool:
        """Whether a turn tells of a further trip: it has a place other than the last trip, and says that it comes then,
        or starts where that ends.
        """
        begin = [slot for slot in self._trips.begin if slot in first and slot in before]
        if not any(values_of(first[slot]) != values_of(before[slot]) for slot in begin):
            return False
        own, front = phrases(language_of(sentence.text, sentence.text)), sentence.text[: sentence.spans[0].start]
        if own.has("onward", front):
            return True
        start, end = self._trips.start, self._trips.end
        follows = (
            start in first and end in before and start and end and values_of(first[start]) == values_of(before[end])
        )
        corrects = own.has("corrected", sentence.text) or own.has("refused", front) or own.has("changed", front)
        return bool(follows) and not corrects

    def _changes(self, sentence: Sentence, before: Sequence[Leg], at: int, first: Leg) -> dict[str, tuple[Filled, ...]]:
        """What a turn changes of a leg: its values, what holds for all trips wherever that stands, and times that told
        a day where the turn tells another.
        """
        changes = {}
        for slot, held in first.items():
            places = (before[at], *before) if slot in self._trips.whole else (before[at],)
            changes[slot] = self._merged(sentence, slot, next((one[slot] for one in places if slot in one), None), held)
        slots, back = self._framer.slots, self._trips.back
        dated = {slot in back for slot in first if slots[slot].type == "date"}
        for slot, held in before[at].items():
            if slot not in first and slots[slot].type == "time" and (slot in back) in dated:
                changes[slot] = tuple(map(_without_day, held))
        return changes

    def _merged(
        self, sentence: Sentence, slot: str, before: tuple[Filled, ...] | None, held: tuple[Filled, ...]
    ) -> tuple[Filled, ...]:
        """The values of a slot after a turn: the new ones, but where both together are one."""
        if before is None or len(before) != 1 or len(held) != 1:
            return held
        kind = self._framer.slots[slot].type
        if kind == "time":
            return (_same_time(before[0], held[0], self._framer.slots.parts),)
        return (people_after(sentence, before[0], held[0]),) if kind == "count" else held


def together(old: Filled, new: Filled, parts: Parts) -> Value | None:
    """What a part of the day and a time that may lie in it mean together: *at 7*, then *in the evening*; ``None`` where
    the one takes the place of the other.
    """
    is_open = "alternatives" in (old.resolved or {})
    return within_part(old, new, parts) or (within_part(new, old, parts) if is_open else None)


def _same_time(old: Filled, new: Filled, parts: Parts) -> Filled:
    """A new time; with that before it, where they go together, and on the day that that told."""
    both = together(old, new, parts)
    if both is not None:
        is_part = part_of_day(language_of(new.value, old.value), new.value, parts)
        return Filled(f"{old.value} {new.value}" if is_part else new.value, both, new.confidence)
    day = (old.resolved or {}).get("date")
    if day is None or new.resolved is None or "date" in new.resolved:
        return new
    return replace(new, resolved={**new.resolved, "date": day})


def _without_day(one: Filled) -> Filled:
    if one.resolved is None or "date" not in one.resolved:
        return one
    return replace(one, resolved={key: value for key, value in one.resolved.items() if key != "date"})


def settled(sentence: Sentence, leg: Leg, slots: SlotTypes) -> Sentence:
    """A resolved turn that is nothing but a time, or a part of the day: of the slot whose value it goes together with,
    if that is one.
    """
    if len(sentence.spans) != 1 or slots[sentence.spans[0].slot].type != "time":
        return sentence
    (span,) = sentence.spans
    outside = sentence.text[: span.start], sentence.text[span.end :]
    if not all(map(phrases(language_of(sentence.text, sentence.text)).is_empty, outside)):
        return sentence
    new = Filled(sentence.value(span), span.resolved)
    fits = [
        slot
        for slot, held in leg.items()
        if slots[slot].type == "time" and len(held) == 1 and together(held[0], new, slots.parts) is not None
    ]
    return sentence.with_spans([_moved(span, fits[0])]) if len(fits) == 1 else sentence


def _moved(span: Span, slot: str) -> Span:
    return Span(span.start, span.end, slot, span.confidence, span.resolved, span.next)


def known_values(leg: Leg) -> Mapping[str, Value]:
    """What the slots of a leg mean, for values of the next turn that refer to them."""
    return {slot: held[0].resolved for slot, held in leg.items() if held[0].resolved is not None}
