"""An output in parts, each written whole or not at all, which goes on where an earlier call was ended.

A manifest says what the parts are of: the inputs, the model, the options. It and what is being written have names that
readers of such folders pass over, for they begin with ``_`` and ``.``. So have the lines of a part that were set aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import uuid4

from slottag.engines.places import Where, first_words
from slottag.errors import OutputError, SlottagError
from slottag.files import working_alone
from slottag.files.folders import sync
from slottag.files.reporting import reported

MANIFEST = "_manifest.json"
_FORMAT = 1
# How bytes that are no text are written as text, and come back.
_HALVES = "surrogateescape"
# Lines that were set aside, by the number of their part.
_ASIDE = re.compile(r"_aside-(\d+)\.jsonl")


class Parts:
    """The parts in a folder that one call, or several that are asked for the same, write.

    Args:
        folder: where they lie; it is made if it is not there.
        ending: that of their names.
        call: what they rest on, as plain data by what it is called in messages.

    Attributes:
        done: the numbers of the parts that are there.
        aside: the numbers of the parts of which lines were set aside.

    Raises:
        OutputError: the folder holds parts of another call, or what is no part, or cannot be written.
    """

    def __init__(self, folder: Where, ending: str, call: Mapping[str, Any]) -> None:
        self._folder, self._ending = folder, ending
        self._name = re.compile(rf"part-(\d+){re.escape(ending)}")
        self._told = {"format": _FORMAT, **json.loads(json.dumps(call))}
        with self._reported():
            self._check_folder()
            folder.system.create_dir(folder.path, recursive=True)
            names = self._names()
            begun = any(name.startswith("part-") for name in names)
            if MANIFEST in names:
                self._check(json.loads(self._read(MANIFEST)), begun)
            elif foreign := [name for name in names if not name.startswith(".")]:
                raise OutputError(f"{folder.name}: holds {foreign[0]!r}, which is no part; name another folder")
            if not begun:
                self._write(MANIFEST, self._manifest({}))
            self.done = frozenset(_numbers(self._name, names))
            self.aside = self.done.intersection(_numbers(_ASIDE, names))
            kept = {_aside(number) for number in self.aside}
            for name in names:
                if name.startswith(".part-") or (_ASIDE.fullmatch(name) and name not in kept):
                    folder.system.delete_file(folder.beneath(name))

    def put(self, number: int, content: bytes, aside: Sequence[tuple[bytes, str]] = ()) -> None:
        """Write a part, and before it the lines that were set aside from it, each with what is wrong with it.

        Raises:
            OutputError: it cannot be.
        """
        told = [{"line": line.decode("utf-8", _HALVES), "error": error} for line, error in aside]
        with self._reported():
            if told:
                self._write(_aside(number), "".join(f"{json.dumps(one)}\n" for one in told).encode())
                self.aside |= {number}
            self._write(f"part-{number:06}{self._ending}", content)

    def set_aside(self) -> Iterator[tuple[bytes, str]]:
        """All lines that were set aside, by this call and those before, in the order of the input.

        Raises:
            OutputError: they cannot be read.
        """
        for number in sorted(self.aside):
            with self._reported():
                told = [json.loads(line) for line in self._read(_aside(number)).splitlines()]
            for one in told:
                yield one["line"].encode("utf-8", _HALVES), one["error"]

    def end(self, parts: int, rows: int) -> None:
        """Note that all are there.

        Raises:
            OutputError: it cannot be.
        """
        with self._reported():
            self._write(MANIFEST, self._manifest({"parts": parts, "rows": rows}))

    def _manifest(self, end: Mapping[str, int]) -> bytes:
        return json.dumps({**self._told, **end}, indent=1, ensure_ascii=False).encode() + b"\n"

    def _check_folder(self) -> None:
        """See to it that parts may lie there: a store of objects would have both."""
        from pyarrow import fs

        if self._folder.system.get_file_info(self._folder.path).type == fs.FileType.File:
            raise OutputError(f"{self._folder.name}: is a file, expected a folder for parts; name another")

    def _check(self, told: Any, begun: bool) -> None:
        """See to it that the parts, if any is ``begun``, are of the same call."""
        if not isinstance(told, dict) or "format" not in told:
            raise OutputError(f"{self._folder.name}: its {MANIFEST} is not of slottag's parts; name another folder")
        for what, value in self._told.items():
            if begun and told.get(what) != value:
                raise OutputError(
                    f"{self._folder.name}: its parts were begun with another {what}; call as then, or name another"
                    " folder"
                )

    def _names(self) -> list[str]:
        from pyarrow import fs

        # A store of objects has no folder before something lies in it.
        all_of_it = fs.FileSelector(self._folder.path, allow_not_found=True)
        return sorted(one.base_name for one in self._folder.system.get_file_info(all_of_it))

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
        wrong: tuple[type[Exception], ...] = (*self._folder.wrong, ValueError)
        with reported(self._folder.name):
            try:
                yield
            except SlottagError:
                raise
            except wrong as error:
                if self._folder.here and isinstance(error, OSError):
                    raise
                raise OutputError(
                    f"{self._folder.name}: cannot be written: {first_words(error)}; see whether it is there and you may"
                    " write, or name another"
                ) from error


def _aside(number: int) -> str:
    return f"_aside-{number:06}.jsonl"


def _numbers(pattern: re.Pattern[str], names: Sequence[str]) -> Iterator[int]:
    return (int(found[1]) for found in map(pattern.fullmatch, names) if found)


@contextmanager
def writing_parts(folder: Where, ending: str, call: Mapping[str, Any]) -> Iterator[Parts]:
    """The parts of a folder, on which no other process of this machine works meanwhile.

    Raises:
        OutputError: as for ``Parts``.
    """
    with working_alone(folder.here) if folder.here else nullcontext():
        yield Parts(folder, ending, call)
