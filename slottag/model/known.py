"""Where a model lies of which nobody says where: under ``models/``, by the name of its data."""

from __future__ import annotations

from pathlib import Path

from slottag.errors import ModelError
from slottag.model.names import CONFIG

MODELS = Path("models")
_DEFAULT = MODELS / "booking"


def directory_of(name: str) -> Path:
    """Where the model of the corpus of a name is kept."""
    return MODELS / name


def directory_to_read(name: str, data: str) -> Path:
    """The same, where there is a model of DATA to read.

    Raises:
        ModelError: there is none.
    """
    directory = directory_of(name)
    if not directory.exists():
        raise ModelError(f"{directory}: no model there; train one with: slottag train {data}{_others('; or name')}")
    return directory


def directory_at_hand() -> Path:
    """The model to tag with: ``models/booking``, or the only one that there is.

    Raises:
        ModelError: there are several and that is none of them.
    """
    found = _found()
    if _DEFAULT in found or not found:
        return _DEFAULT
    if len(found) > 1:
        raise ModelError(f"{MODELS}: holds several models{_others('; name')}")
    return found[0]


def _found() -> list[Path]:
    return sorted(path.parent for path in MODELS.glob(f"*/{CONFIG}"))


def _others(before: str) -> str:
    """What may be named instead, where there is anything."""
    found = [str(path) for path in _found()]
    return f"{before} with -m one of {', '.join(found)}" if found else ""
