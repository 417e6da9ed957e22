"""Files of any size, cut into shares of so many rows, always in the same way."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, NamedTuple

from slottag.data.formats.objects.parts import shown
from slottag.engines.places import Where, first_words, where
from slottag.engines.shares import Cells, Columns, Held, Lines, Share
from slottag.errors import DataError, SlottagError
from slottag.files.compressed import plain_name
from slottag.tagging.lines import arriving
from slottag.tagging.marks import HEAD, note_of
from slottag.tagging.tables import LOOKED_AT, delimiter_of, named, with_text

_LINES, _OBJECTS, _TABLES, _PARQUET = ("", ".txt"), (".jsonl", ".ndjson"), (".csv", ".tsv"), ".parquet"


class Source(NamedTuple):
    """A file to read, with what tells it from a later one of its name: its size and when it was written."""

    place: Where
    size: int
    written: str

    @property
    def name(self) -> str:
        """What it is called for people."""
        return self.place.name

    @property
    def ending(self) -> str:
        """What says how it is read."""
        return Path(plain_name(Path(self.place.path)).lower()).suffix

    @contextmanager
    def opened(self) -> Iterator[BufferedReader]:
        """Its bytes, unpacked as its name says."""
        with self.place.system.open_input_stream(self.place.path) as stream:
            yield BufferedReader(stream)

    def note(self, field: str | None) -> str | None:
        """What is to be told of it where its lines are tagged as text and seem to be marked sentences."""
        if field is not None or self.ending not in _LINES:
            return None
        with _reported(self.place), self.opened() as stream:
            return note_of(Path(self.name), stream.read(HEAD))


def sources_of(names: Iterable[str | Path]) -> list[Source]:
    """The files of these names; of a folder those in it, in the order of their names, but hidden ones.

    Raises:
        DataError: there is none, or one is of a kind that is not read in shares.
    """
    sources = [source for name in names for source in _found(where(name))]
    for source in sources:
        if source.ending not in (*_LINES, *_OBJECTS, *_TABLES, _PARQUET):
            raise DataError(
                f"{source.name}: is not read in shares, expected .txt, .jsonl, .csv, .tsv or .parquet; tag it without"
                " an engine, or write it as one of them"
            )
    return sources


def shares_of(sources: Iterable[Source], field: str | None, most: int) -> Iterator[Share]:
    """All rows of these files, ``most`` a share and fewer at the end of a file.

    Raises:
        DataError: what cannot be read.
    """
    numbers = count()
    for source in sources:
        in_fields, first = field is not None or source.ending not in _LINES, 1
        with _reported(source.place):
            for rows, held in _cut(source, field, most):
                yield Share(next(numbers), source.name, first, rows, held, in_fields)
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


def _cut(source: Source, field: str | None, most: int) -> Iterator[tuple[int, Held]]:
    if source.ending == _PARQUET:
        return _columns(source, field, most)
    return _cells(source, field, most) if source.ending in _TABLES else _lines(source, most)


def _lines(source: Source, most: int) -> Iterator[tuple[int, Held]]:
    with source.opened() as stream:
        lines = chain.from_iterable(arriving(stream))
        while some := [*islice(lines, most)]:
            yield len(some), Lines(b"\n".join(some))


def _cells(source: Source, field: str | None, most: int) -> Iterator[tuple[int, Held]]:
    """The rows of a table in text, as Python's own reader has them: a row may have more values than there are names,
    or fewer.
    """
    with source.opened() as stream:
        delimiter = delimiter_of(stream.readline().decode("utf-8", "replace"), source.ending)
    try:
        with source.opened() as stream:
            table = csv.reader(TextIOWrapper(stream, "utf-8-sig", newline=""), delimiter=delimiter)
            names, rows = next(table, []), filter(None, table)
            first = [*islice(rows, LOOKED_AT)]
            _check_text(source, field, [named(names, row) for row in first])
            whole = chain(first, rows)
            while some := [*islice(whole, most)]:
                yield len(some), Cells(names, some)
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"{source.name}: cannot be read as a table ({error}); correct it") from error


def _columns(source: Source, field: str | None, most: int) -> Iterator[tuple[int, Held]]:
    import pyarrow as pa
    from pyarrow import parquet

    with source.place.system.open_input_file(source.place.path) as file:
        held = None
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=most):
            fresh = pa.Table.from_batches([batch])
            if held is None:
                _check_text(source, field, fresh.slice(0, LOOKED_AT).to_pylist())
            held = fresh if held is None else pa.concat_tables([held, fresh])
            while held.num_rows >= most:
                yield most, Columns(_stream(held.slice(0, most)))
                held = held.slice(most)
        if held is not None and held.num_rows:
            yield held.num_rows, Columns(_stream(held))


def _stream(table: Any) -> Any:
    """A table as an Arrow stream, which holds its own rows alone; a slice is sent with all that it is of."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _check_text(source: Source, field: str | None, rows: Sequence[Mapping[str, Any]]) -> None:
    """See to it that a table has a text: one of words and tags is no table of texts."""
    if rows and field is None and not with_text(rows):
        raise DataError(f"{source.name}: has no text, got {shown(rows[0])}; name where it stands with --text-field")


@contextmanager
def _reported(place: Where) -> Iterator[None]:
    """What goes wrong with a file where it lies, as an error of the data."""
    try:
        yield
    except SlottagError:
        raise
    except place.wrong as error:
        advice = "correct it" if place.here else "see whether it can be reached and read"
        raise DataError(f"{place.name}: cannot be read: {first_words(error)}; {advice}, or name another") from error
