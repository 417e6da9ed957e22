"""An experiment: the sequences of its splits, the same every time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from slottag.corpora.experiments.sequences import SEQUENCES, Drawn
from slottag.text.schemes import OUTSIDE

END = "end"
_TRAIN = 1000

# Symbols and their tags.
Tagged = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A generated corpus of sequences of the lengths ``low`` to ``high``, and of longer ones in the split ``beyond``.

    ``name`` is one of ``SEQUENCES``.
    """

    name: str
    low: int = 1
    high: int = 10

    def splits(self) -> dict[str, list[Tagged]]:
        """The sequences of each split.

        Train has 1,000 sequences, the lengths in turn, drawn with repetition. The others have distinct ones; of a
        length of which there are too few for that, sequences that train has, too.
        """
        lengths = range(self.low, self.high + 1)
        longer = [self.high + step * max(1, self.high // 10) for step in range(1, 31)]
        random = Random(0)
        train = {"train": [self._draw(random, length) for length in islice(cycle(lengths), _TRAIN)]}
        seen = {symbols for symbols, _ in train["train"]}
        held_out = {
            "dev": self._distinct(Random(1), _spread(lengths, 20), 5, seen),
            "test": self._distinct(Random(2), _spread(lengths, 50), 20, seen),
            "beyond": self._distinct(Random(3), longer, 10, seen),
        }
        return {split: [*map(_tagged, drawn)] for split, drawn in (train | held_out).items()}

    def _draw(self, random: Random, length: int) -> Drawn:
        return SEQUENCES[self.name](random, length)

    def _distinct(self, random: Random, lengths: Sequence[int], draws: int, seen: Collection[str]) -> list[Drawn]:
        """What so many draws of each length give without repetition; what was not seen, if there is any."""
        found: list[Drawn] = []
        for length in lengths:
            drawn = dict(self._draw(random, length) for _ in range(draws))
            fresh = {symbols: unknown for symbols, unknown in drawn.items() if symbols not in seen}
            found += (fresh or drawn).items()
        return found


def _tagged(drawn: Drawn) -> Tagged:
    symbols, unknown = drawn
    following = [*symbols[1:], END]
    return symbols, [OUTSIDE if place in unknown else tag for place, tag in enumerate(following)]


def _spread(lengths: Sequence[int], most: int) -> list[int]:
    """At most so many of the lengths, evenly over all of them and with the last."""
    count = min(len(lengths), most)
    return [lengths[(place * len(lengths)) // count - 1] for place in range(1, count + 1)]
