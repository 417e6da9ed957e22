"""How far the training of a model directory has come, judged by what lies there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slottag.errors import ConfigError, ModelError, OutputError
from slottag.files import working_alone
from slottag.model import Config, Model
from slottag.model.description import read_settings
from slottag.model.loading import read_metrics
from slottag.model.place import model_place
from slottag.training.checkpoint import read_config, training_place
from slottag.training.material import Material
from slottag.training.others import others_place, rounds_place


def is_over(directory: Path) -> bool:
    """Whether there is a model and no training of it is under way."""
    return model_place(directory).holds() and not training_place(directory).holds()


def settings_of(directory: Path) -> Config:
    """The settings of the training that is under way, or of the model whose training is over.

    Raises:
        ModelError: neither is there, or it cannot be read.
    """
    if is_over(directory):
        return Model.load(directory).config
    return read_config(training_place(directory).path)


def end_over(directory: Path, material: Material) -> None:
    """See to it that the model whose training is over is of these sentences; what only its training needed goes.

    Raises:
        ConfigError: it is of others.
    """
    if Model.load(directory).metrics.get("fingerprint") != material.fingerprint:
        raise ConfigError(
            f"{directory}: its training is over and was of other sentences; name those, or begin anew without"
            " --resume (resume in Python)"
        )
    with working_alone(directory):
        for kept in (training_place(directory), others_place(directory), rounds_place(directory)):
            kept.remove()


def check_lost(directory: Path, material: Material) -> None:
    """See to it that no model of other sentences is lost where one of these is written.

    Raises:
        OutputError: one would be.
    """
    if not model_place(directory).holds():
        return
    try:
        settings = read_settings(directory)
        metrics = read_metrics(directory, settings)
    except ModelError:
        lost = "a model that cannot be read"
    else:
        if metrics.get("fingerprint") == material.fingerprint:
            return
        lost = f"a model of other sentences ({settings.corpus}{_score(metrics)})"
    raise OutputError(
        f"{directory}: holds {lost}, which would be lost; name another directory, or add --replace"
        " (replace=True in Python)"
    )


def _score(metrics: Mapping[str, Any]) -> str:
    score, measure = metrics.get("dev_score"), metrics.get("measure", "F1")
    return f", dev {measure} {100 * score:.2f}" if isinstance(score, float) else ""
