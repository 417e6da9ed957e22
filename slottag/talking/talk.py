"""A talk: turns of one person, and the frame that they fill and change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slottag.errors import DataError, shown
from slottag.runtime.framing import Framing
from slottag.talking.merging import (
    Merger,
    as_answer,
    as_choice,
    known_values,
    number_in_place,
    put_in_place,
    settled,
    together,
    whole_value,
)
from slottag.talking.people import fewer
from slottag.talking.state import State
from slottag.talking.taken import Taken, changed, named, not_meant, refused_values, taken_back, way_back, without
from slottag.text import Sentence
from slottag.text.frame import Filled, Frame
from slottag.values.legs import Leg, is_of_way_back, slot_of
from slottag.values.names import Names
from slottag.values.phrases import phrases
from slottag.values.resolver import Value, language_of

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger

# How many turns can be undone.
_KEPT = 20


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a turn.

    Attributes:
        sentence: the text with the slots that were found in it and what had been ``asked``; its ``frame`` is that of
            the whole talk.
        question: what is asked next; ``None`` where nothing is missing.
        told: that the turn filled and changed nothing, where it is so.
    """

    sentence: Sentence
    question: str | None
    told: str = ""

    @property
    def frame(self) -> Frame:
        """What is known of the request."""
        assert self.sentence.frame is not None
        return self.sentence.frame

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: the sentence with what had been asked, and the next question."""
        told = {"told": self.told} if self.told else {}
        return {**self.sentence.to_dict(), "question": self.question, **told}


class Talk:
    """A conversation: a function from what is said to what became of it, which keeps what is known over the turns.

    Later turns fill the frame or change it (*not Friday, Saturday*); what was asked decides how an answer is read. All
    that it keeps is plain data (``to_dict``), so that it can wait for the next turn anywhere. It belongs to one thread
    at a time; the tagger may be that of any number of talks.

    Args:
        tagger: what finds slots; its model says what they are (``slots.toml``).
        now: when it is said; the time of each turn, if not given.
        timezone: where it is said; where this computer is, if not given.

    Raises:
        ModelError: the model does not say what its slots are.
        ConfigError: it says what cannot be, or there is no such time zone.

    >>> talk = slottag.Talk(slottag.load("models/booking"))  # doctest: +SKIP
    >>> talk("to Rome on Friday").question  # doctest: +SKIP
    'Where do you start?'
    """

    def __init__(self, tagger: Tagger, now: datetime | None = None, timezone: str | None = None) -> None:
        self._tagger = tagger
        self._timezone = timezone
        self._states = [State()]
        self.now = now
        self._names = Names(self._framing.framer.slots)

    @property
    def now(self) -> datetime | None:
        """The time from which dates are counted; ``None``: the clock's at each turn."""
        return self._now

    @now.setter
    def now(self, now: datetime | None) -> None:
        self._framing = Framing(self._tagger, self._tagger.resolver(now, self._timezone))
        self._now = now

    @property
    def clock(self) -> datetime:
        """The time that a turn would be said at."""
        return self._framing.resolver.now()

    def __call__(self, text: str, *, least: float = 0.0, nbest: int = 0) -> Turn:
        """What becomes of a turn.

        Args:
            text: what was said.
            least: what is less sure than this is left out.
            nbest: how many alternatives its sentence has.

        Raises:
            TypeError: it is no text.
        """
        state, asked = self._states[-1], self.asked
        known = [slot for slot in asked if slot in self._tagger.asked]
        sentence = self._tagger(text, asked=known, nbest=nbest).at_least(least)
        slots = self._framing.framer.slots
        language = self._language_of(sentence.text)
        sentence, state = fewer(sentence, state, slots)
        sentence, taken = self._taken(sentence, state)
        sentence, told = self._meant(sentence, asked, taken)
        refused = [one for one in taken if one.refused]
        if refused and not sentence.spans:
            state = replace(without(state, refused), language=language)
        else:
            legs, doubts = self._framing.legs(sentence, told)
            leg = taken[0].leg if taken else self._leg_asked(sentence, asked)
            state = without(state, not_meant(taken, sentence, slots))
            if legs and any(is_of_way_back(one.slot) and slot_of(one.slot) in legs[0] for one in taken):
                legs[0] = self._framing.framer.homeward.renamed(legs[0])
            state = Merger(self._framing.framer)(state, sentence, legs, doubts, leg, language)
        is_idle = not sentence.spans and state.legs == self._states[-1].legs
        self._states = [*self._states[-_KEPT:], replace(state, asks=True)]
        idle = self._told_idle(sentence) if is_idle else ""
        return Turn(replace(sentence, asked=asked, frame=self.frame), self.question, idle)

    def _taken(self, sentence: Sentence, state: State) -> tuple[Sentence, list[Taken]]:
        """A turn without the known values that it takes back, though they were found, and all that it takes back."""
        slots = self._framing.framer.slots
        sentence, taken = changed(sentence, state, slots)
        sentence, refused = refused_values(sentence, self._framing.resolver(sentence), state, slots)
        others = (taken_back(sentence, state), way_back(sentence, state, slots), named(sentence, state, self._names))
        return sentence, [*taken, *refused, *(one for each in others for one in each)]

    def _told_idle(self, sentence: Sentence) -> str:
        """That a turn changed nothing; that it was not understood what it should change, where it says so."""
        name = self._language_of(sentence.text)
        own = phrases(name)
        wanted = any(own.has(kind, sentence.text) for kind in ("refused", "dismissed", "waived", "changed"))
        is_clear = own.has("harmless", sentence.text) or any(self._names(name, sentence.text))
        return own.told("unclear" if wanted and not is_clear else "nothing")

    @property
    def frame(self) -> Frame:
        """What is known of the request."""
        state = self._states[-1]
        return self._framing.framer.frame(state.legs, self.language, state.doubts)

    @property
    def asked(self) -> tuple[str, ...]:
        """The slot that was asked for: the first that is missing; none before the first turn of a request."""
        return tuple(one.slot for one in self.frame.missing[:1]) if self._states[-1].asks else ()

    @property
    def question(self) -> str | None:
        """What asks for the first slot that is missing, in the language that was spoken last."""
        return next((one.ask for one in self.frame.missing), None)

    @property
    def reply(self) -> str:
        """The question, or that nothing is missing."""
        return self.question or phrases(self.language).told("whole")

    @property
    def language(self) -> str:
        """The language that was spoken last: ``english`` or ``chinese``."""
        return self._states[-1].language or self._own_language()

    def undo(self) -> bool:
        """Take the last turn, or the last ``new``, back; ``False`` where there is none."""
        if len(self._states) == 1:
            return False
        self._states = self._states[:-1]
        return True

    def new(self) -> None:
        """Forget the request and begin another."""
        self._states = [*self._states[-_KEPT:], State(language=self._states[-1].language)]

    def to_dict(self) -> dict[str, Any]:
        """All that is known, as JSON can hold it."""
        now = None if self._now is None else self._now.isoformat()
        return {"now": now, "timezone": self._timezone, "states": [state.to_dict() for state in self._states]}

    @classmethod
    def from_dict(cls, tagger: Tagger, data: Mapping[str, Any]) -> Talk:
        """The talk that ``to_dict`` told of, gone on with.

        Raises:
            DataError: it is something else.
            ModelError: the model does not say what its slots are.
            ConfigError: it says what cannot be, or there is no such time zone.
        """
        try:
            now, timezone, states = data["now"], data["timezone"], data["states"]
            moment = None if now is None else datetime.fromisoformat(now)
            known = [State.from_dict(state) for state in states]
        except (TypeError, KeyError, ValueError) as error:
            raise DataError(f"{shown(data)} is no talk; pass what to_dict gave") from error
        if not known or not isinstance(timezone, str | None):
            raise DataError(f"{shown(data)} is no talk; pass what to_dict gave")
        talk = cls(tagger, moment, timezone)
        talk._states = known[-_KEPT - 1 :]
        return talk

    def _meant(
        self, sentence: Sentence, asked: Sequence[str], taken: Sequence[Taken]
    ) -> tuple[Sentence, Mapping[str, Value]]:
        """A tagged sentence in the light of what was asked and of what it takes back, resolved; and what was known."""
        state, slots, resolve = self._states[-1], self._framing.framer.slots, self._framing.resolver
        laid = [trip.slots for trip in self._framing.framer.laid(state.legs) if trip.leg == state.leg]
        known = known_values({**laid[0], **state.legs[state.leg]}) if state.legs else {}
        chosen = as_choice(sentence, state, slots)
        # What chooses among values is no answer to the question.
        for slot in asked if chosen is sentence else ():
            chosen = as_answer(chosen, slot, slots)
        sentence = chosen
        if not sentence.spans:
            guesses = [*((one.slot, one.end) for one in taken), *((slot, 0) for slot in asked)]
            wholes = (resolve(whole_value(sentence, slot, behind), known) for slot, behind in guesses)
            ends = {one.end for one in taken}
            found = next((one for one in wholes if _is_new(one, ends)), sentence)
            return found if found.spans or not state.legs else self._closing(sentence, state.legs[state.leg]), known
        placed = number_in_place(sentence, state.legs[state.leg]) if state.legs and not asked else sentence
        found = resolve(put_in_place(placed, taken, slots), known)
        if state.legs and not any(span.slot in asked for span in found.spans):
            found = resolve(settled(found, state.legs[state.leg], slots), known)
        return found, known

    def _closing(self, sentence: Sentence, leg: Leg) -> Sentence:
        """A turn of which nothing was found as the part of the day of the one time that is open, if it is such."""
        slots, resolve = self._framing.framer.slots, self._framing.resolver
        open_ones = [slot for slot, held in leg.items() if "alternatives" in (held[0].resolved or {})]
        times = [slot for slot in open_ones if slots[slot].type == "time"]
        found = resolve(whole_value(sentence, times[0])) if len(times) == 1 else sentence
        if not found.spans:
            return sentence
        new = Filled(found.value(found.spans[0]), found.spans[0].resolved)
        return found if together(leg[times[0]][0], new, slots.parts) is not None else sentence

    def _leg_asked(self, sentence: Sentence, asked: Sequence[str]) -> int:
        """The leg that a turn is about: that of the question, where it answers it; else the one talked of last."""
        state = self._states[-1]
        own = phrases(self._language_of(sentence.text))
        for number, kind in enumerate(("outward", "second", "third")):
            if number < len(state.legs) > 1 and own.has(kind, sentence.text):
                return number
        answered = [one for one in self.frame.missing[:1] if any(span.slot == one.slot for span in sentence.spans)]
        laid = self._framing.framer.laid(state.legs)
        return laid[answered[0].trip].leg if answered and laid and asked else state.leg

    def _language_of(self, text: str) -> str:
        """The language of a text: where it has no letters, the one that was spoken before."""
        return language_of(text, text) if any(map(str.isalpha, text)) else self.language

    def _own_language(self) -> str:
        """The language of most of the words that the model knows."""
        words = self._tagger.model.vocabulary.words
        return "chinese" if 2 * sum(not word.isascii() for word in words) > len(words) else "english"


def _is_new(whole: Sentence, taken: Collection[int]) -> bool:
    """Whether a turn as one value is understood, and is none that ends where something that is taken back does."""
    return bool(whole.spans) and whole.spans[0].resolved is not None and whole.spans[0].end not in taken
