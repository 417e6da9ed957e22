"""What every neuron of a model held over the tokens of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from slottag.errors import DataError
from slottag.runtime import Tagger
from slottag.runtime.recording import Recording
from slottag.runtime.weights import Array
from slottag.text import Sentence
from slottag.wording import plural


@dataclass(frozen=True, slots=True)
class Neuron:
    """A unit of a layer, read in a direction, seen through a gate. Layers and units count from 1."""

    layer: int
    direction: str
    gate: str
    unit: int

    def __str__(self) -> str:
        return f"{self.gate} {self.unit}, layer {self.layer}, {self.direction}"


Part = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Observed:
    """Distinct sentences in two halves, to rank neurons on the first and to score them on the second.

    Which sentence goes where is drawn, the same every time: a corpus may lie in pairs, the first always of one kind, or
    by length.

    Attributes:
        ranking: what was held over the sentences of the first half.
        scoring: over those of the second.
    """

    ranking: tuple[Recording, ...]
    scoring: tuple[Recording, ...]

    @classmethod
    def of(cls, tagger: Tagger, sentences: Sequence[Sentence], most: int = 1000) -> Observed:
        """What the tagger's network holds over these sentences, evenly drawn if there are more than ``most``.

        Raises:
            DataError: fewer than two distinct sentences.
        """
        distinct = list({tuple(sentence.words): sentence for sentence in sentences if sentence.tokens}.values())
        drawn = (
            [distinct[number * len(distinct) // most] for number in range(most)] if len(distinct) > most else distinct
        )
        if len(drawn) < 2:
            raise DataError(
                f"{plural(len(drawn), 'distinct sentence')}, expected two at least: to rank neurons on and to score"
            )
        return cls.split(list(tagger.reader.recordings(drawn)))

    @classmethod
    def split(cls, recordings: Sequence[Recording]) -> Observed:
        """Two halves of what was held."""
        mixed = Random(0).sample(recordings, len(recordings))
        return cls(tuple(mixed[::2]), tuple(mixed[1::2]))

    def parts(self, keep: Callable[[Part], bool]) -> Iterator[tuple[Part, Array, Array]]:
        """Layer, direction and gate, where they are kept, with the values ``(tokens, hidden)`` over both halves."""
        for number, layer in enumerate(self.ranking[0].layers):
            for gate in layer.gates:
                part = (layer.layer, layer.direction, gate)
                if keep(part):
                    yield part, _joined(self.ranking, number, gate), _joined(self.scoring, number, gate)


def _joined(recordings: Sequence[Recording], number: int, gate: str) -> Array:
    return np.concatenate([recording.layers[number].gates[gate] for recording in recordings])
