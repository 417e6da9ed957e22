"""The formats by name. A new one is a module with a ``FORMAT`` and an entry here; choices, help, messages and the page
on formats follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from slottag.data.formats.format import Format, Writer
from slottag.errors import DataError


@dataclass(frozen=True, slots=True)
class Entry:
    """A format before its module is loaded, which takes time that ``slottag tag`` and ``--help`` do not have.

    ``module`` stands in this package, by default under the format's name. ``writes`` says that whole corpora can be
    written in it, ``streams`` that sentences can, one by one.
    """

    name: str
    module: str = ""
    writes: bool = False
    streams: bool = False

    def load(self) -> Format:
        """The format itself."""
        module = self.module or self.name.replace("-", "_")
        format: Format = import_module(f"slottag.data.formats.{module}").FORMAT
        return format


ENTRIES = (
    Entry("jsonl", writes=True, streams=True),
    Entry("conll", writes=True, streams=True),
    Entry("inline", writes=True, streams=True),
    Entry("seqio", writes=True),
)
NAMES = tuple(entry.name for entry in ENTRIES)
WRITTEN = tuple(entry.name for entry in ENTRIES if entry.writes)
STREAMED = tuple(entry.name for entry in ENTRIES if entry.streams)


class _Formats(Mapping[str, Format]):
    """Each format is loaded when it is asked for."""

    _entries = {entry.name: entry for entry in ENTRIES}  # noqa: RUF012

    def __getitem__(self, name: str) -> Format:
        return self._entries[name].load()

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


FORMATS: Mapping[str, Format] = _Formats()


def named_format(name: str) -> Format:
    """The format of a name.

    Raises:
        DataError: there is none.
    """
    if name not in FORMATS:
        raise DataError(f"unknown format {name!r}; expected one of {', '.join(NAMES)}")
    return FORMATS[name]


def writer_of(name: str) -> Writer:
    """What writes a format.

    Raises:
        DataError: it is unknown or only read.
    """
    writer = named_format(name).writer
    if writer is None:
        raise DataError(f"{name} is read and not written; write one of {', '.join(WRITTEN)}")
    return writer
