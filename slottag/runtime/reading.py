"""What a network makes of a batch of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from slottag.runtime.chain import Chain
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array
from slottag.text import Sentence
from slottag.text.schemes import Run


class Confidences(NamedTuple):
    """The probabilities of what was found in a batch: of each span, sentence by sentence, and of each sentence."""

    spans: list[float]
    sentences: list[float]


@dataclass(frozen=True, slots=True)
class Reading:
    """The best tags of a batch, the spans that they mark, and all that the probability of those rests on.

    Attributes:
        sentences: the batch as it was given.
        packing: how its tokens lie.
        places: where the tokens of each sentence lie.
        chain: the scores of tags behind each other.
        emissions: ``(tokens, tags)`` packed.
        tags: ``(tokens,)`` the best ones, packed.
        runs: the spans of each sentence that they mark.
        intents: the best intent of each sentence, where the network predicts any.
    """

    sentences: list[Sentence]
    packing: Packing
    places: list[list[int]]
    chain: Chain
    emissions: Array
    tags: Tags
    runs: list[list[Run]]
    intents: Sequence[str | None] | None = None

    def confidences(self, temperature: float) -> Confidences:
        """The probability of each span found, sentence by sentence, and of each sentence's sequence of tags, with all
        scores divided by the temperature.
        """
        covered = [own[first:end] for own, runs in zip(self.places, self.runs, strict=True) for first, end, _ in runs]
        with np.errstate(all="ignore"):
            marginals = self.marginals(temperature)
            sequences = marginals.sequences(self.tags, self.packing)
            return Confidences(marginals.spans(self.tags, covered), sequences.tolist())

    def marginals(self, temperature: float) -> Marginals:
        """The probabilities of all tags, with all scores divided by the temperature."""
        with np.errstate(all="ignore"):
            return Marginals(self.chain, self.emissions, self.packing, temperature)

    def right(self) -> list[bool]:
        """Whether each span found, in the same order, is marked in the sentence as it was given."""
        marked = [set(sentence.runs()) for sentence in self.sentences]
        return [run in own for own, runs in zip(marked, self.runs, strict=True) for run in runs]
