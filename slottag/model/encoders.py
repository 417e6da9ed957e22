"""The encoders: what names them, and what is to be known of them beside their equations.

An encoder is a file of its name in ``slottag.nn`` and one in ``slottag.runtime``, each with a function ``layer`` that
makes its layers (see ``encoder.py`` in either), and an entry here. Choices, help and messages follow from the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.model.config import NetworkConfig


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder as its settings, its card and its pictures see it.

    Attributes:
        view: what its layers see of a sentence, in words.
        ahead: whether what they make of a word may rest on words behind it.
        recurrent: whether it is made of cells, which read in one direction or in both.
        rectified: whether its states are cut off at 0, not squashed by tanh.
        most_layers: no more of them make sense.
    """

    view: Callable[[NetworkConfig], str]
    ahead: Callable[[NetworkConfig], bool]
    recurrent: bool = False
    rectified: bool = False
    most_layers: int = 10_000


_OF_CELLS = Encoder(
    view=lambda network: "both directions" if network.directions == 2 else "one direction, left to right",
    ahead=lambda network: network.directions == 2,
    recurrent=True,
)

ENCODERS: Mapping[str, Encoder] = {
    "elman": _OF_CELLS,
    "jordan": _OF_CELLS,
    "lstm": _OF_CELLS,
    "peephole": _OF_CELLS,
    "gru": _OF_CELLS,
    "clockwork": _OF_CELLS,
    "cnn": Encoder(
        view=lambda network: f"filters of {plural(network.convolution_width, 'word')}",
        ahead=lambda network: network.convolution_width > 1,
        rectified=True,
        # What is seen doubles with each: this is beyond any sentence, and any memory.
        most_layers=12,
    ),
    "feedforward": Encoder(
        view=lambda network: f"a window of {plural(network.window, 'word')} on each side",
        ahead=lambda network: network.window > 0,
    ),
}
