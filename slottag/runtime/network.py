"""The whole network: words → members → emissions → a chain of tags; beside it, the intent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from slottag.model import NetworkConfig, Vocabulary
from slottag.model.tags import TagSet
from slottag.runtime.bars import Bars
from slottag.runtime.chain import Chain
from slottag.runtime.member import Member, Scores
from slottag.runtime.packing import Packing
from slottag.runtime.recording import Recorded, side_by_side
from slottag.runtime.weights import Array, Weights
from slottag.text import Task


class Network:
    """The forward pass of a tagger: one network (see ``slottag.nn.Network``), or several whose scores are averaged.

    ``log p(y) = mean_k score_k(y) - log Z``: since scores are sums, the members together are a chain like each of them,
    with the mean of their emissions and of their transitions. Source: Hinton 2002, Training products of experts; for
    CRFs Smith, Cohn & Osborne 2005, Logarithmic opinion pools for conditional random fields.

    Attributes:
        chain: the scores of tags behind each other.
    """

    def __init__(self, arrays: Mapping[str, Array], config: NetworkConfig, vocabulary: Vocabulary) -> None:
        weights = Weights(arrays)
        tags = TagSet.of(config, vocabulary)
        several = [weights.under(f"members.{number}") for number in range(config.members)]
        own = several if len(several) > 1 else [weights]
        self._members = [Member(each, config, vocabulary, len(tags)) for each in own]
        bars = vocabulary.marks is not None and config.task is Task.SPANS
        self._bars = Bars(vocabulary.marks, tags) if bars and vocabulary.marks is not None else None
        self.chain = Chain(tags, weights.under("decoder") if config.decoder == "crf" else None)

    def __call__(self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]] = ()) -> Scores:
        """The scores of the tags of the packed words, and of their sentences' intents: the mean of the members'.

        ``asked`` are the slots that were asked before each sentence, in their own order; or nothing of any.
        """
        of_each = [member(words, packing, asked) for member in self._members]
        intents = [scores.intents for scores in of_each if scores.intents is not None]
        emissions = _mean([scores.emissions for scores in of_each])
        if self._bars is not None:
            self._bars(words, emissions)
        return Scores(emissions, _mean(intents) if intents else None)

    def record(
        self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]] = ()
    ) -> tuple[list[Recorded], list[Array] | None]:
        """What the layers held over the packed words, the members' units side by side, and the attention
        ``(length, length)`` of each sentence, the mean of theirs.
        """
        of_each = [member.record(words, packing, asked) for member in self._members]
        layers = [side_by_side(parts) for parts in zip(*(recorded for recorded, _ in of_each), strict=True)]
        views = [attention for _, attention in of_each if attention is not None]
        return layers, [_mean(own) for own in zip(*views, strict=True)] if views else None


def _mean(scores: Sequence[Array]) -> Array:
    """Of arrays of one shape, in place of the first."""
    total = scores[0]
    for other in scores[1:]:
        total += other
    if len(scores) > 1:
        total *= np.float32(1 / len(scores))
    return total
