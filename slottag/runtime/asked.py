"""What the question before a sentence was about, on its way into the encoder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from slottag.model.asked import asked_marks
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights


class Asked:
    """A vector for each slot that may have been asked, added to what each token of the answer contributes (see
    ``slottag.nn.asked``): so a word's part rests on the word alone and is kept.

    Args:
        weights: the vectors.
        slots: the slots that may have been asked.
        size: numbers that stand for a token.
        prepare: what the encoder makes of these, which is linear up to a bias.
        ordered: whether it counts what was asked first, and what again.
    """

    def __init__(
        self, weights: Weights, slots: Sequence[str], size: int, prepare: Callable[[Array], Array], *, ordered: bool
    ) -> None:
        self._slots, self._ordered = slots, ordered
        inputs = np.zeros((1 + len(slots), size), dtype=np.float32)
        inputs[1:] = weights.take("weight", len(slots), size)
        prepared = prepare(inputs)
        self._prepared: Array = prepared[1:] - prepared[0]

    def __call__(self, asked: Sequence[Collection[str]], packing: Packing) -> Array:
        """``(tokens, prepared)`` what is added, given what was asked before each sentence."""
        added = asked_marks(asked, self._slots, ordered=self._ordered) @ self._prepared
        of_each: Array = added[packing.order].take(packing.ranks, axis=0)
        return of_each
