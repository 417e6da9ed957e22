"""From the numbers of tags to the spans that they mark."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from slottag.model.tags import TagSet
from slottag.runtime.viterbi import Tags
from slottag.text.schemes import Run


class Runs:
    """What ``Scheme.decode`` does, for many sentences at once."""

    def __init__(self, tags: TagSet) -> None:
        self._continues = tags.continuations()
        self._slots = tags.slot_of_each

    def __call__(self, tags: Tags, lengths: NDArray[np.intp]) -> list[list[Run]]:
        """``(tokens,)`` tags sentence by sentence, and the ``(batch,)`` lengths of these, to the ``(first, last + 1,
        slot)`` runs of each.
        """
        beginnings = np.cumsum(lengths) - lengths
        goes_on = np.zeros(len(tags) + 1, dtype=bool)
        goes_on[1:-1] = self._continues[tags[:-1], tags[1:]]
        goes_on[beginnings] = False
        inside = tags != 0
        firsts, lasts = np.flatnonzero(inside & ~goes_on[:-1]), np.flatnonzero(inside & ~goes_on[1:])
        sentences = np.searchsorted(beginnings, firsts, side="right") - 1
        before = beginnings[sentences]
        slots = [self._slots[tag] for tag in tags[firsts].tolist()]
        runs = list(zip((firsts - before).tolist(), (lasts + 1 - before).tolist(), slots, strict=True))
        bounds = accumulate(np.bincount(sentences, minlength=len(lengths)).tolist(), initial=0)
        return [runs[start:end] for start, end in pairwise(bounds)]
