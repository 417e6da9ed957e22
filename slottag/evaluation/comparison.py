"""Comparing taggers on the same sentences: is one ahead beyond chance, how many contrast pairs are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slottag.text import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

METHOD = "paired approximate randomisation over the sentences"

# Rounds that are dealt out together, for the sake of memory.
_AT_ONCE = 1_000
# Two ways of adding up one difference may part in the last digits.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Significance:
    """How far one tagger is ahead of another, and how easily chance alone would put them as far apart.

    Attributes:
        difference: the span F1 of the first minus that of the second, in -1…1.
        p: the part of the rounds in which the two were at least as far apart, either way.
        rounds: how often the sentences were dealt out anew.
    """

    difference: float
    p: float
    rounds: int


def paired_randomisation(
    gold: Sequence[Sentence],
    first: Sequence[Sequence[Sentence]],
    second: Sequence[Sequence[Sentence]],
    *,
    rounds: int = 10_000,
    seed: int = 0,
) -> Significance:
    """Test whether two taggers differ in span F1.

    If they did not, it would not matter which of them gave which tagging of a sentence. So each round swaps the
    taggings of each sentence with probability ½ and takes the difference anew;
    ``p = (1 + rounds at least as far apart) / (1 + rounds)``.

    Each side may have tagged the sentences several times, for example with models of several seeds: then a sentence
    swaps all its taggings together, and the F1 is the mean over them.

    Source: Noreen 1989; for F1, Yeh 2000 (More accurate tests for the statistical significance of result differences).

    Args:
        gold: the sentences as marked.
        first: taggings of the one, each of all the sentences in order.
        second: as many taggings of the other.
        rounds: how often to swap.
        seed: the start of the random choice.

    Raises:
        ValueError: the sides have not tagged equally often.
    """
    import numpy as np

    if len(first) != len(second):
        raise ValueError(f"expected as many taggings on either side, got {len(first)} and {len(second)}")
    marked = sum(len(sentence.spans) for sentence in gold)
    ours, theirs = _count(gold, first), _count(gold, second)
    difference = float(_f1(ours.sum(axis=0), marked) - _f1(theirs.sum(axis=0), marked))
    apart = 0
    choice = np.random.default_rng(seed)
    for begun in range(0, rounds, _AT_ONCE):
        swapped = _swap(ours - theirs, min(_AT_ONCE, rounds - begun), choice)
        by_chance = _f1(ours.sum(axis=0) - swapped, marked) - _f1(theirs.sum(axis=0) + swapped, marked)
        apart += int(np.count_nonzero(np.abs(by_chance) >= abs(difference) - _ROUNDING))
    return Significance(difference, (1 + apart) / (1 + rounds), rounds)


def pairs_right(gold: Sequence[Sentence], found: Sequence[Sentence]) -> float:
    """The part of the contrast pairs, which stand on consecutive lines, without a wrong span in either sentence.

    Raises:
        ValueError: an odd number of sentences, or none.
    """
    if not gold or len(gold) % 2:
        raise ValueError(f"expected pairs of sentences, got {len(gold)}")
    right = [marked.spans == tagged.spans for marked, tagged in zip(gold, found, strict=True)]
    return sum(one and other for one, other in zip(right[::2], right[1::2], strict=True)) * 2 / len(gold)


def _count(gold: Sequence[Sentence], taggings: Sequence[Sequence[Sentence]]) -> Counts:
    """The spans that are right and those that were found ``(sentences, taggings, 2)``."""
    import numpy as np

    counts = [
        [(len({*marked.spans} & {*tagged.spans}), len(tagged.spans)) for tagged in found]
        for marked, *found in zip(gold, *taggings, strict=True)
    ]
    return np.array(counts, dtype=np.int64).reshape(len(gold), len(taggings), 2)


def _swap(moves: Counts, rounds: int, choice: np.random.Generator) -> Counts:
    """What swapping each sentence by chance takes from one side and gives to the other ``(rounds, taggings, 2)``."""
    import numpy as np

    # Of sentences that move the counts alike only the number that swaps matters, and that is binomial.
    kinds, sentences = np.unique(moves.reshape(len(moves), -1), axis=0, return_counts=True)
    swaps = choice.binomial(sentences, 0.5, size=(rounds, len(sentences)))
    return np.asarray((swaps @ kinds).reshape(rounds, *moves.shape[1:]))


def _f1(counts: Counts, marked: int) -> NDArray[np.float64]:
    """The mean F1 of taggings with these counts ``(…, taggings, 2)``; 0 where there is nothing to divide by."""
    import numpy as np

    right, found = counts[..., 0], counts[..., 1]
    return np.asarray((2.0 * right / np.maximum(found + marked, 1)).mean(axis=-1))
