"""Settings that what is in a corpus asks for; whoever trains may set others."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from slottag.data import Corpus
from slottag.model.config import NO_VECTORS, Config, NetworkConfig
from slottag.model.encoders import ENCODERS
from slottag.model.presets import BEST_OF_MANY, PRESETS, Preset
from slottag.model.settings import one_of
from slottag.model.vectors.languages import tables_for
from slottag.text import PLAIN, Sentence, Task

# Noise and invented names are of spans.
_TAGS: dict[str, Any] = {"scheme": PLAIN.name, "noise": 0.0, "renaming": 0.0}
# Few symbols and much to remember: small vectors that nothing is left out of, and large steps from gradients cut
# short, for the loss is flat until a unit begins to remember. Until then the score on dev stands still, which must not
# end the training.
_NEXT_SYMBOLS: dict[str, Any] = {
    **_TAGS,
    "directions": 1,
    "hidden": 10,
    "decoder": "softmax",
    "word_size": 10,
    "inputs": "words",
    "dropout": 0.0,
    "language_weight": 0.0,
    "learning_rate": 0.03,
    "clip": 1.0,
    "epochs": 80,
    "patience": 80,
}

_DEFAULTS: Mapping[Task, Mapping[str, Any]] = {Task.SPANS: {}, Task.TAGS: _TAGS, Task.NEXT_SYMBOLS: _NEXT_SYMBOLS}


def defaults_for(corpus: Corpus, preset: Preset | None = None) -> Config:
    """The settings to start from, those of a preset among them: plain tags are predicted as such, next symbols reading
    left to right; where sentences are marked with spans, the vectors of their language are read, too.

    Raises:
        ConfigError: there is no such preset.
    """
    one_of("preset", preset or "default", tuple(PRESETS))
    config = Config().replace(PRESETS[preset or "default"]).replace(_DEFAULTS[corpus.task])
    if corpus.task is not Task.SPANS:
        return config
    sentences = corpus.single or corpus.split("train")
    tables = tables_for(sentence.words for sentence in sentences)
    config = config.replace({"vectors": "+".join(tables) or NO_VECTORS})
    return config.replace(_best_of_many(sentences)) if preset == "best" else config


def _best_of_many(sentences: Sequence[Sentence]) -> dict[str, Any]:
    slots = {span.slot for sentence in sentences for span in sentence.spans}
    settings: dict[str, Any] = {}
    for at_least, those in BEST_OF_MANY.items():
        if len(sentences) >= at_least * len(slots):
            settings |= those
    return settings


def encoders_for(corpus: Corpus, config: NetworkConfig) -> list[str]:
    """The encoders that such a network can have here: where the tags are the next symbols, none that sees ahead."""
    if corpus.task is not Task.NEXT_SYMBOLS:
        return list(ENCODERS)
    return [name for name in ENCODERS if not dataclasses.replace(config, encoder=name).sees_ahead]
