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
