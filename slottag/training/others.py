"""The networks that are trained before another: those it learns from, and those it tags together with.

Each is a model directory, kept until all is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from slottag.model import Config, Model
from slottag.nn import Ensemble, Network

Weights = Mapping[str, NDArray[np.float32]]

# Seeds of others begin where nobody counts to.
_FAR = 1_000_003
_DECODER = "decoder."


def others_directory(directory: Path) -> Path:
    """Where the others of a model directory are kept while it is under way: beside it."""
    return directory.with_name(directory.name + ".networks")


def teacher_configs(config: Config) -> list[Config]:
    """The settings of each teacher: those of the network, with a seed of its own, alone and without teachers."""
    return [_alone(config, number) for number in range(config.training.teachers)]


def member_configs(config: Config) -> list[Config]:
    """The settings of each member but the last, which is the network itself: alone, with a seed of its own."""
    return [_alone(config, config.training.teachers + number) for number in range(config.network.members - 1)]


def assemble(models: Sequence[Model], device: torch.device) -> Ensemble:
    """Trained models as the ensemble that teaches."""
    return Ensemble([_network(model).to(device) for model in models])


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
    return config.replace({"seed": first + number, "teachers": 0, "members": 1})


def _network(model: Model) -> Network:
    network = Network(model.config.network, model.vocabulary)
    network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in model.weights.items()})
    return network
