"""Models that are altered on purpose: their checksums made right again, and what is said where they are refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from slottag.errors import ModelError
from slottag.model.names import CONFIG
from slottag.model.settings import read_toml
from slottag.runtime.tagger import Tagger


def seal(model: Path, change: Callable[[dict[str, Any]], object] = lambda _: None) -> None:
    """Make the checksums right again, and change what the settings say."""
    tables = read_toml(model / CONFIG)
    for name in tables["model"]["checksums"]:
        tables["model"]["checksums"][name] = hashlib.sha256((model / name).read_bytes()).hexdigest()
    change(tables)
    (model / CONFIG).write_bytes(tomli_w.dumps(tables).encode())


def refusal(model: Path) -> str:
    """The one line in which the model is refused."""
    with pytest.raises(ModelError) as caught:
        Tagger.load(model)
    message = str(caught.value)
    assert str(model) in message
    assert "\n" not in message
    assert len(message) < 300
    return message
