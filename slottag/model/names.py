"""What the files of a model directory are called."""

from __future__ import annotations

from slottag.model.config import MOST_TABLES

CONFIG, VOCABULARY, WEIGHTS, METRICS, CARD, CURVE, SLOTS = (
    "config.toml",
    "vocab.json",
    "weights.safetensors",
    "metrics.json",
    "README.md",
    "curve.png",
    "slots.toml",
)
# The tables of vectors that a model holds, by their places among those that it reads.
VECTORS = tuple(f"vectors-{place}.safetensors" for place in range(1, MOST_TABLES + 1))
