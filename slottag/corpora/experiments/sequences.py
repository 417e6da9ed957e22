"""The sequences of each experiment: its symbols, and the places from which the next one cannot be known.

Source of the four: Edwin Chen, Exploring LSTMs (2017).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random

Drawn = tuple[str, Collection[int]]
Draw = Callable[[Random, int], Drawn]


def draw_counter(_random: Random, length: int) -> Drawn:
    """``aaaXbbb``: as many b's as a's."""
    return "a" * length + "X" + "b" * length, range(length)


def draw_selective_counter(random: Random, length: int) -> Drawn:
    """``XaaXaYbbb``: as many b's as a's; before any a there may be one X, which must not be counted."""
    share = random.random()
    head = "".join("Xa" if random.random() < share else "a" for _ in range(length))
    return head + "Y" + "b" * length, [place for place, symbol in enumerate(head) if symbol == "a"]


def draw_memory(random: Random, length: int) -> Drawn:
    """``AxxxYa`` or ``BxxxYb``: the first symbol decides the last."""
    first = random.choice("AB")
    return first + "x" * length + "Y" + first.lower(), range(1, length + 1)


def draw_copy(random: Random, length: int) -> Drawn:
    """``cabXcab``: what was before the X comes again behind it."""
    part = "".join(random.choices("abc", k=length))
    return part + "X" + part, range(length)


SEQUENCES: Mapping[str, Draw] = {
    "counter": draw_counter,
    "selective-counter": draw_selective_counter,
    "memory": draw_memory,
    "copy": draw_copy,
}
