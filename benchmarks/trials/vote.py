"""Several networks that tag together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.trials.training import train
from slottag.model import Config
from slottag.runtime import Tagger
from slottag.runtime.network import Network, Scores
from slottag.runtime.packing import Packing
from slottag.training.session import Material
from slottag.training.teachers import teacher_configs

_VOTERS = 4


class Vote:
    """Networks of one build and one vocabulary, the mean of whose scores counts (see ``slottag.nn.Ensemble``).

    Attributes:
        chain: the mean scores of tags behind each other.
    """

    def __init__(self, taggers: Sequence[Tagger]) -> None:
        models = [tagger.model for tagger in taggers]
        config, vocabulary = models[0].config.network, models[0].vocabulary
        self._networks = [Network(model.weights, config, vocabulary) for model in models]
        mean = {name: np.mean([model.weights[name] for model in models], axis=0) for name in models[0].weights}
        self.chain = Network(mean, config, vocabulary).chain

    def __call__(self, words: Sequence[str], packing: Packing) -> Scores:
        """The scores of the tags of the packed words, and of their sentences' intents."""
        scores = [network(words, packing) for network in self._networks]
        intents = [each.intents for each in scores if each.intents is not None]
        return Scores(
            np.mean([each.emissions for each in scores], axis=0), np.mean(intents, axis=0) if intents else None
        )


class VotingTagger(Tagger):
    """Taggers of one build that tag as one, their probabilities left as they are."""

    def __init__(self, taggers: Sequence[Tagger]) -> None:
        super().__init__(replace(taggers[0].model, temperature=1.0))
        self._network = Vote(taggers)  # type: ignore[assignment]


def vote(material: Material, config: Config, folder: Path) -> Tagger:
    """Train the networks that would teach one, and have them tag themselves.

    Source: Hinton 2002, Training products of experts; Hansen & Salamon 1990, Neural network ensembles.
    """
    configs = teacher_configs(config.replace({"teachers": _VOTERS}))
    return VotingTagger([train(material, each, folder / str(each.training.seed)) for each in configs])
