"""The networks that another learns from: trained before it, each a model directory, kept until that is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from slottag.model import Config, Model
from slottag.nn import Ensemble, Network

# Seeds of teachers begin where nobody counts to.
_FAR = 1_000_003


def teachers_directory(directory: Path) -> Path:
    """Where the teachers of a model directory are kept while it is under way: beside it."""
    return directory.with_name(directory.name + ".teachers")


def teacher_configs(config: Config) -> list[Config]:
    """The settings of each teacher: those of the network, with a seed of its own and no teachers."""
    first = (config.training.seed + 1) * _FAR % 2**31
    return [config.replace({"seed": first + number, "teachers": 0}) for number in range(config.training.teachers)]


def assemble(models: Sequence[Model], device: torch.device) -> Ensemble:
    """Trained models as the ensemble that teaches."""
    return Ensemble([_network(model).to(device) for model in models])


def _network(model: Model) -> Network:
    network = Network(model.config.network, model.vocabulary)
    network.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in model.weights.items()})
    return network
