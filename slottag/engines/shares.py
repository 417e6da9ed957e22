"""Rows of a file that follow each other, as they are sent to whoever tags them: what becomes one part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from slottag.tagging.inputs import filled
from slottag.tagging.lines import Block, decode_lines
from slottag.tagging.tables import named

if TYPE_CHECKING:
    from slottag.tagging.aside import Taking

# Rows that are tagged together.
_TOGETHER = 1000


class Held(Protocol):
    """What is sent of some rows."""

    def blocks(self, name: str, first: int, aside: Taking | None) -> Iterator[Block]:
        """The rows of this file, of which the first has this number, as lines."""


class Share(NamedTuple):
    """Rows of one file that follow each other.

    Attributes:
        number: which it is of all shares of all files, from 0.
        name: that of the file, for messages.
        first: the number of its first row, from 1.
        rows: how many there are.
        held: them.
        in_fields: whether each is an object with a text among its fields.
    """

    number: int
    name: str
    first: int
    rows: int
    held: Held
    in_fields: bool

    def blocks(self, aside: Taking | None = None) -> Iterator[Block]:
        """The rows as lines, so many as are tagged together; those that cannot be read are set aside where that is
        wanted.

        Raises:
            DataError: a row that cannot be read.
        """
        blocks = self.held.blocks(self.name, self.first, aside)
        return (block for block in (filled(blocks) if self.in_fields else blocks) if block.lines)


@dataclass(frozen=True)
class Lines:
    """Lines as the file has them, joined by their ends."""

    content: bytes

    def blocks(self, name: str, first: int, aside: Taking | None) -> Iterator[Block]:
        """Their text."""
        return decode_lines(_cut(self.content.split(b"\n")), name, aside, first)


@dataclass(frozen=True)
class Cells:
    """Rows of a table in text, each value as it is written."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]

    def blocks(self, name: str, first: int, _aside: Taking | None) -> Iterator[Block]:
        """An object a row."""
        return _objects((named(self.names, row) for row in self.rows), name, first)


@dataclass(frozen=True)
class Columns:
    """Rows of a table as an Arrow stream."""

    stream: Any

    def blocks(self, name: str, first: int, _aside: Taking | None) -> Iterator[Block]:
        """An object a row."""
        import pyarrow as pa

        with pa.ipc.open_stream(self.stream) as reader:
            return _objects(reader.read_all().to_pylist(), name, first)


def _objects(rows: Iterable[Mapping[str, Any]], name: str, first: int) -> Iterator[Block]:
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in rows]
    for place, some in enumerate(_cut(lines)):
        yield Block(some, f"{name}: row ", first + place * _TOGETHER)


def _cut(lines: list[Any]) -> Iterator[list[Any]]:
    return (lines[place : place + _TOGETHER] for place in range(0, len(lines), _TOGETHER))
