"""The whole network: words and characters → encoder → emissions → a chain of tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slottag.model import NetworkConfig, Vocabulary
from slottag.model.tags import TagSet
from slottag.runtime.attention import Attention
from slottag.runtime.chain import Chain
from slottag.runtime.encoder import Encoder
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights
from slottag.runtime.words import Words


class Network:
    """The forward pass of a tagger (see ``slottag.nn.Network``).

    Attributes:
        chain: the scores of tags behind each other.
    """

    def __init__(self, arrays: Mapping[str, Array], config: NetworkConfig, vocabulary: Vocabulary) -> None:
        weights = Weights(arrays)
        tags = TagSet.of(config, vocabulary)
        self._words = Words(weights, config, vocabulary)
        self._encoder = Encoder(weights.under("encoder"), config)
        attention = weights.under("attention")
        self._attention = Attention(attention, config.state_size, config.hidden) if config.attention else None
        emissions = weights.under("emissions")
        states = config.state_size * (2 if config.attention else 1)
        self._projection = emissions.take("weight", len(tags.names), states).T.copy()
        self._bias = emissions.take("bias", len(tags.names))
        self.chain = Chain(tags, weights.under("decoder") if config.decoder == "crf" else None)

    def emissions(self, words: Sequence[str], packing: Packing) -> Array:
        """The score of each tag for each of the packed words, ``(tokens, tags)``."""
        states = self._encoder(self._words(words), packing)
        if self._attention is not None:
            states = self._attention(states, packing)
        scores: Array = states @ self._projection
        scores += self._bias
        return scores
