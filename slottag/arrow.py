"""Arrow record batches in and out: the seam for every engine that deals them (Ray, Spark, Daft, DuckDB).

    tagged = tag_batch(batch, "models/booking", "text")

Needs pyarrow, which ``slottag[arrow]`` brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slottag.errors import DataError
from slottag.extras import needs

if TYPE_CHECKING:
    import pyarrow as pa

    from slottag.runtime.tagger import Tagger
    from slottag.text.found import Found

# What is added, and the column of intents where the model tells any.
SLOTS, CONFIDENCE, INTENT = "slots", "confidence", "intent"


def tag_batch(
    batch: pa.RecordBatch, model: Tagger | str | PathLike[str], column: str = "text", *, confidence: bool = True
) -> pa.RecordBatch:
    """A batch with what is found in its texts beside its own columns.

    Added are ``slots``, a list of structs ``{name, text, start, end, confidence}`` with half-open offsets in
    characters; ``confidence``, the probability of all of them and no others; and ``intent``, if the model tells any. A
    row without a text has nulls.

    Args:
        batch: rows, with a column of texts.
        model: a tagger, or the directory of a model, which each process loads once.
        column: the name of that column.
        confidence: whether it is told how sure all is; without, tagging is faster.

    Raises:
        DataError: there is no such column, it holds no texts, or one that would be added is there.
        InstallationError: pyarrow is not installed.
    """
    needs("an Arrow batch", "pyarrow")
    import pyarrow as pa

    tagger = _loaded(str(Path(model).resolve())) if isinstance(model, (str, PathLike)) else model
    texts = _texts(batch, column)
    found = tagger.find([text or "" for text in texts], confidence=confidence)
    added = _columns(found, [text is None for text in texts], with_intent=bool(tagger.intents))
    for name in added:
        if name in batch.schema.names:
            raise DataError(f"the batch has a column {name!r} already; rename it")
    names = [*batch.schema.names, *added]
    return pa.RecordBatch.from_arrays([*batch.columns, *added.values()], names=names)


def _texts(batch: pa.RecordBatch, column: str) -> list[str | None]:
    import pyarrow as pa

    names = batch.schema.names
    if names.count(column) != 1:
        raise DataError(f"the batch has no column {column!r}, got {', '.join(names)}; name that of the texts")
    values = batch.column(names.index(column))
    kinds = pa.types
    if not (kinds.is_string(values.type) or kinds.is_large_string(values.type)):
        raise DataError(f"the column {column!r} is of type {values.type}, expected texts; name another")
    texts: list[str | None] = values.to_pylist()
    return texts


def _columns(found: Found, missing: list[bool], *, with_intent: bool) -> dict[str, Any]:
    import pyarrow as pa

    nothing: list[None] = [None] * len(found.slots)
    sure = pa.array(found.confidences or nothing, pa.float64())
    spans = pa.StructArray.from_arrays(
        [
            pa.array(found.slots, pa.string()),
            pa.array(found.values(), pa.string()),
            pa.array(found.starts, pa.int32()),
            pa.array(found.ends, pa.int32()),
            sure,
        ],
        names=["name", "text", "start", "end", "confidence"],
    )
    # A null where a list begins says that there is none.
    bounds = [None if gone else bound for gone, bound in zip([*missing, False], found.bounds, strict=True)]
    wholes: Sequence[float | None] = found.wholes or [None] * len(missing)
    columns = {
        SLOTS: pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), spans),
        CONFIDENCE: pa.array(wholes, pa.float64(), mask=_mask(missing)),
    }
    if with_intent:
        columns[INTENT] = pa.array(found.intents or [None] * len(missing), pa.string(), mask=_mask(missing))
    return columns


def _mask(missing: list[bool]) -> Any:
    import numpy as np

    return np.array(missing, dtype=bool)


@lru_cache(maxsize=4)
def _loaded(directory: str) -> Tagger:
    from slottag.runtime.tagger import Tagger

    return Tagger.load(Path(directory))
