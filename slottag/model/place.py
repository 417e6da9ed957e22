"""Where a model lies: a folder of these files, told by the format that its settings name."""

from __future__ import annotations

from pathlib import Path

from slottag.errors import ConfigError
from slottag.files import FolderKind, Place
from slottag.model.names import CARD, CONFIG, CURVE, METRICS, SLOTS, VECTORS, VOCABULARY, WEIGHTS
from slottag.model.settings import read_toml

FILES = frozenset({CONFIG, VOCABULARY, WEIGHTS, METRICS, CARD, CURVE, SLOTS, *VECTORS})


def model_place(directory: Path) -> Place:
    """The place of a model directory."""
    return Place(directory, MODEL)


def _has_format(path: Path) -> bool:
    try:
        head = read_toml(path).get("model")
    except ConfigError:
        return False
    return isinstance(head, dict) and isinstance(head.get("format"), int)


MODEL = FolderKind("a model", FILES, CONFIG, _has_format)
