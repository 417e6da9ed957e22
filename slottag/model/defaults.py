"""Settings that what is in a corpus asks for; whoever trains may set others."""

from __future__ import annotations

from typing import Any

from slottag.data import Corpus
from slottag.data.symbols import predicts_next
from slottag.model.config import Config
from slottag.text import PLAIN

# A few units that must hold a few symbols for long: nothing is left out of them, and what helps to tell words that were
# never seen is not needed.
_NEXT_SYMBOLS: dict[str, Any] = {"directions": 1, "dropout": 0.0}


def defaults_for(corpus: Corpus) -> Config:
    """The settings to start from: plain tags are predicted as such, next symbols reading left to right."""
    if corpus.scheme != PLAIN.name:
        return Config()
    next_symbols = _NEXT_SYMBOLS if predicts_next(corpus.sentences) else {}
    return Config().replace({"scheme": PLAIN.name, **next_symbols})
