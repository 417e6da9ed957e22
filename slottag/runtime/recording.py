"""What the networks held while they read: their states, and what stood behind them.

Nothing of this is done while tagging. What a cell held follows from its inputs and the states it gave, without running
it once more: the gates of a token from its input and the state before it, a cell state from the gates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array
from slottag.text import Sentence

Gates = Mapping[str, Array]
FORWARDS, BACKWARDS, AROUND = "forwards", "backwards", "around"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one layer held over some tokens, in one direction.

    Attributes:
        layer: its number, from 1.
        direction: ``forwards`` or ``backwards``; ``around`` of a layer that sees the words on both sides at once.
        gates: under each name the values ``(tokens, hidden)``; the first is the state that the layer passes on.
    """

    layer: int
    direction: str
    gates: Gates

    def at(self, places: Sequence[int]) -> Recorded:
        """The same for these tokens alone."""
        return Recorded(self.layer, self.direction, {name: values[places] for name, values in self.gates.items()})


def side_by_side(parts: Sequence[Recorded]) -> Recorded:
    """The same layer and direction of several members as one whose units stand side by side."""
    first = parts[0]
    if len(parts) == 1:
        return first
    gates = {name: np.concatenate([part.gates[name] for part in parts], axis=1) for name in first.gates}
    return Recorded(first.layer, first.direction, gates)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a whole network held over one sentence.

    Attributes:
        sentence: the sentence as it was given.
        layers: what each layer held, each direction by itself.
        attention: ``(length, length)`` how much each token (row) looks at each other; ``None`` without attention.
    """

    sentence: Sentence
    layers: tuple[Recorded, ...]
    attention: Array | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One cell's way through a batch, in its direction.

    Attributes:
        drive: ``(tokens, gates)`` what the inputs added to its gates.
        states: ``(tokens, hidden)`` what it gave.
        packing: how the tokens lie.
        steps: the tokens of each step, in the order of reading.
    """

    drive: Array
    states: Array
    packing: Packing
    steps: Sequence[slice]

    def walk(self) -> Iterator[tuple[slice, Array]]:
        """Each step with what is kept for its sentences ``(alive, hidden)``: zeros, then what was put there."""
        kept = np.zeros((self.packing.batch, self.states.shape[1]), dtype=np.float32)
        for step in self.steps:
            yield step, kept[: step.stop - step.start]

    def before(self) -> Array:
        """``(tokens, hidden)`` the state that each token found, zeros where it was the first."""
        found = np.empty_like(self.states)
        for step, kept in self.walk():
            found[step] = kept
            kept[:] = self.states[step]
        return found

    def added_up(self, share: Array, added: Array) -> Array:
        """``(tokens, hidden)`` the values ``c_t = share_t∘c_{t-1} + added_t``."""
        values = np.empty_like(self.states)
        for step, kept in self.walk():
            kept *= share[step]
            kept += added[step]
            values[step] = kept
        return values
