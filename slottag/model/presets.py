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

# What ``best`` has besides, by how many sentences a slot has at least to learn from; the later go before the earlier.
# Tags that tell of a span's end as well are twice as many, and more of a word's characters stand in place of some of
# its embedding, so that such a network is no larger than the default one. Where sentences abound, reading them twice as
# often only teaches their marks by heart, and so does it to be wholly sure of each.
BEST_OF_MANY: Mapping[int, Mapping[str, Any]] = {
    100: {"scheme": "bioes", "word_size": 90, "character_filters": 60},
    500: {"effort": 1.0, "word_size": 80, "character_filters": 100, "label_smoothing": 0.1},
}
