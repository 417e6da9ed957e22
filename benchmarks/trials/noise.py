"""Other changes of the training sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from slottag.model import TrainingConfig
from slottag.training.augmentation import Noise, Phrase

# The part of the sentences in which values are changed, and the part of their spans.
_SENTENCES, _SPANS = 0.3, 0.5


class Substitution(Noise):
    """In front of the other noise, values replaced by others that the same slot has elsewhere in training.

    Of a slot's different values each is drawn alike. Source: Dai & Adel 2020, An analysis of simple data augmentation
    for named entity recognition, section 3 (mention replacement).
    """

    def __init__(self, phrases: Sequence[Phrase], *, lengthens: bool) -> None:
        super().__init__(phrases, lengthens=lengthens)
        values: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
        for phrase in phrases:
            for run in phrase.runs:
                values[run[2]][phrase.value(run)] = None
        self._values = {slot: list(own) for slot, own in values.items()}
        self._sentences = _SENTENCES if lengthens else 0.0

    def __call__(self, phrase: Phrase, config: TrainingConfig, random: Random) -> Phrase:
        """What becomes of a phrase."""
        if random.random() < self._sentences:
            chosen = [(number, run) for number, run in enumerate(phrase.runs) if random.random() < _SPANS]
            phrase = phrase.with_values({number: random.choice(self._values[run[2]]) for number, run in chosen})
        return super().__call__(phrase, config, random)
