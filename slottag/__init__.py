"""slottag fills slots: it learns from annotated sentences and tags new ones.

>>> import slottag
>>> tagger = slottag.load("models/booking")  # doctest: +SKIP
>>> [(slot.name, slot.text) for slot in tagger("to Rome on Friday").slots]  # doctest: +SKIP
[('destination', 'Rome'), ('departure_date', 'Friday')]
"""

from __future__ import annotations

from slottag.errors import (
    ConfigError,
    DataError,
    DivergenceError,
    InstallationError,
    ModelError,
    OutputError,
    SlottagError,
)

# As typing has it, whose import takes longer than all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from slottag.api import begin_training, evaluate, load, read, train, write
    from slottag.data import Corpus
    from slottag.evaluation import Report
    from slottag.runtime import Tagger
    from slottag.talking import Talk
    from slottag.text import Sentence, Slot, Span, Token
    from slottag.values.resolver import Resolver

__version__ = "0.2.0"

__all__ = [
    "ConfigError",
    "Corpus",
    "DataError",
    "DivergenceError",
    "InstallationError",
    "ModelError",
    "OutputError",
    "Report",
    "Resolver",
    "Sentence",
    "Slot",
    "SlottagError",
    "Span",
    "Tagger",
    "Talk",
    "Token",
    "begin_training",
    "evaluate",
    "load",
    "read",
    "train",
    "write",
]

# Where each name is found when it is first asked for: importing slottag loads neither NumPy nor torch.
_HOMES = {
    **dict.fromkeys(("begin_training", "evaluate", "load", "read", "train", "write"), "slottag.api"),
    **dict.fromkeys(("Sentence", "Slot", "Span", "Token"), "slottag.text"),
    "Corpus": "slottag.data",
    "Report": "slottag.evaluation",
    "Resolver": "slottag.values.resolver",
    "Tagger": "slottag.runtime",
    "Talk": "slottag.talking",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
