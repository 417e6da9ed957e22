"""From the numbers of tags to the spans that they mark."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slottag.model.tags import TagSet
from slottag.runtime.viterbi import Tags
from slottag.text.schemes import Run


class Stretches(NamedTuple):
    """Spans over tokens, sentence by sentence, as arrays ``(spans,)``.

    Attributes:
        sentences: the number of each one's sentence.
        firsts: its first token, counted in its sentence.
        ends: the one behind its last.
        tags: the number of its first token's tag.
    """

    sentences: NDArray[np.intp]
    firsts: NDArray[np.intp]
    ends: NDArray[np.intp]
    tags: Tags


class Runs:
    """What ``Scheme.decode`` does, for many sentences at once."""

    def __init__(self, tags: TagSet) -> None:
        self._continues = tags.continuations()
        self.slots = tags.slot_of_each

    def stretches(self, tags: Tags, lengths: NDArray[np.intp]) -> Stretches:
        """``(tokens,)`` tags sentence by sentence, and the ``(batch,)`` lengths of these, to the spans."""
        beginnings = lengths.cumsum() - lengths
        goes_on = np.zeros(len(tags) + 1, dtype=bool)
        goes_on[1:-1] = self._continues[tags[:-1], tags[1:]]
        goes_on[beginnings] = False
        inside = tags != 0
        firsts, lasts = (inside & ~goes_on[:-1]).nonzero()[0], (inside & ~goes_on[1:]).nonzero()[0]
        sentences = beginnings.searchsorted(firsts, side="right") - 1
        before = beginnings[sentences]
        return Stretches(sentences, firsts - before, lasts + 1 - before, tags[firsts])

    def __call__(self, tags: Tags, lengths: NDArray[np.intp]) -> list[list[Run]]:
        """The same as the ``(first, last + 1, slot)`` runs of each sentence."""
        return listed(self.stretches(tags, lengths), self.slots, len(lengths))


def listed(found: Stretches, slots: Sequence[str], sentences: int) -> list[list[Run]]:
    """Spans as the ``(first, last + 1, slot)`` runs of each of so many sentences; given the slot of each tag."""
    names = [slots[tag] for tag in found.tags.tolist()]
    runs = list(zip(found.firsts.tolist(), found.ends.tolist(), names, strict=True))
    bounds = accumulate(np.bincount(found.sentences, minlength=sentences).tolist(), initial=0)
    return [runs[start:end] for start, end in pairwise(bounds)]
