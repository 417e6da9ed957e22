"""Files of any size, cut into shares of so many rows, always in the same way: what becomes one part each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from slottag.engines.places import Where, where
from slottag.errors import DataError
from slottag.files.compressed import plain_name
from slottag.tagging.inputs import filled
from slottag.tagging.lines import Block, arriving, decode_lines

_LINES, _OBJECTS, _TABLES, _PARQUET = ("", ".txt"), (".jsonl", ".ndjson"), (".csv", ".tsv"), ".parquet"
# Rows that are tagged together.
_TOGETHER = 1000


class Source(NamedTuple):
    """A file to read, with what tells it from a later one of its name: its size and when it was written."""

    place: Where
    size: int
    written: str

    @property
    def ending(self) -> str:
        """What says how it is read."""
        return Path(plain_name(Path(self.place.path)).lower()).suffix


class Share(NamedTuple):
    """Rows of one file that follow each other.

    Attributes:
        number: which it is of all shares of all files, from 0.
        source: what stands in front of a row's number in messages.
        first: the number of its first row, from 1.
        rows: how many there are.
        lines: them as lines of text; or a table as an Arrow stream.
        in_fields: whether each is an object with a text among its fields.
    """

    number: int
    source: str
    first: int
    rows: int
    lines: Sequence[str] | Any
    in_fields: bool

    def blocks(self) -> Iterator[Block]:
        """The rows as lines, so many as are tagged together."""
        lines = self.lines if isinstance(self.lines, list) else _objects(self.lines)
        cut = (
            Block(lines[place : place + _TOGETHER], self.source, self.first + place)
            for place in range(0, len(lines), _TOGETHER)
        )
        return filled(cut) if self.in_fields else cut


def sources_of(names: Iterable[str | Path]) -> list[Source]:
    """The files of these names; of a folder those in it, in the order of their names, but hidden ones.

    Raises:
        DataError: there is none, or one is of a kind that is not read in shares.
    """
    sources = [source for name in names for source in _found(where(name))]
    for source in sources:
        if source.ending not in (*_LINES, *_OBJECTS, *_TABLES, _PARQUET):
            raise DataError(
                f"{source.place.name}: is not read in shares, expected .txt, .jsonl, .csv, .tsv or .parquet; tag it"
                " without an engine, or write it as one of them"
            )
    return sources


def shares_of(sources: Iterable[Source], field: str | None, most: int) -> Iterator[Share]:
    """All rows of these files, ``most`` a share and fewer at the end of a file.

    Raises:
        DataError: what cannot be read.
    """
    numbers = count()
    for source in sources:
        table = source.ending in _TABLES or source.ending == _PARQUET
        front = f"{source.place.name}: row " if table else f"{source.place.name}:"
        in_fields = table or field is not None or source.ending in _OBJECTS
        first = 1
        for rows, lines in _tables(source, most) if table else _lines(source, most):
            yield Share(next(numbers), front, first, rows, lines, in_fields)
            first += rows


def _found(place: Where) -> Iterator[Source]:
    from pyarrow import fs

    with _reported(place):
        info = place.system.get_file_info(place.path)
        if info.type == fs.FileType.NotFound:
            raise DataError(f"{place.name}: there is no such file or folder; name one that is there")
        whole = info.type == fs.FileType.Directory
        infos = place.system.get_file_info(fs.FileSelector(place.path)) if whole else [info]
    files = [one for one in infos if one.type == fs.FileType.File and not (whole and one.base_name[0] in "._")]
    if not files:
        raise DataError(f"{place.name}: there is no file in this folder; name one with some")
    for one in sorted(files, key=lambda one: str(one.path)):
        name = f"{place.name.rstrip('/')}/{one.base_name}" if whole else place.name
        yield Source(Where(name, place.system, one.path), one.size, str(one.mtime_ns))


def _lines(source: Source, most: int) -> Iterator[tuple[int, list[str]]]:
    with _reported(source.place), source.place.system.open_input_stream(source.place.path) as stream:
        held: list[str] = []
        for block in decode_lines(arriving(BufferedReader(stream)), source.place.name):
            held += block.lines
            while len(held) >= most:
                yield most, held[:most]
                held = held[most:]
        if held:
            yield len(held), held


def _tables(source: Source, most: int) -> Iterator[tuple[int, Any]]:
    import pyarrow as pa

    with _reported(source.place):
        held = None
        for batch in _rows_of_parquet(source, most) if source.ending == _PARQUET else _rows_of_text(source):
            fresh = pa.Table.from_batches([batch])
            held = fresh if held is None else pa.concat_tables([held, fresh])
            while held.num_rows >= most:
                yield most, _stream(held.slice(0, most))
                held = held.slice(most)
        if held is not None and held.num_rows:
            yield held.num_rows, _stream(held)


def _rows_of_parquet(source: Source, most: int) -> Iterator[Any]:
    from pyarrow import parquet

    with source.place.system.open_input_file(source.place.path) as file:
        yield from parquet.ParquetFile(file).iter_batches(batch_size=most)


def _rows_of_text(source: Source) -> Iterator[Any]:
    """The rows of a table in text, each value as it is written."""
    import pyarrow as pa
    from pyarrow import csv as table

    with source.place.system.open_input_stream(source.place.path) as stream:
        head = BufferedReader(stream).readline().decode("utf-8", "replace")
    delimiter = "\t" if source.ending == ".tsv" else max(",;\t", key=head.count)
    names = next(csv.reader([head.removeprefix("\ufeff")], delimiter=delimiter), [])
    with source.place.system.open_input_stream(source.place.path) as stream:
        yield from table.open_csv(
            stream,
            parse_options=table.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=table.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )


def _stream(table: Any) -> Any:
    """A table as an Arrow stream, which holds its own rows alone; a slice is sent with all that it is of."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _objects(stream: Any) -> list[str]:
    import pyarrow as pa

    with pa.ipc.open_stream(stream) as reader:
        return [json.dumps(row, ensure_ascii=False, default=str) for row in reader.read_all().to_pylist()]


@contextmanager
def _reported(place: Where) -> Iterator[None]:
    """What pyarrow finds wrong with a file, as an error of the data."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{place.name}: cannot be read: {str(error)[:120]}; correct it, or name another") from error
