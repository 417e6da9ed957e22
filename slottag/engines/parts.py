"""An output in parts, each written whole or not at all, which goes on where an earlier call was ended.

A manifest says what the parts are of: the inputs, the model, the options. It and what is being written have names that
readers of such folders pass over, for they begin with ``_`` and ``.``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import uuid4

from slottag.engines.places import Where
from slottag.errors import OutputError
from slottag.files import working_alone
from slottag.files.folders import sync
from slottag.files.reporting import reported

MANIFEST = "_manifest.json"
_FORMAT = 1


class Parts:
    """The parts in a folder that one call, or several that are asked for the same, write.

    Args:
        folder: where they lie; it is made if it is not there.
        ending: that of their names.
        call: what they rest on, as plain data by what it is called in messages.

    Attributes:
        done: the numbers of the parts that are there.

    Raises:
        OutputError: the folder holds parts of another call, or what is no part, or cannot be written.
    """

    def __init__(self, folder: Where, ending: str, call: Mapping[str, Any]) -> None:
        self._folder, self._ending = folder, ending
        self._name = re.compile(rf"part-(\d+){re.escape(ending)}")
        self._told = {"format": _FORMAT, **json.loads(json.dumps(call))}
        with self._reported():
            folder.system.create_dir(folder.path, recursive=True)
            names = self._names()
            if MANIFEST in names:
                self._check(json.loads(self._read(MANIFEST)))
            elif foreign := [name for name in names if not name.startswith(".")]:
                raise OutputError(f"{folder.name}: holds {foreign[0]!r}, which is no part; name another folder")
            else:
                self._write(MANIFEST, self._manifest({}))
            for name in names:
                if name.startswith(".part-"):
                    folder.system.delete_file(folder.beneath(name))
        self.done = frozenset(int(found[1]) for found in map(self._name.fullmatch, names) if found)

    def put(self, number: int, content: bytes) -> None:
        """Write a part.

        Raises:
            OutputError: it cannot be.
        """
        with self._reported():
            self._write(f"part-{number:06}{self._ending}", content)

    def end(self, parts: int, rows: int) -> None:
        """Note that all are there.

        Raises:
            OutputError: it cannot be.
        """
        with self._reported():
            self._write(MANIFEST, self._manifest({"parts": parts, "rows": rows}))

    def _manifest(self, end: Mapping[str, int]) -> bytes:
        return json.dumps({**self._told, **end}, indent=1, ensure_ascii=False).encode() + b"\n"

    def _check(self, told: Any) -> None:
        if not isinstance(told, dict) or "format" not in told:
            raise OutputError(f"{self._folder.name}: its {MANIFEST} is not of slottag's parts; name another folder")
        for what, value in self._told.items():
            if told.get(what) != value:
                raise OutputError(
                    f"{self._folder.name}: its parts were begun with another {what}; call as then, or name another"
                    " folder"
                )

    def _names(self) -> list[str]:
        from pyarrow import fs

        return sorted(one.base_name for one in self._folder.system.get_file_info(fs.FileSelector(self._folder.path)))

    def _read(self, name: str) -> bytes:
        with self._folder.system.open_input_stream(self._folder.beneath(name)) as stream:
            content: bytes = stream.read()
        return content

    def _write(self, name: str, content: bytes) -> None:
        """Write under another name first, so that nothing half-written is ever taken for a part."""
        system, here = self._folder.system, self._folder.here
        fresh = f".part-{uuid4().hex}"
        with system.open_output_stream(self._folder.beneath(fresh)) as stream:
            stream.write(content)
        if here:
            sync(here / fresh)
        system.move(self._folder.beneath(fresh), self._folder.beneath(name))
        if here:
            sync(here)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        import pyarrow as pa

        with reported(self._folder.name):
            try:
                yield
            except (pa.ArrowException, ValueError) as error:
                raise OutputError(f"{self._folder.name}: cannot be written: {str(error)[:120]}") from error


@contextmanager
def writing_parts(folder: Where, ending: str, call: Mapping[str, Any]) -> Iterator[Parts]:
    """The parts of a folder, on which no other process of this machine works meanwhile.

    Raises:
        OutputError: as for ``Parts``.
    """
    with working_alone(folder.here) if folder.here else nullcontext():
        yield Parts(folder, ending, call)
