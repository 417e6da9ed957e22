"""Arrays in a safetensors file, read where they lie: nothing is copied, and processes that read one file share it.

The format: the length of a header as 8 bytes, little end first; the header, JSON that gives each array's type, shape
and place behind it; the numbers. Source: https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import json
import math
from mmap import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}


def arrays_in(content: bytes | mmap) -> dict[str, NDArray[Any]]:
    """The arrays of a whole file, by name; they can be written to if the content can.

    Raises:
        ValueError: it is not of the format, or holds other numbers than floats of 4 or 8 bytes.
    """
    begin = 8 + int.from_bytes(content[:8], "little")
    if not 8 < begin <= len(content):
        raise ValueError("the header of the arrays is cut short")
    header = json.loads(content[8:begin])
    if not isinstance(header, dict):
        raise ValueError("the header of the arrays is no object")
    return {name: _array(content, begin, name, entry) for name, entry in header.items() if name != "__metadata__"}


def _array(content: bytes | mmap, begin: int, name: str, entry: Any) -> NDArray[Any]:
    try:
        dtype, shape = _TYPES[entry["dtype"]], tuple(map(int, entry["shape"]))
        start, end = map(int, entry["data_offsets"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the array {name!r} has no readable header") from error
    count = math.prod(shape)
    if (
        not 0 <= start <= end <= len(content) - begin
        or end - start != count * dtype.itemsize
        or min(shape, default=0) < 0
    ):
        raise ValueError(f"the array {name!r} does not fit its place")
    return np.frombuffer(content, dtype, count, begin + start).reshape(shape)
