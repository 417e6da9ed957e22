"""What a network makes of a batch of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from slottag.lazy import lazy
from slottag.runtime.chain import Chain, Doubles
from slottag.runtime.likeliest import Likeliest
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.runs import Stretches, listed
from slottag.runtime.texts import Texts, ranges
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array
from slottag.text import Sentence
from slottag.text.schemes import Run


class Confidences(NamedTuple):
    """The probabilities of what was found in a batch: of each span, sentence by sentence, and of each sentence."""

    spans: Doubles
    sentences: Doubles


@dataclass(frozen=True)
class Reading:
    """The best tags of a batch, the spans that they mark, and all that the probability of those rests on.

    Attributes:
        texts: the batch as it was given.
        packing: how its tokens lie.
        chain: the scores of tags behind each other.
        emissions: ``(tokens, tags)`` packed.
        tags: ``(tokens,)`` the best ones, packed.
        stretches: the spans that they mark.
        slots: the slot of each tag.
        intents: the best intent of each sentence, where the network predicts any.
        likeliest: what the tags were found by, where that were probabilities.
    """

    texts: Texts
    packing: Packing
    chain: Chain
    emissions: Array
    tags: Tags
    stretches: Stretches
    slots: Sequence[str]
    intents: Sequence[str | None] | None = None
    likeliest: Likeliest | None = None

    @lazy
    def sentences(self) -> Sequence[Sentence]:
        """The batch as sentences."""
        return self.texts.sentences

    @lazy
    def places(self) -> list[list[int]]:
        """Where the tokens of each sentence lie."""
        return self.packing.places()

    @lazy
    def runs(self) -> list[list[Run]]:
        """The spans of each sentence."""
        return listed(self.stretches, self.slots, self.packing.batch)

    def confidences(self, temperature: float) -> Confidences:
        """The probability of each span found, sentence by sentence, and of each sentence's sequence of tags, with all
        scores divided by the temperature.
        """
        sentences, firsts, ends, _ = self.stretches
        lengths = self.packing.lengths
        own = ranges((lengths.cumsum() - lengths)[sentences] + firsts, ends - firsts)
        with np.errstate(all="ignore"):
            sequences, marginals = self._weighed(temperature)
            spans = marginals.stretches(self.tags, self.packing.in_order[own], ends - firsts)
            return Confidences(spans, sequences)

    def marginals(self, temperature: float) -> Marginals:
        """The probabilities of all tags, with all scores divided by the temperature."""
        with np.errstate(all="ignore"):
            return Marginals(self.chain, self.emissions, self.packing, temperature)

    def _weighed(self, temperature: float) -> tuple[Doubles, Marginals]:
        """The probability of each sentence's tags, and all others."""
        known = self.likeliest
        if known is not None and known.marginals.temperature == temperature:
            return known.sequences, known.marginals
        marginals = self.marginals(temperature)
        return marginals.sequences(self.tags, self.packing), marginals

    def right(self) -> list[bool]:
        """Whether each span found, in the same order, is marked in the sentence as it was given."""
        marked = [set(sentence.runs()) for sentence in self.sentences]
        return [run in own for own, runs in zip(marked, self.runs, strict=True) for run in runs]
