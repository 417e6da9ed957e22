"""Where the sentences of a corpus stand: DATA → splits → files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slottag.corpora.experiments import SEQUENCES
from slottag.data.builtin import builtin_folder, builtin_names, builtin_parts, find_experiment
from slottag.data.folders import Given, Part, is_folder_format, layout, main_file, split_of
from slottag.data.formats import named_format
from slottag.data.records import Fault, Gathered, Record
from slottag.data.roles import ROLES, WHOLE, in_order, role_named
from slottag.data.synonyms import Synonyms, merged, synonyms_beside
from slottag.errors import DataError

# Files that make up a folder which is read as a whole.
_IN_FOLDERS = ("seq.in", "seq.out", "sentences.txt", "labels.txt")


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as found: its name, what holds its splits, what there is to tell of it, and the table beside it of what
    values mean.
    """

    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    synonyms: Synonyms = field(default_factory=dict)

    def read(self) -> Gathered:
        """The records of each split: the one that a record names for itself, where the file's name says none."""
        splits: dict[str, list[Record]] = {}
        paths: dict[str, Path] = {}
        faults: list[Fault] = []
        notes = [*self.notes]
        for part in self.parts:
            records, broken = _read(part)
            faults += broken
            named = {record.split for record in records if record.split}
            for record in records:
                own = record.split if part.split not in ROLES else None
                split = (role_named(own, named) or own) if own else part.split
                splits.setdefault(split, []).append(record)
                paths.setdefault(split, part.content.path)
            if not records:
                splits.setdefault(part.split, [])
                paths.setdefault(part.split, part.content.path)
            notes += [f"{part.content.path}: {note}" for note in part.content.notes]
        ordered = {split: tuple(splits[split]) for split in in_order(splits)}
        synonyms = merged([self.synonyms, *(part.content.synonyms for part in self.parts)])
        return Gathered(ordered, paths, tuple(faults), tuple(notes), synonyms)


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
        synonyms = merged(own.synonyms for own in read.values())
        return Gathered({split: splits[split] for split in in_order(splits)}, paths, faults, notes, synonyms)


def find_source(
    data: str | Path, format: str | None = None, columns: Mapping[str, str] | None = None
) -> Source | JointSource:
    """The files of DATA: a file, a folder, or the name of a built-in corpus.

    A bare name of a built-in corpus means that one even where a folder of the name stands in the current folder: a
    folder is written with a separator (``./booking``). Of a ``Path``, which cannot keep the ``./``, the folder is
    meant.

    In a folder, ``train.*``, ``dev.*`` (or ``valid.*``, ``testa.*``, …) and ``test.*`` are splits whatever their ending
    (see ``layout``). A file or a folder that holds ``seq.in`` is one split, by its name if that is one of the three,
    else ``all``.

    Args:
        data: the file, folder or name.
        format: the name of the format of each file; recognised if not given.
        columns: which column is what in files that have them; seen from what they hold if not given.

    Raises:
        DataError: nothing is there, it cannot be read, or two files hold one split.
    """
    try:
        return _find(data, Given(named_format(format) if format else None, columns))
    except OSError as error:
        raise DataError(f"{data}: cannot be read: {error.strerror}; name data that you may read") from error


def name_of(data: str | Path) -> str:
    """What a model of DATA is called: as the corpus, and of one of its splits alone as the folder of all.

    Nothing is read: where nothing is, the name is that of what should be there.
    """
    experiment = find_experiment(data)
    if experiment or str(data) in builtin_names():
        return experiment.name if experiment else str(data)
    place = Path(data).resolve()
    if place.name in _IN_FOLDERS:
        place = place.parent
    if (place.is_file() or is_folder_format(place)) and split_of(place) in ROLES:
        place = place.parent
    return (place.stem if place.is_file() else place.name) or WHOLE


def _find(data: str | Path, given: Given) -> Source | JointSource:
    if not str(data):
        raise DataError("data has an empty name, expected a file, a folder or a built-in corpus; name one")
    path = Path(data)
    if str(data) in builtin_names() and (isinstance(data, str) or not path.exists()):
        parts = tuple(Source(name, layout(builtin_folder(name), given).parts) for name in builtin_parts(str(data)))
        return parts[0] if len(parts) == 1 else JointSource(str(data), parts)
    if path.is_file():
        path = path.parent if path.name in _IN_FOLDERS and is_folder_format(path.parent) else main_file(path)
    if not path.exists():
        known = ", ".join([*builtin_names(), *SEQUENCES])
        raise DataError(f"{data}: no such file or folder, nor a built-in corpus ({known}); check the name")
    name = path.resolve().stem if path.is_file() else path.resolve().name
    if path.is_file() or is_folder_format(path):
        split = split_of(path.resolve())
        part = given.part(split if split in ROLES else WHOLE, path)
        return Source(name, (part,), synonyms=synonyms_beside(path.parent))
    found = layout(path, given)
    notes = [f"{path}: the sentences are those of {found.folder}"] if found.folder != path else []
    notes += [f"{found.folder}: {found.note}"] if found.note else []
    return Source(name, found.parts, tuple(notes), synonyms_beside(found.folder))


def _read(part: Part) -> tuple[list[Record], list[Fault]]:
    """The records of a part, and the sentences that cannot be read; a file that cannot is one fault."""
    records: list[Record] = []
    faults: list[Fault] = []
    try:
        for record in part.recognised().records(part.content):
            if isinstance(record, Fault):
                faults.append(record)
            else:
                records.append(record)
    except DataError as error:
        faults.append(Fault("", str(error)))
    return records, faults


def _joint_names(corpus: str, split: str) -> tuple[str, ...]:
    """The splits of several corpora together that a split of one of them belongs to."""
    return {"train": ("train",), "dev": ("dev",), "test": ("test", f"{corpus}-test")}.get(split, (f"{corpus}-{split}",))
