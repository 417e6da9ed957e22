"""Words read from their characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slottag.model import NetworkConfig
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary
from slottag.runtime.weights import Array, Weights


class CharacterCNN:
    """A convolution over a word's characters, max pooling over it.

    ``y_f = max_t relu(W_f [x_{t-k} … x_{t+k}] + b_f)`` over the characters of the word and its two edges. Each filter's
    share of each known character at each place of the window is a table of its own, so that a window is a sum of rows.
    Source: Ma & Hovy 2016, section 2.1.
    """

    def __init__(self, weights: Weights, config: NetworkConfig, vocabulary: Vocabulary) -> None:
        filters, size, width = config.character_filters, config.character_size, config.character_width
        embedding = weights.take("embedding.weight", len(vocabulary.characters) + FIRST_CHARACTER, size)
        convolution = weights.take("convolution.weight", filters, size, width)
        # (width, characters, filters)
        self._shares = np.einsum("cs,fsw->wcf", embedding, convolution).astype(np.float32)
        self._bias = weights.take("convolution.bias", filters)

    def __call__(self, characters: NDArray[np.int64], lengths: NDArray[np.int64]) -> Array:
        """``(words, longest)`` character numbers and ``(words,)`` lengths to features ``(words, filters)``."""
        width = len(self._shares)
        longest = characters.shape[1]
        padded = np.pad(characters, ((0, 0), (width // 2, width // 2)))
        answers: Array = self._shares[0][padded[:, :longest]]
        for place in range(1, width):
            answers += self._shares[place][padded[:, place : place + longest]]
        answers[np.arange(longest) >= lengths[:, None]] = -np.inf
        best: Array = np.maximum(answers.max(axis=1) + self._bias, 0)
        return best
