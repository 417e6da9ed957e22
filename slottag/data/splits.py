"""Dividing sentences into splits by chance, the same way for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from slottag.data.checks import Key, key
from slottag.errors import DataError
from slottag.text import Sentence
from slottag.wording import plural


def divide(
    sentences: Sequence[Sentence], shares: Mapping[str, float], seed: int = 0
) -> dict[str, tuple[Sentence, ...]]:
    """The sentences in splits of about these shares (in any unit), each split in the order they came.

    Sentences of the same words, asked the same, stay together, so that no split holds what another was measured on.

    Raises:
        DataError: a split would be empty.
    """
    shares = {split: share for split, share in shares.items() if share > 0}
    place = _places(sentences, list(shares.values()), seed)
    parts = {
        split: tuple(sentence for sentence in sentences if place[key(sentence)] == index)
        for index, split in enumerate(shares)
    }
    if not all(parts.values()):
        raise DataError(
            f"{sentences[0].where}: {plural(len(place), 'distinct sentence')}, expected at least"
            f" {len(parts)} to divide into {', '.join(parts)}; add sentences"
        )
    return parts


def set_aside(
    sentences: Sequence[Sentence], share: float, seed: int = 0
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """The sentences to train on and the share of them (0…1) that is set aside for dev.

    Raises:
        DataError: there are fewer than two distinct sentences.
    """
    parts = divide(sentences, {"train": 1 - share, "dev": share}, seed)
    return parts["train"], parts["dev"]


def _places(sentences: Sequence[Sentence], shares: Sequence[float], seed: int) -> dict[Key, int]:
    """The index of the split for each group of sentences with the same words."""
    groups = Counter(key(sentence) for sentence in sentences)
    order = list(groups)
    Random(seed).shuffle(order)
    places = {}
    filled = [0] * len(shares)
    for words in order:
        # Always the split that lacks most of its share: none stays empty while there are groups.
        index = min(range(len(shares)), key=lambda split: filled[split] / shares[split])
        filled[index] += groups[words]
        places[words] = index
    return places
