"""The gates over a sentence as rows of a picture, and two sentences side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from slottag.errors import ConfigError
from slottag.runtime.recording import Recorded, Recording
from slottag.runtime.weights import Array

ALL, ATTENTION = "all", "attention"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to see.

    Attributes:
        gates: by their names; empty for the state that a layer passes on, ``all`` for all of them.
        layer: from 1; ``None`` for the last.
        direction: ``None`` for each there is.
        units: from 1; empty for the most telling ones.
        most: how many telling ones.
    """

    gates: tuple[str, ...] = ()
    layer: int | None = None
    direction: str | None = None
    units: tuple[int, ...] = ()
    most: int = 8

    def keeps(self, part: tuple[int, str, str]) -> bool:
        """Whether a layer, direction and gate are among what is wanted, where nothing said is everything."""
        layer, direction, gate = part
        return (
            self.layer in (None, layer)
            and self.direction in (None, direction)
            and (not self.gates or ALL in self.gates or gate in self.gates)
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some neurons of a layer through one gate.

    Attributes:
        title: which layer, direction and gate.
        rows: each neuron's name with its values ``(length,)``.
        scale: what the values are to be divided by to lie between -1 and 1.
    """

    title: str
    rows: tuple[tuple[str, Array], ...]
    scale: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of two sentences: its rows, and how far each token's state is from that of its counterpart, if it has one."""

    blocks: tuple[Block, ...]
    apart: tuple[float | None, ...]


def view(recording: Recording, choice: Choice) -> tuple[Block, ...]:
    """The rows that are wanted. The most telling neurons are those whose state moves most over the sentence.

    Raises:
        ConfigError: the model has no such layer, direction, gate or neuron.
    """
    return _blocks(recording, choice, [_spread(layer) for layer in chosen([recording], choice)[0]])


def side_by_side(first: Recording, second: Recording, choice: Choice) -> tuple[Side, Side]:
    """Two sentences with the same neurons, by themselves those whose states part most at tokens that both have.

    Raises:
        ConfigError: as for ``view``.
    """
    pairs = aligned(first.sentence.words, second.sentence.words)
    ones, others = chosen([first, second], choice)
    telling = [_parting(one, other, pairs) for one, other in zip(ones, others, strict=True)]
    distances = apart(ones, others, pairs)
    left: list[float | None] = [None] * len(first.sentence.tokens)
    right: list[float | None] = [None] * len(second.sentence.tokens)
    for (here, there), distance in zip(pairs, distances, strict=True):
        left[here] = right[there] = distance
    return Side(_blocks(first, choice, telling), tuple(left)), Side(_blocks(second, choice, telling), tuple(right))


def aligned(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """The tokens that two sentences share, in the order of both."""
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return [(block.a + place, block.b + place) for block in blocks for place in range(block.size)]


def apart(ones: Sequence[Recorded], others: Sequence[Recorded], pairs: Sequence[tuple[int, int]]) -> list[float]:
    """How far the states of each pair of tokens are from each other: the root of the mean squared difference."""
    return [
        float(np.sqrt(np.mean([np.mean((_state(one)[here] - _state(other)[there]) ** 2)
                               for one, other in zip(ones, others, strict=True)])))
        for here, there in pairs
    ]  # fmt: skip


def chosen(recordings: Sequence[Recording], choice: Choice) -> list[list[Recorded]]:
    """Of each recording the layer and the directions that are wanted."""
    layers = recordings[0].layers
    number = choice.layer or layers[-1].layer
    if number > layers[-1].layer:
        raise ConfigError(f"layer {number}: the model has {layers[-1].layer}; name one of 1 to {layers[-1].layer}")
    directions = [layer.direction for layer in layers if layer.layer == number]
    if choice.direction not in (None, *directions):
        raise ConfigError(f"direction {choice.direction}: the model has {', '.join(directions)}; name one of those")
    return [
        [layer for layer in recording.layers if layer.layer == number and choice.direction in (None, layer.direction)]
        for recording in recordings
    ]


def _blocks(recording: Recording, choice: Choice, telling: Sequence[Array]) -> tuple[Block, ...]:
    (layers,) = chosen([recording], choice)
    gates = _gates(recording, layers[0], choice)
    blocks = [
        _block(f"{gate}, layer {layer.layer}, {layer.direction}", layer.gates[gate], _units(scores, choice))
        for layer, scores in zip(layers, telling, strict=True)
        for gate in gates
        if gate != ATTENTION
    ]
    if ATTENTION in gates and recording.attention is not None:
        names = [f"{place} {word}" for place, word in enumerate(recording.sentence.words, start=1)]
        rows = tuple(zip(names, recording.attention.T, strict=True))
        blocks.append(Block("attention: how much each token looks at the row's", rows, 1.0))
    return tuple(blocks)


def _gates(recording: Recording, layer: Recorded, choice: Choice) -> list[str]:
    there = [*layer.gates, *([ATTENTION] if recording.attention is not None else [])]
    unknown = [gate for gate in choice.gates if gate not in (ALL, *there)]
    if unknown:
        raise ConfigError(f"gate {unknown[0]}: the model has {', '.join(there)}; name one of those, or {ALL}")
    if ALL in choice.gates:
        return there
    return list(choice.gates) or there[:1]


def _units(scores: Array, choice: Choice) -> list[int]:
    wrong = [unit for unit in choice.units if not 1 <= unit <= len(scores)]
    if wrong:
        raise ConfigError(f"neuron {wrong[0]}: the layer has {len(scores)}; name some of 1 to {len(scores)}")
    if choice.units:
        return list(choice.units)
    return [unit + 1 for unit in np.argsort(-scores, kind="stable")[: choice.most].tolist()]


def _block(title: str, values: Array, units: Sequence[int]) -> Block:
    rows = tuple((str(unit), values[:, unit - 1]) for unit in units)
    return Block(title, rows, max(1.0, float(np.abs([row for _, row in rows]).max(initial=0))))


def _state(layer: Recorded) -> Array:
    """What it passes on."""
    return next(iter(layer.gates.values()))


def _spread(layer: Recorded) -> Array:
    """``(hidden,)`` how far each unit's state moves; over a single token, how far it is from 0."""
    state = _state(layer)
    spread: Array = state.std(axis=0) if len(state) > 1 else np.abs(state[0])
    return spread


def _parting(one: Recorded, other: Recorded, pairs: Sequence[tuple[int, int]]) -> Array:
    """``(hidden,)`` how far each unit's states part at the tokens that both sentences have."""
    if not pairs:
        return _spread(one)
    here, there = (list(places) for places in zip(*pairs, strict=True))
    parting: Array = np.abs(_state(one)[here] - _state(other)[there]).mean(axis=0)
    return parting
