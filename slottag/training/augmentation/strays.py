"""Words that nobody knows and that are no value either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from slottag.training.augmentation.phrase import Phrase
from slottag.training.augmentation.spelling import Spelling


class Strays:
    """One or two invented words between the others, in no span: a word that is not known need not be a name.

    They are spelled after the words outside spans.

    Attributes:
        share: of the words that the phrases show once, the part that is in no span. A word that they never show will be
            in none about as often.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        inside, outside = Counter[str](), Counter[str]()
        for phrase in phrases:
            for place, word in enumerate(phrase.words):
                (inside if place in phrase.covered else outside)[word.lower()] += 1
        rare = [word for word, count in (inside + outside).items() if count == 1]
        self.share = sum(word in outside for word in rare) / max(len(rare), 1)
        self._spelling = Spelling(sorted(outside)) if outside else None

    def __call__(self, phrase: Phrase, random: Random) -> Phrase:
        """The phrase with such words in it."""
        if self._spelling is None:
            return phrase
        gap = random.choice(phrase.gaps)
        for _ in range(random.choice((1, 1, 2))):
            phrase = phrase.with_outside(gap, self._spelling.word(random))
        return phrase
