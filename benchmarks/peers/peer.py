"""What a peer is. Nothing is imported here that a process which only tags could do without."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from slottag.text import Sentence

Sentences = Sequence[Sentence]
Setting = Mapping[str, float]
# A span over token indices: (first, last + 1, slot).
Run = tuple[int, int, str]
# What a trained peer does: the words of some sentences to the runs of each.
Find = Callable[[Sequence[Sequence[str]]], list[list[Run]]]
# How well that does on dev, span F1 in 0…1.
Look = Callable[[Find], float]


@dataclass(frozen=True)
class Peer:
    """A tagger of others.

    Attributes:
        packages: what it is made with, as the package index names it.
        settings: among which the dev score chooses; first what has been found best.
        fit: trains with a setting on train sentences, may look at dev and stop by what it sees, and leaves the model in
            a folder that is there.
        load: what such a folder's model finds.
    """

    packages: tuple[str, ...]
    settings: tuple[Setting, ...]
    fit: Callable[[Setting, Sentences, Look, Path], None]
    load: Callable[[Path], Find]
