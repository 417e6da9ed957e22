"""From an experiment's name to the records of its splits, the same every time."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from slottag.data.experiments.sequences import SEQUENCES, Draw, Drawn
from slottag.data.records import Record, tagged
from slottag.errors import DataError
from slottag.text.schemes import OUTSIDE

END = "end"
LONGEST = 1000
_TRAIN = 1000
_NAME = re.compile(r"(?P<name>[a-z-]+)(:((?P<low>\d+)-)?(?P<high>\d+))?")


@dataclass(frozen=True, slots=True)
class Experiment:
    """A generated corpus of sequences of the lengths ``low`` to ``high``, and of longer ones in the split ``beyond``.

    Attributes:
        name: the corpus's name.
        draw: gives a sequence of a length.
    """

    name: str
    draw: Draw
    low: int = 1
    high: int = 10

    def read(self) -> dict[str, tuple[Record, ...]]:
        """The records of each split.

        Train has 1,000 sequences, the lengths in turn, drawn with repetition. The others have distinct ones; of a
        length of which there are too few for that, sequences that train has, too.
        """
        lengths = range(self.low, self.high + 1)
        longer = [self.high + step * max(1, self.high // 10) for step in range(1, 31)]
        random = Random(0)
        train = {"train": [self.draw(random, length) for length in islice(cycle(lengths), _TRAIN)]}
        seen = {symbols for symbols, _ in train["train"]}
        held_out = {
            "dev": self._distinct(Random(1), _spread(lengths, 20), 5, seen),
            "test": self._distinct(Random(2), _spread(lengths, 50), 20, seen),
            "beyond": self._distinct(Random(3), longer, 10, seen),
        }
        return {split: self._records(split, drawn) for split, drawn in (train | held_out).items()}

    def _distinct(self, random: Random, lengths: Sequence[int], draws: int, seen: Collection[str]) -> list[Drawn]:
        """What so many draws of each length give without repetition; what was not seen, if there is any."""
        found: list[Drawn] = []
        for length in lengths:
            drawn = dict(self.draw(random, length) for _ in range(draws))
            fresh = {symbols: unknown for symbols, unknown in drawn.items() if symbols not in seen}
            found += (fresh or drawn).items()
        return found

    def _records(self, split: str, drawn: Sequence[Drawn]) -> tuple[Record, ...]:
        path = Path(self.name, split)
        return tuple(tagged(path, [*sequence[0]], _tags(*sequence), [line]) for line, sequence in enumerate(drawn, 1))


def find_experiment(data: str | Path) -> Experiment | None:
    """The experiment that DATA names: ``counter``, with other lengths ``counter:20`` or ``counter:5-20``.

    Raises:
        DataError: lengths that cannot be.
    """
    match = _NAME.fullmatch(str(data))
    name = str(data).partition(":")[0]
    if isinstance(data, Path) or name not in SEQUENCES:
        return None
    low, high = (int(match["low"] or 1), int(match["high"] or 10)) if match else (0, 0)
    if not 1 <= low <= high <= LONGEST:
        raise DataError(
            f"{data}: expected {name}, or with lengths from 1 to {LONGEST} such as {name}:20 or {name}:5-20; correct"
            " the name"
        )
    return Experiment(str(data).replace(":", "-"), SEQUENCES[name], low, high)


def _tags(symbols: str, unknown: Collection[int]) -> list[str]:
    following = [*symbols[1:], END]
    return [OUTSIDE if place in unknown else tag for place, tag in enumerate(following)]


def _spread(lengths: Sequence[int], most: int) -> list[int]:
    """At most so many of the lengths, evenly over all of them and with the last."""
    count = min(len(lengths), most)
    return [lengths[(place * len(lengths)) // count - 1] for place in range(1, count + 1)]
