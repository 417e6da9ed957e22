"""From vectors of words, however many numbers they have, to those of a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slottag.model.vectors.readings import COVERING
from slottag.model.vectors.table import Array

# Numbers of a vector in a table at most. What covers a place is told four times, so less of each is enough.
MOST_OF_WORDS, MOST_OF_COVERING = 64, 24


def reduced(vectors: NDArray[np.floating], reading: str) -> Array:
    """``(words, numbers)`` to ``(words, at most 64)``: about their mean, in the directions in which they differ most,
    and on the whole of variance 1.

    Source: Pearson 1901, principal components; Mu & Viswanath 2018, All-but-the-top, for the mean.

    Raises:
        ValueError: all vectors are the same.
    """
    size = min(vectors.shape[1], MOST_OF_COVERING if reading == COVERING else MOST_OF_WORDS)
    mean = vectors.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((vectors.shape[1],) * 2)
    for part in np.array_split(vectors, 1 + len(vectors) // 10_000):
        centred = part - mean
        covariance += centred.T @ centred
    _, directions = np.linalg.eigh(covariance / len(vectors))
    directions = directions[:, ::-1][:, :size]
    # A direction and its opposite are the same to the eye of the computation, which may give either.
    directions = directions * np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(size)])
    found = np.concatenate([(part - mean) @ directions for part in np.array_split(vectors, 1 + len(vectors) // 10_000)])
    spread = found.std()
    if not spread > 0:
        raise ValueError("all words have the same vector")
    made: Array = (found / spread).astype(np.float32)
    return made
