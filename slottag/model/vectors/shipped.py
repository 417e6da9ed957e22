"""The tables that come with slottag, by name."""

from __future__ import annotations

from pathlib import Path

from slottag.errors import ModelError
from slottag.model.content import map_file
from slottag.model.vectors.table import MOST_TABLE, Table

SHIPPED = ("english", "chinese")


def shipped_table(name: str) -> Table:
    """The table of this name, one of ``SHIPPED``, mapped.

    Raises:
        ModelError: this installation has it not, or it is damaged.
    """
    path = _home() / f"{name}.safetensors"
    try:
        return Table.of(name, map_file(path, MOST_TABLE), shipped=True)
    except OSError as error:
        raise ModelError(
            f"{path}: the vectors {name} cannot be read: {error.strerror}; install slottag again"
        ) from error
    except ValueError as error:
        raise ModelError(f"{path}: {error}; install slottag again") from error


def _home() -> Path:
    """``vectors/`` inside the installed package, else beside the package in the repository."""
    package = Path(__file__).parents[2]
    inside = package / "vectors"
    return inside if inside.is_dir() else package.parent / "vectors"
