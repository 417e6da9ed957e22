"""The encoders: what names them, and what is to be known of them beside their equations.

An encoder is a file of its name in ``slottag.nn`` and one in ``slottag.runtime``, each with a function ``layer`` that
makes its layers (see ``encoder.py`` in either), and an entry here. Choices, help and messages follow from the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.model.config import NetworkConfig


Shape = tuple[int, ...]
Shapes = Iterator[tuple[str, Shape]]


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder as its settings, its card and its pictures see it.

    Attributes:
        arrays: the weights of a layer with inputs of this size and of this number, from 0: their names and shapes.
        view: what its layers see of a sentence, in words.
        ahead: whether what they make of a word may rest on words behind it.
        recurrent: whether it is made of cells, which read in one direction or in both.
        rectified: whether its states are cut off at 0, not squashed by tanh.
        most_layers: no more of them make sense.
    """

    arrays: Callable[[NetworkConfig, int, int], Shapes]
    view: Callable[[NetworkConfig], str]
    ahead: Callable[[NetworkConfig], bool]
    recurrent: bool = False
    rectified: bool = False
    most_layers: int = 10_000


def _of_cells(cell: Callable[[int, int], Shapes]) -> Encoder:
    """The encoder that is made of a cell with these arrays, by the size of its inputs and the number of its units."""

    def arrays(network: NetworkConfig, size: int, _number: int) -> Shapes:
        for direction in ("forwards", "backwards")[: network.directions]:
            for name, shape in cell(size, network.hidden):
                yield f"{direction}.{name}", shape

    return Encoder(
        arrays=arrays,
        view=lambda network: "both directions" if network.directions == 2 else "one direction, left to right",
        ahead=lambda network: network.directions == 2,
        recurrent=True,
    )


def _of_torch(gates: int) -> Callable[[int, int], Shapes]:
    """Of a cell that torch has a kernel for, whose names those are."""

    def shapes(size: int, hidden: int) -> Shapes:
        yield "weight_ih_l0", (gates * hidden, size)
        yield "weight_hh_l0", (gates * hidden, hidden)
        yield "bias_ih_l0", (gates * hidden,)
        yield "bias_hh_l0", (gates * hidden,)

    return shapes


def _own(gates: int, **others: Callable[[int], Shape]) -> Callable[[int, int], Shapes]:
    """Of a cell that is written out, and what it has besides, by the number of its units."""

    def shapes(size: int, hidden: int) -> Shapes:
        yield "weight_ih", (gates * hidden, size)
        yield "weight_hh", (gates * hidden, hidden)
        yield "bias", (gates * hidden,)
        for name, shape in others.items():
            yield name, shape(hidden)

    return shapes


def _filters(network: NetworkConfig, size: int, _number: int) -> Shapes:
    yield "weight", (network.hidden, size, network.convolution_width)
    yield "bias", (network.hidden,)


def _windows(network: NetworkConfig, size: int, number: int) -> Shapes:
    yield "weight", (network.hidden, size * (1 if number else 2 * network.window + 1))
    yield "bias", (network.hidden,)


ENCODERS: Mapping[str, Encoder] = {
    "elman": _of_cells(_of_torch(1)),
    "jordan": _of_cells(_own(1, weight_ho=lambda hidden: (hidden, hidden), bias_o=lambda hidden: (hidden,))),
    "lstm": _of_cells(_of_torch(4)),
    "peephole": _of_cells(_own(4, peepholes=lambda hidden: (3, hidden))),
    "gru": _of_cells(_of_torch(3)),
    "clockwork": _of_cells(_own(1)),
    "cnn": Encoder(
        arrays=_filters,
        view=lambda network: f"filters of {plural(network.convolution_width, 'word')}",
        ahead=lambda network: network.convolution_width > 1,
        rectified=True,
        # What is seen doubles with each: this is beyond any sentence, and any memory.
        most_layers=12,
    ),
    "feedforward": Encoder(
        arrays=_windows,
        view=lambda network: f"a window of {plural(network.window, 'word')} on each side",
        ahead=lambda network: network.window > 0,
    ),
}
