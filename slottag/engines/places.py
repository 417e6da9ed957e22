"""Where files lie: on this machine by a path, or elsewhere by a URI (``s3://bucket/calls``)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from slottag.errors import DataError
from slottag.extras import needs

# What a URI begins with; a path that was made of one has lost one of its slashes.
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):/+")
# Characters of what a library says of its errors.
_TOLD = 120


def first_words(error: Exception) -> str:
    """The first sentence of what a library says went wrong, which may be long."""
    return str(error).partition(". ")[0][:_TOLD].rstrip(".") or type(error).__name__


class Where(NamedTuple):
    """A place: its name for people, the file system that holds it as pyarrow has it, and what it is called there."""

    name: str
    system: Any
    path: str

    @property
    def here(self) -> Path | None:
        """The path, if it is one of this machine."""
        return Path(self.path) if self.system.type_name == "local" else None

    @property
    def wrong(self) -> tuple[type[Exception], ...]:
        """What goes wrong there and is not the program's fault: each of fsspec's file systems has errors of its own."""
        import pyarrow as pa

        return (Exception,) if self.system.type_name.startswith("py::") else (OSError, pa.ArrowException)

    def beneath(self, name: str) -> str:
        """What a file in this folder is called on its file system."""
        return f"{self.path.rstrip('/')}/{name}"


def where(name: str | Path) -> Where:
    """The place that a path or a URI names, by pyarrow's own file systems or else by one of fsspec's.

    Raises:
        DataError: no file system is known by that name, or it does not open.
        InstallationError: pyarrow is not installed.
    """
    needs("reading and writing in parts", "pyarrow")
    from pyarrow import fs

    scheme = _SCHEME.match(str(name))
    if scheme is None or scheme[1].lower() == "file":
        path = str(name) if scheme is None else f"/{str(name)[scheme.end() :]}"
        return Where(path, fs.LocalFileSystem(), str(Path(path).absolute()))
    uri = f"{scheme[1]}://{str(name)[scheme.end() :]}"
    try:
        return Where(uri, *fs.FileSystem.from_uri(uri))
    except (OSError, ValueError, NotImplementedError) as error:
        return Where(uri, *_by_fsspec(uri, error))


def _by_fsspec(uri: str, before: Exception) -> tuple[Any, str]:
    """What fsspec opens, where pyarrow did not before."""
    from pyarrow import fs

    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(uri)
    except (ImportError, OSError, ValueError) as error:
        # What pyarrow knows by its name and cannot reach is not for want of a package.
        if isinstance(before, OSError):
            raise DataError(f"{uri}: cannot be reached ({first_words(before)}); see what says where it is") from error
        raise DataError(
            f"{uri}: no file system opens it ({first_words(error)}); install what it needs, or copy the files here"
        ) from error
    return fs.PyFileSystem(fs.FSSpecHandler(system)), path
