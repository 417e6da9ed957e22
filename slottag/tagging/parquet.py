"""Tagged sentences as the rows of a parquet file: a column for each key of slottag's JSON, and for the other fields of
what came in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from slottag.errors import OutputError, shown
from slottag.extras import needs
from slottag.files.text import writing
from slottag.tagging.tally import Tally, Told

# Rows that are written together.
_GROUP = 10_000


class Rows:
    """Takes answers that are lines of JSON, and writes them as rows, a group at a time.

    Args:
        target: the name that messages tell.
        stream: where the file is written.
    """

    through = 0

    def __init__(self, target: Path, stream: IO[bytes]) -> None:
        import pyarrow as pa

        self._arrow = pa
        self._target, self._stream = target, stream
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None
        self.tally = Tally()

    def take(self, told: Told, _line: int) -> None:
        """Add the rows of some lines."""
        self.tally = self.tally.plus(told.tally)
        self._rows += map(json.loads, told.text.splitlines())
        if len(self._rows) >= _GROUP:
            self._write()

    def end(self) -> None:
        """Write what is left."""
        if self._rows or self._writer is None:
            self._write()
        self.close()

    def close(self) -> None:
        """Let go of what is written to, which would be written to once more when this is forgotten."""
        if self._writer is not None:
            self._writer.close()

    def _write(self) -> None:
        from pyarrow import parquet

        try:
            if self._writer is None:
                self._writer = parquet.ParquetWriter(self._stream, self._schema())
            self._check_known()
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._writer.schema))
        except (self._arrow.ArrowInvalid, self._arrow.ArrowTypeError) as error:
            raise OutputError(
                f"{self._target}: a field of the input is of another type in some rows ({str(error)[:80]}); write JSON"
                " Lines instead"
            ) from error
        self._rows = []

    def _check_known(self) -> None:
        """See to it that nothing is left out in silence: a file has the columns that its first rows have."""
        strange = {key for row in self._rows for key in row} - {*self._writer.schema.names}
        if strange:
            raise OutputError(
                f"{self._target}: the field {shown(min(strange))} is not in the first {_GROUP:,} rows and so has no"
                " column; write JSON Lines instead"
            )

    def _schema(self) -> Any:
        """What is known of slottag's own keys, and of others what the first rows show."""
        pa = self._arrow
        span = {"start": pa.int64(), "end": pa.int64(), "slot": pa.string(), "value": pa.string()}
        own = {
            "text": pa.string(),
            "spans": pa.list_(pa.struct({**span, "confidence": pa.float64()})),
            "intent": pa.string(),
            "asked": pa.list_(pa.string()),
            "confidence": pa.float64(),
        }
        # In the order in which they come up; a row need not have all of them.
        others = {key: None for row in self._rows for key in row if key not in own}
        return pa.schema({**own, **{key: pa.array([row.get(key) for row in self._rows]).type for key in others}})


@contextmanager
def writing_rows(target: Path) -> Iterator[Rows]:
    """What takes answers for a parquet file, which is written whole or not at all.

    Raises:
        InstallationError: pyarrow is not installed.
        OutputError: the place cannot be written.
    """
    needs(f"{target}: parquet", "pyarrow")
    with writing(target) as stream:
        rows = Rows(target, cast("Any", stream).buffer)
        try:
            yield rows
            rows.end()
        finally:
            rows.close()
