"""Settings under one name: how much is given for how good a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Preset = Literal["fast", "default", "best"]

# The settings in which each differs from the default ones.
PRESETS: Mapping[Preset, Mapping[str, Any]] = {
    "fast": {"hidden": 64, "effort": 0.4, "language_weight": 0.0},
    "default": {},
    "best": {"members": 2, "effort": 2.0},
}

# What ``best`` has besides where a slot has this many sentences to learn from: tags that tell of a span's end as well,
# which are twice as many; and more of a word's characters in place of some of its embedding, so that such a network is
# no larger than the default one.
MANY_SENTENCES = 100
BEST_OF_MANY: Mapping[str, Any] = {"scheme": "bioes", "word_size": 90, "character_filters": 60}
