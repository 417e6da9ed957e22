"""The networks that are trained before another, which it tags together with: the other members of a model.

Each is a model directory, kept until all is over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from slottag.files import Kind, Place, beside
from slottag.files.strays import is_stray
from slottag.model import Config
from slottag.model.names import METRICS, VOCABULARY, WEIGHTS
from slottag.model.place import MODEL
from slottag.training.checkpoint import TRAINING

Weights = Mapping[str, NDArray[np.float32]]

# Seeds of others begin where nobody counts to.
_FAR = 1_000_003
_DECODER = "decoder."


def others_directory(directory: Path) -> Path:
    """Where the others of a model directory are kept while it is under way: beside it."""
    return beside(directory, ".networks")


def others_place(directory: Path) -> Place:
    """The place where the others of a model directory are kept."""
    return Place(others_directory(directory), Numbered("the networks of a training under way"))


def rounds_place(directory: Path) -> Place:
    """The place where the rounds of a model directory are kept that is trained in several."""
    return Place(beside(directory, ".rounds"), Numbered("the rounds of a training under way"))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A folder of models and trainings, called by numbers; parts of one that was half removed, too."""

    name: str

    def holds(self, folder: Path) -> bool:
        """Whether nothing else is in it."""
        return self.foreign(folder) is None

    def foreign(self, folder: Path) -> str | None:
        """What in it is neither a model nor a training, for a message."""
        for path in sorted(folder.iterdir()):
            kind = _kind_of(path)
            if not (is_stray(path.name) or (kind and path.is_dir())):
                return f"{path.name!r}, which is no part of {self.name}"
            if kind and (found := kind.foreign(path)):
                return f"in {path.name!r} {found}"
        return None


def _kind_of(path: Path) -> Kind | None:
    if re.fullmatch(r"\d+", path.name):
        return _MEMBER
    if re.fullmatch(r"\d+\.networks", path.name):
        return Numbered("the networks of a training under way")
    return TRAINING if re.fullmatch(r"\d+\.training", path.name) else None


_MEMBER = replace(MODEL, remains=frozenset({METRICS, VOCABULARY, WEIGHTS}))


def member_configs(config: Config) -> list[Config]:
    """The settings of each member but the last, which is the network itself: alone, with a seed of its own."""
    return [_alone(config, number) for number in range(config.network.members - 1)]


def joined(members: Sequence[Weights]) -> dict[str, NDArray[np.float32]]:
    """The weights of networks of one build as those of one network that has them as members.

    The mean of what members say of tags behind each other is the same for all sentences, and is worked out here.
    """
    if len(members) == 1:
        return dict(members[0])
    own = {
        f"members.{number}.{name}": array
        for number, weights in enumerate(members)
        for name, array in weights.items()
        if not name.startswith(_DECODER)
    }
    shared = [name for name in members[0] if name.startswith(_DECODER)]
    return own | {name: np.mean([weights[name] for weights in members], axis=0) for name in shared}


def _alone(config: Config, number: int) -> Config:
    first = (config.training.seed + 1) * _FAR % 2**31
    return config.replace({"seed": first + number, "members": 1})
