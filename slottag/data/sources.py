"""Where the sentences of a corpus stand: DATA → splits → files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from slottag.data.builtin import builtin_folder, builtin_names, builtin_parts
from slottag.data.content import Content
from slottag.data.experiments import SEQUENCES
from slottag.data.formats import FORMATS, NAMES, Format, named_format
from slottag.data.formats.recognition import recognise
from slottag.data.records import Fault, Gathered, Record
from slottag.errors import DataError

ROLES = ("train", "dev", "test")
WHOLE = "all"

_OTHER_NAMES = {"valid": "dev", "val": "dev", "validation": "dev"}


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as found: its name, and for each split what holds it (for seqio a folder) and its format."""

    name: str
    files: dict[str, tuple[Content, Format]]

    def read(self) -> Gathered:
        """The records of each split: the one that a record names for itself, where the file's name says none.

        Raises:
            DataError: a file that cannot be read.
        """
        splits: dict[str, list[Record]] = {}
        paths: dict[str, Path] = {}
        faults: list[Fault] = []
        notes: list[str] = []
        for own, (content, format) in self.files.items():
            for record in format.records(content):
                if isinstance(record, Fault):
                    faults.append(record)
                    continue
                split = record.split if record.split and own not in ROLES else own
                splits.setdefault(split, []).append(record)
                paths.setdefault(split, content.path)
            if content.path not in paths.values():
                splits.setdefault(own, [])
                paths.setdefault(own, content.path)
            notes += [f"{content.path}: {note}" for note in content.notes]
        ordered = {split: tuple(splits[split]) for split in _in_order(splits)}
        return Gathered(ordered, paths, tuple(faults), tuple(notes))


@dataclass(frozen=True, slots=True)
class JointSource:
    """Several corpora read as one.

    Their train, dev and test splits are put together; what else they have, and each test split alone, is a split by
    the name of its corpus: ``booking-zh-handwritten``.
    """

    name: str
    parts: tuple[Source, ...]

    def read(self) -> Gathered:
        """The records of each split.

        Raises:
            DataError: a file that cannot be read.
        """
        read = {part.name: part.read() for part in self.parts}
        splits: dict[str, tuple[Record, ...]] = {}
        paths: dict[str, Path] = {}
        for name, own in read.items():
            for split, records in own.splits.items():
                for joint in _joint_names(name, split):
                    splits[joint] = (*splits.get(joint, ()), *records)
                    paths.setdefault(joint, own.paths[split])
        faults = tuple(fault for own in read.values() for fault in own.faults)
        notes = tuple(note for own in read.values() for note in own.notes)
        return Gathered({split: splits[split] for split in _in_order(splits)}, paths, faults, notes)


def find_source(data: str | Path, format: str | None = None) -> Source | JointSource:
    """The files of DATA: a file, a folder, or the name of a built-in corpus.

    A bare name of a built-in corpus means that one even where a folder of the name stands in the current folder: a
    folder is written with a separator (``./booking``). Of a ``Path``, which cannot keep the ``./``, the folder is
    meant.

    In a folder, ``train.*``, ``dev.*`` (or ``valid.*``) and ``test.*`` are splits whatever their ending; so are other
    files with the ending of a format (``contrast.jsonl``) and sub-folders that hold ``seq.in``. A file or a folder
    that holds ``seq.in`` is one split, by its name if that is one of the three, else ``all``.

    Args:
        data: the file, folder or name.
        format: the name of the format of each file; recognised if not given.

    Raises:
        DataError: nothing is there, it cannot be read, or two files hold one split.
    """
    try:
        return _find(data, named_format(format) if format else None)
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


def _find(data: str | Path, format: Format | None) -> Source | JointSource:
    path = Path(data)
    if str(data) in builtin_names() and (isinstance(data, str) or not path.exists()):
        parts = tuple(Source(name, _splits(builtin_folder(name), format)) for name in builtin_parts(str(data)))
        return parts[0] if len(parts) == 1 else JointSource(str(data), parts)
    if path.name in ("seq.in", "seq.out") and path.is_file():
        path = path.parent
    if not path.exists():
        known = ", ".join([*builtin_names(), *SEQUENCES])
        raise DataError(f"{data}: no such file or folder, nor a built-in corpus ({known}); check the name")
    name = path.resolve().stem if path.is_file() else path.resolve().name
    return Source(name, _splits(path, format))


def _joint_names(corpus: str, split: str) -> tuple[str, ...]:
    """The splits of several corpora together that a split of one of them belongs to."""
    return {"train": ("train",), "dev": ("dev",), "test": ("test", f"{corpus}-test")}.get(split, (f"{corpus}-{split}",))


def _in_order(splits: Iterable[str]) -> list[str]:
    """Train, dev and test first, then the others by name."""
    return sorted(splits, key=lambda split: (ROLES.index(split) if split in ROLES else len(ROLES), split))


def _splits(path: Path, format: Format | None) -> dict[str, tuple[Content, Format]]:
    if path.is_file() or _is_seqio(path):
        split = split_of(path.resolve())
        return {split if split in ROLES else WHOLE: _with_format(path, format)}
    found = data_files(path)
    if not found:
        raise DataError(
            f"{path}: holds no data, expected train.*, dev.*, test.* or sub-folders of those names with seq.in and"
            " seq.out; name a folder that does"
        )
    chosen = {split: _only(path, split, paths) for split, paths in found.items()}
    return {split: _with_format(path, format) for split, path in chosen.items()}


def _with_format(path: Path, format: Format | None) -> tuple[Content, Format]:
    content = Content(path)
    return content, format or recognise(content)


def _is_data(path: Path) -> bool:
    if path.is_dir():
        return _is_seqio(path)
    return path.is_file() and (split_of(path) in ROLES or path.suffix in [f".{name}" for name in NAMES])


def _is_seqio(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("seq.in", "seq.out"))


def _only(folder: Path, split: str, paths: Sequence[Path]) -> Path:
    """The one that is meant: of several that with the ending of a format (``train.jsonl`` beside ``train.log``)."""
    sure = [path for path in paths if speaks_for_itself(path)] or paths
    if len(sure) > 1:
        names = " and ".join(path.name for path in sure)
        raise DataError(f"{folder}: {names} both hold the split {split}, expected one; move the other away")
    return sure[0]
