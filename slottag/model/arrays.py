"""Arrays in a safetensors file, read where they lie: nothing is copied, and processes that read one file share it. What
they must be like is checked before they are used.

The package ``safetensors`` writes them into memory, not to the disk: its files would be for their owner alone.

The format: the length of a header as 8 bytes, little end first; the header, JSON that gives each array's type, shape
and place behind it; the numbers. Source: https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from mmap import mmap
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from slottag.errors import shown
from slottag.model.content import parse_json

Types = Mapping[str, np.dtype[Any]]
FLOATS: Types = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}

# What a file has at most before its numbers.
MOST_HEADER = 2**24
# No weight of a trained network is anywhere near this; with larger ones sums would not stay finite.
LARGEST_WEIGHT = 1e6
_METADATA = "__metadata__"
# Of NumPy: an array has no more.
_DIMENSIONS = 32


def arrays_in(content: bytes | mmap, types: Types = FLOATS) -> dict[str, NDArray[Any]]:
    """The arrays of a whole file, by name; they can be written to if the content can.

    Raises:
        ValueError: it is not of the format, or holds other types than these.
    """
    header, begin = _header(content)
    header.pop(_METADATA, None)
    places = {name: _place(name, entry, types) for name, entry in header.items()}
    _check_places(sorted((start, end) for _, _, start, end in places.values()), len(content) - begin)
    return {
        name: np.frombuffer(content, dtype, math.prod(shape), begin + start).reshape(shape)
        for name, (dtype, shape, start, _) in places.items()
    }


def metadata_in(content: bytes | mmap) -> dict[str, Any]:
    """What a file says of its arrays.

    Raises:
        ValueError: it is not of the format.
    """
    found = _header(content)[0].get(_METADATA, {})
    if not isinstance(found, dict):
        raise ValueError(f"the metadata of the arrays: expected an object, got {shown(found)}")
    return found


def written(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str] | None = None) -> bytes:
    """A file of arrays. Of more than one entry of metadata the order is chance."""
    from safetensors.numpy import save

    return save({name: np.asarray(array, order="C") for name, array in arrays.items()}, dict(metadata or {}) or None)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a file of arrays."""
    path.write_bytes(written(arrays))


def check_arrays(arrays: Mapping[str, NDArray[Any]], shapes: Mapping[str, tuple[int, ...]], largest: float) -> None:
    """See to it that these are the arrays of these names and shapes, float32, and that what they hold is no nonsense.

    Raises:
        ValueError: one is missing, too many, of another shape or type, or holds what is not finite or beyond
            ``largest``.
    """
    for name, shape in shapes.items():
        if name not in arrays:
            raise ValueError(f"{name} is missing")
        array = arrays[name]
        if array.shape != shape:
            raise ValueError(f"{name}: expected the shape {shape}, got {shown(array.shape)}")
        if array.dtype != np.float32:
            raise ValueError(f"{name}: expected float32, got {array.dtype}")
    if len(arrays) > len(shapes):
        raise ValueError(f"{shown(next(name for name in arrays if name not in shapes))} belongs to no such network")
    check_numbers(arrays, largest)


def check_numbers(arrays: Mapping[str, NDArray[Any]], largest: float) -> None:
    """See to it that no array holds what is not finite or beyond ``largest``.

    Raises:
        ValueError: one does.
    """
    for name, array in arrays.items():
        # Where a number is not one, neither comparison holds.
        if array.size and not (array.min() >= -largest and array.max() <= largest):
            raise ValueError(f"{name} holds numbers that are not finite or beyond {largest:,.7g}")


def _header(content: bytes | mmap) -> tuple[dict[str, Any], int]:
    """The header of a file, and where the numbers begin."""
    begin = 8 + int.from_bytes(content[:8], "little")
    if not 8 < begin <= min(len(content), 8 + MOST_HEADER):
        raise ValueError("the header of the arrays is cut short or too long")
    header = parse_json(content[8:begin])
    if not isinstance(header, dict):
        raise ValueError("the header of the arrays is no object")
    return header, begin


def _place(name: str, entry: Any, types: Types) -> tuple[np.dtype[Any], tuple[int, ...], int, int]:
    """The type and shape of an array, and where it begins and ends among the numbers."""
    if not (isinstance(entry, dict) and isinstance(entry.get("dtype"), str) and entry["dtype"] in types):
        raise ValueError(f"the array {shown(name)} has no readable header")
    dtype, shape, offsets = types[entry["dtype"]], entry.get("shape"), entry.get("data_offsets")
    if not (_whole_numbers(shape) and _whole_numbers(offsets) and len(shape) <= _DIMENSIONS and len(offsets) == 2):
        raise ValueError(f"the array {shown(name)} has no readable header")
    start, end = offsets
    if end - start != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"the array {shown(name)} does not fit its place")
    return dtype, tuple(shape), start, end


def _check_places(places: list[tuple[int, int]], size: int) -> None:
    """The numbers belong to one array each, and to one at least."""
    edges = [(0, 0), *places, (size, size)]
    if any(end != start for (_, end), (start, _) in pairwise(edges)):
        raise ValueError("the arrays do not lie one behind the other in their place")


def _whole_numbers(values: Any) -> TypeGuard[list[int]]:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)
