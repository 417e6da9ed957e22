"""Packages that only a part of slottag needs: which extra of its installation brings them, and the error without them.

The package alone tags, inspects and prepares. This module imports none of them.
"""

from __future__ import annotations

from importlib.util import find_spec

from slottag.errors import InstallationError

# By the names that are imported.
EXTRAS = {
    **dict.fromkeys(("torch", "seqeval", "safetensors", "matplotlib", "jinja2", "tomli_w"), "train"),
    **dict.fromkeys(("pyarrow", "openpyxl", "msgpack", "zstandard"), "formats"),
    **dict.fromkeys(("starlette", "uvicorn", "anyio", "wyoming"), "serve"),
    "ray": "ray",
}
TRAINING = ("torch", "seqeval", "safetensors", "matplotlib", "tomli_w")


def needs(what: str, *packages: str) -> None:
    """See to it that these packages are there for what is about to begin.

    Raises:
        InstallationError: one is not.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise InstallationError(_advice(what, missing[0]))


def lacking(error: ModuleNotFoundError) -> InstallationError | None:
    """What a failed import is where the package is one of an extra; ``None`` where it is not."""
    package = (error.name or "").partition(".")[0]
    return InstallationError(_advice("this", package)) if package in EXTRAS else None


def _advice(what: str, package: str) -> str:
    return (
        f"{what} needs {package.replace('_', '-')}, which is not installed; install it with:"
        f" pip install 'slottag[{EXTRAS[package]}]'"
    )
