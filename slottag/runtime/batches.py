"""Which sentences go through the network together, and how their words lie then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from slottag.runtime.pieces import LONGEST
from slottag.text import Sentence

# Sentences of a stream that are read ahead and sorted by length, and their characters.
WINDOW, _CHARACTERS = 1024, 2**18
# How many sentences go through the network together, and how many tokens, those of the longest for each.
BATCH, _TOKENS = 128, LONGEST


def windows(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """The sentences of a stream that are read ahead together."""
    window: list[Sentence] = []
    characters = 0
    for sentence in sentences:
        window.append(sentence)
        characters += len(sentence.text)
        if len(window) == WINDOW or characters >= _CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The indices of sentences of like length that go through the network together; those of no token are left out."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) == BATCH or (len(batch) + 1) * lengths[index] > _TOKENS):
            yield batch
            batch = []
        if lengths[index]:
            batch.append(index)
    if batch:
        yield batch


def lay_out(words: Sequence[str], order: NDArray[np.intp]) -> list[str]:
    """Words, sentence by sentence, as they lie packed."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return [words[place] for place in places.tolist()]
