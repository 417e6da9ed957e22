"""A talk: turns of one person, and the frame that they fill and change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slottag.errors import DataError, shown
from slottag.runtime.framing import Framing
from slottag.talking.merging import (
    Merger,
    Taken,
    as_answer,
    changed,
    known_values,
    not_meant,
    put_in_place,
    settled,
    taken_back,
    together,
    way_back,
    whole_value,
    without,
)
from slottag.talking.state import State
from slottag.text import Sentence
from slottag.text.frame import Filled, Frame
from slottag.values.legs import Leg
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
    """

    sentence: Sentence
    question: str | None

    @property
    def frame(self) -> Frame:
        """What is known of the request."""
        assert self.sentence.frame is not None
        return self.sentence.frame

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: the sentence with what had been asked, and the next question."""
        return {**self.sentence.to_dict(), "question": self.question}


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
        sentence, taken = changed(sentence, state, slots)
        taken += [*taken_back(sentence, state), *way_back(sentence, state, slots)]
        language = self._language_of(sentence.text)
        sentence, told = self._meant(sentence, asked, taken)
        if taken and not sentence.spans and phrases(language).has("refused", sentence.text):
            state = replace(without(state, taken), language=language)
        else:
            legs, doubts = self._framing.legs(sentence, told)
            leg = taken[0].leg if taken else self._leg_asked(sentence, asked)
            state = without(state, not_meant(taken, sentence, slots))
            state = Merger(self._framing.framer)(state, sentence, legs, doubts, leg, language)
        self._states = [*self._states[-_KEPT:], replace(state, asks=True)]
        return Turn(replace(sentence, asked=asked, frame=self.frame), self.question)

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
        for slot in asked:
            sentence = as_answer(sentence, slot, slots)
        if not sentence.spans:
            guesses = [*((one.slot, one.end) for one in taken), *((slot, 0) for slot in asked)]
            wholes = (resolve(whole_value(sentence, slot, behind), known) for slot, behind in guesses)
            found = next((one for one in wholes if one.spans and one.spans[0].resolved is not None), sentence)
            return found if found.spans or not state.legs else self._closing(sentence, state.legs[state.leg]), known
        found = resolve(put_in_place(sentence, taken, slots), known)
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
        if len(state.legs) > 1 and own.has("outward", sentence.text):
            return 0
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
