"""What in a folder is data, which split it holds, and what is passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from slottag.data.content import Content, base_name, ending_of
from slottag.data.formats import FORMATS, Format
from slottag.data.formats.recognition import recognise
from slottag.data.roles import WHOLE, in_order, role_named, role_within
from slottag.errors import DataError

# What files of all sorts are called; the endings of formats beyond these speak for data.
_ANYTHING = {".txt", ".json", ".csv", ".tsv", ".md", ".yml", ".yaml", ".py", ".xml", ".xlsx", ".zip", ""}
# What a folder of data has beside it and nobody misses.
_BESIDE = re.compile(r"(readme|licen[cs]e|copying|changelog|citation)\b.*|(slots|synonyms)\.toml", re.IGNORECASE)
_NAMED = 5
# Where the sentences of a project lie.
_INSIDE = ("data", "nlu")


@dataclass(frozen=True, slots=True)
class Part:
    """A file or folder of sentences and the split that its name says; the format is recognised where it is ``None``."""

    split: str
    content: Content
    format: Format | None = None

    def recognised(self) -> Format:
        """The format.

        Raises:
            DataError: it is in none that is known.
        """
        return self.format or recognise(self.content)


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of the files: their format, and which of their columns is what."""

    format: Format | None = None
    columns: Mapping[str, str] | None = None

    def part(self, split: str, path: Path) -> Part:
        """A file or folder as a part."""
        return Part(split, Content(path, self.columns), self.format)


@dataclass(frozen=True, slots=True)
class Layout:
    """A folder, its parts, those of train, dev and test first, and what in it is no part."""

    folder: Path
    parts: tuple[Part, ...]
    left: tuple[Path, ...] = ()

    @property
    def note(self) -> str | None:
        """What is to be told of what was passed over."""
        names = [path.name for path in self.left if not _BESIDE.fullmatch(path.name)]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        return f"passed over {', '.join(names[:_NAMED])}{more}" if names else None


def split_of(path: Path) -> str:
    """The split that a file or folder holds, by its name."""
    return role_named(_stem(path)) or _stem(path)


def is_folder_format(path: Path) -> bool:
    """Whether a folder as a whole is one split, as one with ``seq.in`` is."""
    content = Content(path)
    return path.is_dir() and any("folder" in one.kinds and one.recognise(content) for one in FORMATS.values())


def speaks_for_itself(path: Path) -> bool:
    """Whether a path is data by its ending or, as a folder, by what it holds."""
    return path.is_dir() or ending_of(path) in _endings()


def main_file(path: Path) -> Path:
    """The file to read where several belong together (``doc.ann`` of ``doc.txt``); else the file itself."""
    together = _together(path)
    return together[0] if together else path


def data_files(folder: Path) -> dict[str, list[Path]]:
    """What in a folder is data by its name, for each split in the order train, dev, test, others."""
    entries = _entries(folder)
    mains = [path for path in entries if main_file(path) == path]
    others = [_stem(path) for path in mains]
    roles = {path: role_named(_stem(path), others) for path in mains}
    named = {role for role in roles.values() if role}
    for path in mains:
        within = role_within(base_name(path), others)
        if roles[path] is None and within and within not in named:
            roles[path] = within
    found: dict[str, list[Path]] = {}
    for path in mains:
        split = roles[path] or (_stem(path) if _is_data(path) else None)
        if split and (path.is_file() or is_folder_format(path) or (roles[path] and _entries(path))):
            found.setdefault(split, []).append(path)
    return {split: found[split] for split in in_order(found)}


def layout(folder: Path, given: Given) -> Layout:
    """The parts of a folder.

    Files and folders named for a split are its parts whatever their ending; so are others with the ending of a format
    and folders such as those with ``seq.in``. Where nothing is named so, all files that are in a format are one split.

    A folder without any of these is a project, whose sentences lie in its folder ``data`` or ``nlu``, as Rasa's do.

    Raises:
        DataError: nothing is data, or two files hold one split.
    """
    parts: list[Part] = []
    for split, paths in data_files(folder).items():
        for path in _chosen(folder, split, paths):
            parts += _parts(split, path, given)
    parts = parts or _recognised(WHOLE, folder, given)
    if not parts:
        inner = next((path for name in _INSIDE if (path := folder / name).is_dir()), None)
        if inner is None:
            raise _no_data(folder)
        return layout(inner, given)
    used = {path for part in parts for path in (_together(part.content.path) or [part.content.path])}
    used |= {path.parent for path in used}
    return Layout(folder, tuple(parts), tuple(path for path in _entries(folder) if path not in used))


def _no_data(folder: Path) -> DataError:
    """What to raise for a folder without data; one in it that has some is named."""
    near = next((path for path in _entries(folder) if path.is_dir() and data_files(path)), None)
    advice = f"name {near}, which does" if near else "name a folder that does"
    return DataError(
        f"{folder}: holds no data, expected train.*, dev.*, test.*, sub-folders of those names with seq.in and seq.out,"
        f" or files in a known format; {advice}"
    )


def _parts(split: str, path: Path, given: Given) -> list[Part]:
    """What holds a split: the file or folder, or the files in a folder that is named for it."""
    if path.is_file() or is_folder_format(path):
        return [given.part(split, path)]
    return _recognised(split, path, given)


def _recognised(split: str, folder: Path, given: Given) -> list[Part]:
    """The files of a folder that are in a known format, all of them one split."""
    parts = []
    for path in _entries(folder):
        part = given.part(split, path)
        if path.is_file() and main_file(path) == path:
            try:
                parts.append(replace(part, format=part.recognised()))
            except DataError:
                continue  # It is named among what was passed over.
    return parts


def _chosen(folder: Path, split: str, paths: Sequence[Path]) -> Sequence[Path]:
    """Those that are meant: of several those with the ending of a format (``train.jsonl`` beside ``train.log``), and
    more than one only where they are pieces of one, told apart by numbers.
    """
    sure = [path for path in paths if speaks_for_itself(path)] or paths
    if len({re.sub(r"\d+", "0", path.name) for path in sure}) > 1:
        names = " and ".join(path.name for path in sure)
        raise DataError(f"{folder}: {names} both hold the split {split}, expected one; move the other away")
    return sure


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder and is not hidden."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def _is_data(path: Path) -> bool:
    """Whether a file or folder is data although no split's name says so."""
    return is_folder_format(path) if path.is_dir() else ending_of(path) in _endings() - _ANYTHING


@cache
def _endings() -> frozenset[str]:
    return frozenset(ending for format in FORMATS.values() for ending in format.endings)


def _together(path: Path) -> Sequence[Path]:
    """The files that a file belongs to, if all of them are there; the one to read first."""
    for find in _pairings() if path.is_file() else ():
        paths = find(path)
        if path in paths and all(one.is_file() for one in paths):
            return paths
    return ()


@cache
def _pairings() -> list[Callable[[Path], Sequence[Path]]]:
    return [format.files for format in FORMATS.values() if format.files]


def _stem(path: Path) -> str:
    return path.name if path.is_dir() else Path(base_name(path)).stem
