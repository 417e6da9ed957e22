"""Where the sentences of a corpus stand: DATA → splits → files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from slottag.data.builtin import builtin_folder, builtin_names, builtin_parts
from slottag.data.experiments import SEQUENCES
from slottag.data.formats import FORMATS, Format, recognise
from slottag.data.records import Record
from slottag.errors import DataError

ROLES = ("train", "dev", "test")
WHOLE = "all"

_OTHER_NAMES = {"valid": "dev", "val": "dev", "validation": "dev"}


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as found: its name, and for each split the file (for seqio, the folder) and its format."""

    name: str
    files: dict[str, tuple[Path, Format]]

    @property
    def paths(self) -> dict[str, Path]:
        """The file or folder of each split."""
        return {split: path for split, (path, _) in self.files.items()}

    def read(self) -> dict[str, tuple[Record, ...]]:
        """The records of each split.

        Raises:
            DataError: a file that cannot be read.
        """
        return {split: tuple(format.read(path)) for split, (path, format) in self.files.items()}


@dataclass(frozen=True, slots=True)
class JointSource:
    """Several corpora read as one.

    Their train, dev and test splits are put together; what else they have, and each test split alone, is a split by
    the name of its corpus: ``booking-zh-handwritten``.
    """

    name: str
    parts: tuple[Source, ...]

    @property
    def paths(self) -> dict[str, Path]:
        """The file of each split; of one that is put together the first."""
        found: dict[str, Path] = {}
        for part in self.parts:
            for split, path in part.paths.items():
                for joint in _joint_names(part.name, split):
                    found.setdefault(joint, path)
        return found

    def read(self) -> dict[str, tuple[Record, ...]]:
        """The records of each split.

        Raises:
            DataError: a file that cannot be read.
        """
        read = {part.name: part.read() for part in self.parts}
        splits: dict[str, tuple[Record, ...]] = {}
        for name, own in read.items():
            for split, records in own.items():
                for joint in _joint_names(name, split):
                    splits[joint] = (*splits.get(joint, ()), *records)
        return {split: splits[split] for split in _in_order(splits)}


def find_source(data: str | Path) -> Source | JointSource:
    """The files of DATA: a file, a folder, or the name of a built-in corpus.

    A bare name of a built-in corpus means that one even where a folder of the name stands in the current folder: a
    folder is written with a separator (``./booking``). Of a ``Path``, which cannot keep the ``./``, the folder is
    meant.

    In a folder, ``train.*``, ``dev.*`` (or ``valid.*``) and ``test.*`` are splits whatever their ending; so are other
    files with the ending of a format (``contrast.jsonl``) and sub-folders that hold ``seq.in``. A file or a folder
    that holds ``seq.in`` is one split, by its name if that is one of the three, else ``all``.

    Raises:
        DataError: nothing is there, it cannot be read, or two files hold one split.
    """
    try:
        return _find(data)
    except OSError as error:
        raise DataError(f"{data}: cannot be read: {error.strerror}; name data that you may read") from error


def data_files(folder: Path) -> dict[str, list[Path]]:
    """What in a folder is data by its name, for each split in the order train, dev, test, others."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if not path.name.startswith(".") and _is_data(path):
            found.setdefault(split_of(path), []).append(path)
    return {split: found[split] for split in _in_order(found)}


def split_of(path: Path) -> str:
    """The split that a file or folder holds, by its name."""
    stem = path.name if path.is_dir() else path.stem
    return _OTHER_NAMES.get(stem, stem)


def speaks_for_itself(path: Path) -> bool:
    """Whether a path is data by its ending or, as a folder, by what it holds."""
    return path.is_dir() or any(path.suffix.lower() in format.endings for format in FORMATS.values())


def _find(data: str | Path) -> Source | JointSource:
    path = Path(data)
    if str(data) in builtin_names() and (isinstance(data, str) or not path.exists()):
        parts = tuple(Source(name, _splits(builtin_folder(name))) for name in builtin_parts(str(data)))
        return parts[0] if len(parts) == 1 else JointSource(str(data), parts)
    if path.name in ("seq.in", "seq.out") and path.is_file():
        path = path.parent
    if not path.exists():
        known = ", ".join([*builtin_names(), *SEQUENCES])
        raise DataError(f"{data}: no such file or folder, nor a built-in corpus ({known}); check the name")
    name = path.resolve().stem if path.is_file() else path.resolve().name
    return Source(name, _splits(path))


def _joint_names(corpus: str, split: str) -> tuple[str, ...]:
    """The splits of several corpora together that a split of one of them belongs to."""
    return {"train": ("train",), "dev": ("dev",), "test": ("test", f"{corpus}-test")}.get(split, (f"{corpus}-{split}",))


def _in_order(splits: Iterable[str]) -> list[str]:
    """Train, dev and test first, then the others by name."""
    return sorted(splits, key=lambda split: (ROLES.index(split) if split in ROLES else len(ROLES), split))


def _splits(path: Path) -> dict[str, tuple[Path, Format]]:
    if path.is_file() or _is_seqio(path):
        split = split_of(path.resolve())
        return {split if split in ROLES else WHOLE: (path, recognise(path))}
    found = data_files(path)
    if not found:
        raise DataError(
            f"{path}: holds no data, expected train.*, dev.*, test.* or sub-folders of those names with seq.in and"
            " seq.out; name a folder that does"
        )
    chosen = {split: _only(path, split, paths) for split, paths in found.items()}
    return {split: (path, recognise(path)) for split, path in chosen.items()}


def _is_data(path: Path) -> bool:
    if path.is_dir():
        return _is_seqio(path)
    return path.is_file() and (split_of(path) in ROLES or path.suffix in [f".{name}" for name in FORMATS])


def _is_seqio(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("seq.in", "seq.out"))


def _only(folder: Path, split: str, paths: Sequence[Path]) -> Path:
    """The one that is meant: of several that with the ending of a format (``train.jsonl`` beside ``train.log``)."""
    sure = [path for path in paths if speaks_for_itself(path)] or paths
    if len(sure) > 1:
        names = " and ".join(path.name for path in sure)
        raise DataError(f"{folder}: {names} both hold the split {split}, expected one; move the other away")
    return sure[0]
