"""Folders that slottag makes, replaces and removes, told from the user's own by what lies in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from slottag.errors import OutputError
from slottag.files.folders import remove_folder, writing_folder
from slottag.files.reporting import reported


class Kind(Protocol):
    """A kind of folder."""

    @property
    def name(self) -> str:
        """What it is called in messages: ``a model``."""

    def holds(self, folder: Path) -> bool:
        """Whether the folder is of this kind, judged by its content."""

    def foreign(self, folder: Path) -> str | None:
        """What in the folder is not slottag's, for a message; ``None`` where all of it is."""


@dataclass(frozen=True, slots=True)
class FolderKind:
    """A folder of certain files, one of which says what it is.

    Attributes:
        name: what it is called.
        files: the names of all files that there may be.
        mark: the name of the one that tells.
        is_mark: whether such a file says what it should.
        remains: names of files that by themselves, without the mark, are what is left of such a folder.
    """

    name: str
    files: frozenset[str]
    mark: str
    is_mark: Callable[[Path], bool]
    remains: frozenset[str] = frozenset()

    def holds(self, folder: Path) -> bool:
        """Whether the file that tells is there and says so."""
        path = folder / self.mark
        return path.is_file() and self.is_mark(path)

    def foreign(self, folder: Path) -> str | None:
        """What in the folder is no file of this kind; or the mark, where it is of something else."""
        names = sorted(path.name for path in folder.iterdir())
        for name in names:
            if name not in self.files or not (folder / name).is_file():
                return f"{name!r}, which is no part of {self.name}"
        if self.holds(folder) or self.remains.issuperset(names):
            return None
        if self.mark in names:
            return f"a {self.mark!r} that is not of {self.name}"
        return f"{names[0]!r} without the {self.mark!r} of {self.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """A path where slottag keeps a folder of some kind, and touches nothing else."""

    path: Path
    kind: Kind

    def holds(self) -> bool:
        """Whether there is a folder of the kind."""
        return self.path.is_dir() and self.kind.holds(self.path)

    def check(self) -> None:
        """See to it that a folder can take this place, and that nothing but slottag's own would be lost.

        Raises:
            OutputError: it cannot, or something else lies here.
        """
        with reported(self.path):
            if not self.path.exists():
                return
            refused = self._refused(self.path.resolve())
        if refused:
            raise OutputError(f"{self.path}: {refused}; move it away, or name another directory")

    def _refused(self, path: Path) -> str | None:
        """Why what is here cannot be replaced or removed."""
        if not path.is_dir():
            return f"is a file, expected a place for {self.kind.name}"
        if path.is_mount():
            return f"is where a disk is mounted, which cannot be replaced, expected a place for {self.kind.name}"
        if found := self.kind.foreign(path):
            return f"holds {found} and would be lost"
        if Path.cwd().is_relative_to(path):
            return "is the folder that you are in, which would be replaced under you"
        if not os.access(path, os.W_OK | os.X_OK):
            return "may not be replaced by you"
        return None

    @contextmanager
    def replacing(self) -> Iterator[Path]:
        """A new folder that takes the place in one step when the block ends well.

        Raises:
            OutputError: the place cannot be written, or something else than slottag's own lies here.
        """
        with writing_folder(self.path) as folder:
            self.check()
            yield folder
            self.check()

    def remove(self) -> None:
        """Remove what is here, in one step to whoever looks.

        Raises:
            OutputError: something else than slottag's own lies here, or it may not be removed.
        """
        self.check()
        remove_folder(self.path)


def beside(directory: Path, suffix: str) -> Path:
    """The path whose name is the directory's with a suffix.

    Raises:
        OutputError: the directory has no name.
    """
    if directory.name in ("", ".."):
        directory = directory.resolve()
    if not directory.name:
        raise OutputError(f"{directory}: is the root of all folders; name a folder in it")
    return directory.with_name(directory.name + suffix)
