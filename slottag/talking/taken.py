"""What a turn takes back of what was said before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from slottag.talking.state import State
from slottag.text import Sentence, Span
from slottag.text.frame import Filled
from slottag.values.legs import is_of_way_back, same_value, slot_of
from slottag.values.names import Names
from slottag.values.phrases import Phrases, phrases
from slottag.values.resolver import language_of
from slottag.values.slots import SlotTypes


class Taken(NamedTuple):
    """A slot of a leg whose value a turn takes back, where in the turn its text ends, and whether it is refused."""

    leg: int
    slot: str
    end: int
    refused: bool = False


def taken_back(sentence: Sentence, state: State) -> list[Taken]:
    """The values that a turn names and does not ask for, as *Friday* in *not Friday, Saturday*."""
    own = phrases(language_of(sentence.text, sentence.text))
    return [
        Taken(
            number, slot, start + end, is_refused(own, text[: end - len(value)], text[end:], alone=not sentence.spans)
        )
        for number, slot, held in state.filled()
        for one in held
        for value in dict.fromkeys((one.value.casefold(), own.core(one.value.casefold())))
        for start, text in outside(sentence)
        for end in ends_of(text.casefold(), value)
    ]


def outside(sentence: Sentence) -> list[tuple[int, str]]:
    """The texts around the spans of a turn, and where they begin."""
    starts = [0, *(span.end for span in sentence.spans)]
    ends = [*(span.start for span in sentence.spans), len(sentence.text)]
    return [(start, sentence.text[start:end]) for start, end in zip(starts, ends, strict=True)]


def is_refused(own: Phrases, front: str, behind: str, *, alone: bool) -> bool:
    """Whether something is refused by the words in front of it, or behind it; far in front only where it is alone."""
    clause = own.clause(front)
    refused = own.has("refused", clause) if alone else own.just_before("refused", clause)
    return (refused and not own.has("harmless", clause)) or own.has("dismissed", own.first_clause(behind))


def refused_values(sentence: Sentence, found: Sentence, state: State, slots: SlotTypes) -> tuple[Sentence, list[Taken]]:
    """A turn without the known values that it names to refuse them, though they were found: *drop the direct flight*;
    and these.

    Args:
        sentence: the turn.
        found: the same, resolved.
        state: what is known.
        slots: what the slots are.
    """
    own = phrases(language_of(found.text, found.text))
    taken: list[Taken] = []
    dropped: list[int] = []
    for span, (_, front), (_, behind) in zip(found.spans, outside(found), outside(found)[1:], strict=False):
        if not is_refused(own, front, behind, alone=False):
            continue
        value = same_value(Filled(found.value(span), span.resolved))
        barred = own.bars(front)
        known = [
            Taken(number, slot, span.end, refused=True)
            for number, slot, held in state.filled()
            if slots[slot].type == slots[span.slot].type and value in map(same_value, held)
        ]
        taken += known
        dropped += [span.start] if known or barred else []
    return sentence.with_spans(span for span in sentence.spans if span.start not in dropped), taken


def named(sentence: Sentence, state: State, names: Names) -> list[Taken]:
    """The slots that a turn names to give them up: *forget the price*, 价格无所谓."""
    language = language_of(sentence.text, sentence.text)
    own = phrases(language)
    taken: list[Taken] = []
    for start, text in outside(sentence):
        for name in names(language, text):
            front, behind = text[: name.start], text[name.end :]
            if own.waives(own.clause(front)) or is_refused(own, front, behind, alone=True):
                taken += [
                    Taken(number, slot, start + name.end, refused=True)
                    for number, slot, _ in state.filled()
                    if slot_of(slot) == name.slot
                ]
    return taken


def changed(sentence: Sentence, state: State, slots: SlotTypes) -> tuple[Sentence, list[Taken]]:
    """A turn that says to change one value to another without the first, if that is known, and where it stands."""
    own, spans = phrases(language_of(sentence.text, sentence.text)), sentence.spans
    if not spans or not own.has("changed", sentence.text[: spans[-1].end]):
        return sentence, []
    taken: list[Taken] = []
    dropped: list[Span] = []
    for one, other in pairwise(spans):
        kind, value = slots[one.slot].type, sentence.value(one).casefold()
        known = [
            Taken(number, slot, one.end)
            for number, slot, held in state.filled()
            if slots[slot].type == kind == slots[other.slot].type
            and any(value == each.value.casefold() for each in held)
        ]
        taken += known
        dropped += [one] if known else []
    return sentence.with_spans(span for span in spans if span not in dropped), taken


def way_back(sentence: Sentence, state: State, slots: SlotTypes) -> list[Taken]:
    """All that tells of a way back, where a turn without a value names that."""
    phrase, own = phrases(language_of(sentence.text, sentence.text)), {*slots.trips.back, *slots.trips.both}
    if sentence.spans or not phrase.has("homeward", sentence.text):
        return []
    refused = phrase.has("refused", sentence.text) or phrase.has("dismissed", sentence.text)
    return [
        Taken(number, slot, 0, refused) for number, slot, _ in state.filled() if slot in own or is_of_way_back(slot)
    ]


def without(state: State, places: Sequence[Taken]) -> State:
    """A state without the values of some slots."""
    gone = {(place.leg, place.slot) for place in places}
    legs = tuple(
        {slot: held for slot, held in leg.items() if (number, slot) not in gone}
        for number, leg in enumerate(state.legs)
    )
    doubts = tuple(doubt for doubt in state.doubts if (doubt.leg, doubt.slot) not in gone)
    return State(legs, state.leg, state.language, doubts)


def not_meant(taken: Sequence[Taken], sentence: Sentence, slots: SlotTypes) -> list[Taken]:
    """The values that a turn refuses and gives no other of their type for: *tonight* in *not tonight, tomorrow*."""
    told = {slots[span.slot].type for span in sentence.spans}
    return [one for one in taken if one.refused and slots[one.slot].type not in told]


def ends_of(text: str, value: str) -> Iterator[int]:
    """Where a value ends that a text names, as whole words where it has such."""
    start = text.find(value)
    while start >= 0:
        end = start + len(value)
        cut = _is_word(text[start - 1 : start]) and _is_word(value[:1])
        if not cut and not (_is_word(text[end : end + 1]) and _is_word(value[-1:])):
            yield end
        start = text.find(value, start + 1)


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
