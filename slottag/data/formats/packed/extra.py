"""Packages that only some formats need: imported when one is read, and asked for in one line where they lack."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from slottag.errors import DataError


def extra(module: str, path: Path, what: str) -> Any:
    """A module of the extra.

    Raises:
        DataError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise DataError(
            f"{path}: is {what}, which is read with {package}, and that is not installed; install it:"
            " pip install 'slottag[formats]'"
        ) from error
