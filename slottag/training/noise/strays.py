"""Words that nobody knows and that are no value either."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from slottag.training.noise.phrase import Phrase
from slottag.training.noise.spelling import Spelling


class Strays:
    """One or two invented words between the others, in no span: a word that is not known need not be a name.

    They are spelled after the words outside spans.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        outside = {
            word.lower() for phrase in phrases for place, word in enumerate(phrase.words) if place not in phrase.covered
        }
        self._spelling = Spelling(sorted(outside)) if outside else None

    def __call__(self, phrase: Phrase, random: Random) -> Phrase:
        """The phrase with such words in it."""
        if self._spelling is None:
            return phrase
        gap = random.choice(phrase.gaps)
        for _ in range(random.choice((1, 1, 2))):
            phrase = phrase.with_outside(gap, self._spelling.word(random))
        return phrase
