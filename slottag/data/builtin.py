"""The corpora that come with slottag: the folders of ``datasets/``, and names that stand for several of them."""

from __future__ import annotations

from pathlib import Path

from slottag.errors import DataError

_JOINT = {"booking-all": ("booking", "booking-zh")}


def builtin_names() -> list[str]:
    """The names of the built-in corpora."""
    home = _home()
    folders = [path.name for path in home.iterdir() if path.is_dir()] if home.is_dir() else []
    return sorted([*folders, *(name for name, parts in _JOINT.items() if set(parts) <= set(folders))])


def builtin_parts(name: str) -> tuple[str, ...]:
    """The built-in corpora that a name stands for: itself, or the several that are read as one."""
    return _JOINT.get(name, (name,))


def builtin_folder(name: str) -> Path:
    """The folder of a built-in corpus.

    Raises:
        DataError: there is none of that name, or it stands for several.
    """
    if name in _JOINT or name not in builtin_names():
        raise DataError(f"{name}: no built-in corpus; there is {', '.join(builtin_names()) or 'none'}")
    return _home() / name


def _home() -> Path:
    """``datasets/`` inside the installed package, else beside the package in the repository."""
    package = Path(__file__).parents[1]
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent / "datasets"
