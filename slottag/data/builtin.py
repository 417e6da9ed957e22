"""The corpora that come with slottag, by name: the folders of ``datasets/``, several of them as one, experiments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from slottag.corpora.experiments import SEQUENCES, Experiment
from slottag.data.records import Record, tagged
from slottag.errors import DataError

LONGEST = 1000
_EXPERIMENT = re.compile(r"(?P<name>[a-z-]+)(:((?P<low>\d+)-)?(?P<high>\d+))?")

_JOINT = {"booking-all": ("booking", "booking-zh")}


def builtin_names() -> list[str]:
    """The names of the built-in corpora."""
    home = _home()
    folders = [path.name for path in home.iterdir() if path.is_dir()] if home.is_dir() else []
    return sorted([*folders, *(name for name, parts in _JOINT.items() if set(parts) <= set(folders))])


def data_of_name(name: str) -> str | None:
    """The DATA of a corpus of this name: the prepared folder, else what is built in; ``None`` without either."""
    prepared = Path("data") / name
    if prepared.is_dir():
        return str(prepared)
    return name if name in builtin_names() or find_experiment(name) else None


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


@dataclass(frozen=True, slots=True)
class GeneratedSource:
    """An experiment as a corpus of a name."""

    name: str
    experiment: Experiment

    def read(self) -> dict[str, tuple[Record, ...]]:
        """The records of each split."""
        return {
            split: tuple(
                tagged(Path(self.name, split), *pair, [line], spaces=[True] * len(pair[0]))
                for line, pair in enumerate(sequences, 1)
            )
            for split, sequences in self.experiment.splits().items()
        }


def find_experiment(data: str | Path) -> GeneratedSource | None:
    """The experiment that DATA names: ``counter``, with other lengths ``counter:20`` or ``counter:5-20``.

    Raises:
        DataError: lengths that cannot be.
    """
    match = _EXPERIMENT.fullmatch(str(data))
    name = str(data).partition(":")[0]
    if isinstance(data, Path) or name not in SEQUENCES:
        return None
    low, high = (int(match["low"] or 1), int(match["high"] or 10)) if match else (0, 0)
    if not 1 <= low <= high <= LONGEST:
        raise DataError(
            f"{data}: expected {name}, or with lengths from 1 to {LONGEST} such as {name}:20 or {name}:5-20; correct"
            " the name"
        )
    return GeneratedSource(str(data).replace(":", "-"), Experiment(name, low, high))


def _home() -> Path:
    """``datasets/`` inside the installed package, else beside the package in the repository."""
    package = Path(__file__).parents[1]
    inside = package / "datasets"
    return inside if inside.is_dir() else package.parent / "datasets"
