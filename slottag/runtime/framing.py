"""Sentences with their frame: what a tagger finds, divided into trips, each slot that may come once found once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from slottag.runtime.obeying import tag_once
from slottag.text import Sentence, Span
from slottag.values.frames import Framer
from slottag.values.legs import Doubt, Leg
from slottag.values.resolver import Resolver, Value, language_of

if TYPE_CHECKING:
    from slottag.runtime.tagger import Tagger


# Longer texts are no requests: what comes too often in them is told and not sought anew, which takes time.
_TOKENS, _SCORES = 256, 2**18


class Framing:
    """A function from a sentence that a tagger has tagged to the same, resolved, with its frame.

    Where slots that may come once in a trip have several values in one, the best sequence is sought among those in
    which they come once (see ``slottag.runtime.once``). The frame holds what that finds, with confidences given that
    it is so; the values that there were are told as a contradiction, with the probability that the slots come once.

    Attributes:
        resolver: what gives values their meaning.
        framer: what makes frames.
    """

    def __init__(self, tagger: Tagger, resolver: Resolver) -> None:
        self._tagger = tagger
        self.resolver = resolver
        self.framer = Framer(resolver.slots)

    def __call__(self, sentence: Sentence) -> Sentence:
        """The sentence with its frame."""
        resolved = self.resolver(sentence)
        legs, doubts = self.legs(resolved)
        return replace(resolved, frame=self.framer.frame(legs, language_of(sentence.text, sentence.text), doubts))

    def legs(self, resolved: Sentence, known: Mapping[str, Value] | None = None) -> tuple[list[Leg], list[Doubt]]:
        """What a resolved sentence says of each leg, and which slots seemed to come too often; values may refer to
        those that are known.
        """
        framer = self.framer
        parts = framer.parted(resolved)
        legs = framer.legs(resolved, parts)
        repeated = framer.repeated(legs)
        if not repeated or len(resolved.tokens) > _TOKENS:
            return legs, []
        # What is said twice alike is no reason to read anything otherwise.
        alike = {slot for part in parts for slot, count in Counter(span.slot for span in part).items() if count > 1}
        bound = [slot for slot in framer.once if slot in repeated or slot not in alike]
        begins = [part[0].start for part in parts[1:]]
        numbers = {token.start: number for number, token in enumerate(resolved.tokens)}
        (obedient,) = tag_once(self._tagger, [resolved], bound, [numbers[begin] for begin in begins], _SCORES)
        if obedient is None:
            return legs, []
        found = self.resolver(obedient.sentence, known)
        doubts = [
            Doubt(number, slot, tuple(one.value for one in leg[slot]), obedient.obeys)
            for number, leg in enumerate(legs)
            for slot in repeated
            if len(leg.get(slot, ())) > 1
        ]
        return framer.legs(found, _parted(found, begins)), doubts


def _parted(sentence: Sentence, begins: Sequence[int]) -> list[list[Span]]:
    """The spans of a sentence by the part of the text that they lie in."""
    parts: list[list[Span]] = [[] for _ in range(len(begins) + 1)]
    for span in sentence.spans:
        parts[bisect_right(begins, span.start)].append(span)
    return parts
