"""How often which noise is put on a training sentence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from random import Random

from slottag.model import TrainingConfig
from slottag.training.augmentation.changes import PHRASE_CHANGES, WORD_CHANGES, Change
from slottag.training.augmentation.names import Names
from slottag.training.augmentation.phrase import Phrase
from slottag.training.augmentation.strays import Strays


class Noise:
    """Puts other names into a part of the sentences it is given, and each kind of noise on a part.

    Most noise makes words that nobody knows. Where nearly all rare words are values, as titles and names of places are,
    a network does well to take such a word for one, and noise would teach it otherwise: it is put on as much less
    often as fewer rare words are outside spans.

    Args:
        phrases: all training sentences, which show which slots take any name, and how words are spelled.
        lengthens: whether words may be put in and taken out, as they may not where every word has a tag of its own.
    """

    def __init__(self, phrases: Sequence[Phrase], *, lengthens: bool) -> None:
        self._phrases = phrases if lengthens else ()
        self._changes: tuple[Change, ...] = (*WORD_CHANGES, *PHRASE_CHANGES) if lengthens else WORD_CHANGES
        self._strays = Strays(self._phrases)
        self._often = self._strays.share if lengthens else 1.0

    def __call__(self, phrase: Phrase, config: TrainingConfig, random: Random) -> Phrase:
        """What becomes of a phrase, most often itself; ``config`` says how large the parts are (``renaming``,
        ``noise``).
        """
        noise = config.noise * self._often
        if self._phrases and random.random() < config.renaming:
            phrase = self._names.renamed(phrase, random)
        elif random.random() < noise:
            # Not beside invented names, for nobody could tell a stray word from a name of one word more.
            phrase = self._strays(phrase, random)
        for change in self._changes:
            if random.random() < noise:
                phrase = change(phrase, random)
        return phrase

    @cached_property
    def _names(self) -> Names:
        return Names(self._phrases)
