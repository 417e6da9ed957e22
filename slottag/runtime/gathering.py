"""What was found in batches, gathered in the order of the texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from slottag.runtime.chain import Doubles
from slottag.runtime.reading import Confidences, Reading
from slottag.runtime.texts import Counts, Texts
from slottag.text.found import Found


class Gathering:
    """Takes what is read of batches, and gives what was found in all texts.

    Args:
        texts: all of them.
        sure: whether what is read comes with confidences.
    """

    def __init__(self, texts: Texts, sure: bool) -> None:
        self._texts = texts
        count = len(texts.texts)
        # In a text without a word nothing is all that can be found.
        self._wholes = np.ones(count) if sure else None
        self._intents: list[str | None] = [None] * count
        self._spans: list[tuple[Counts, Counts, Counts]] = []
        self._slots: list[list[str]] = []
        self._sure: list[Doubles] = []

    def add(self, chosen: Sequence[int], reading: Reading, sure: Confidences | None) -> None:
        """Take what was read of some of the texts."""
        sentences, firsts, ends, tags = reading.stretches
        owners = np.array(chosen, dtype=np.intp)[sentences]
        first_words = self._texts.firsts[owners]
        starts = self._texts.starts[first_words + firsts]
        self._spans.append((owners, starts, self._texts.ends[first_words + ends - 1]))
        self._slots.append([reading.slots[tag] for tag in tags.tolist()])
        if sure is not None and self._wholes is not None:
            self._sure.append(sure.spans)
            self._wholes[chosen] = sure.sentences
        for index, intent in zip(chosen, reading.intents or (), strict=False):
            self._intents[index] = intent

    def found(self) -> Found:
        """All that was taken."""
        nothing = (np.zeros(0, dtype=np.intp),) * 3
        owners, starts, ends = map(np.concatenate, zip(nothing, *self._spans, strict=True))
        # Those of a text came together and in their order.
        order = owners.argsort(kind="stable")
        slots = [*chain.from_iterable(self._slots)]
        sure = None if self._wholes is None else np.concatenate([np.zeros(0), *self._sure])[order].tolist()
        return Found(
            self._texts.texts,
            [0, *np.bincount(owners, minlength=len(self._texts.texts)).cumsum().tolist()],
            starts[order].tolist(),
            ends[order].tolist(),
            [slots[place] for place in order.tolist()],
            sure,
            self._intents,
            None if self._wholes is None else self._wholes.tolist(),
            self._texts.asked,
        )
