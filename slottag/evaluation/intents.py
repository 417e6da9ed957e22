"""Whether the intents of sentences were found, by themselves and together with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slottag.text import Sentence


@dataclass(frozen=True, slots=True)
class IntentScore:
    """Figures in 0…1 over the sentences that have an intent.

    Attributes:
        accuracy: the part of them whose intent was found.
        frame_accuracy: the part of them with the intent and every span right and no span too many, as the papers on
            joint models count it (Hakkani-Tür et al. 2016; Goo et al. 2018).
        sentences: how many they are.
    """

    accuracy: float
    frame_accuracy: float
    sentences: int


def score_intents(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> IntentScore | None:
    """Compare the intents of sentences with those found, in the same order; ``None`` where no sentence has one."""
    pairs = [pair for pair in zip(gold, predicted, strict=True) if pair[0].intent is not None]
    if not pairs:
        return None
    found = [marked.intent == tagged.intent for marked, tagged in pairs]
    frames = [right and marked.spans == tagged.spans for right, (marked, tagged) in zip(found, pairs, strict=True)]
    return IntentScore(sum(found) / len(pairs), sum(frames) / len(pairs), len(pairs))
