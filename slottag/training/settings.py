"""The settings that a training begins or goes on with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slottag.data import Corpus
from slottag.errors import ConfigError
from slottag.model import Config
from slottag.model.defaults import defaults_for
from slottag.model.presets import Preset
from slottag.training.standing import settings_of


def settings_for(
    corpus: Corpus,
    options: Mapping[str, Any],
    *,
    preset: Preset | None = None,
    config: Path | None = None,
    resumed: Path | None = None,
) -> Config:
    """The settings to train with: options before the file before the preset before what the data asks for; for a model
    that is resumed, those of its training, which the ones given must be.

    Raises:
        ConfigError: an unknown setting, a value out of its range, or other settings than those of the kept training.
        ModelError: with ``resumed``, nothing to go on from.
    """
    base = defaults_for(corpus, preset)
    chosen = Config.read(config, base) if config else base
    if resumed is None:
        return chosen.replace(options)
    kept = settings_of(resumed)
    settings = (chosen if config or preset else kept).replace(options)
    if settings != kept:
        raise ConfigError(
            f"{resumed}: its training has other settings; leave them out to go on, or begin anew without --resume"
            " (resume in Python)"
        )
    return kept
