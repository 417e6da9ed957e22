"""A folder of static embeddings: an array with a row for each piece of a WordPiece vocabulary (``tokenizer.json``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError, shown
from slottag.model.arrays import arrays_in
from slottag.model.content import map_file, parse_json, read_file
from slottag.model.vectors.foreign.collected import Collected

TOKENIZER = "tokenizer.json"
_MOST_TOKENIZER, _MOST_ARRAYS = 2**27, 2**32
_TYPES = {name: np.dtype(kind) for name, kind in (("F16", "<f2"), ("F32", "<f4"), ("F64", "<f8"), ("I64", "<i8"))}
_INNER = "##"


def read_static(folder: Path) -> Collected:
    """The pieces of a folder and their vectors.

    Raises:
        DataError: it holds none.
    """
    try:
        vocabulary = _vocabulary(parse_json(read_file(folder / TOKENIZER, _MOST_TOKENIZER)))
        rows = _rows(folder, len(vocabulary))
    except OSError as error:
        raise DataError(
            f"{folder / TOKENIZER}: cannot be read: {error.strerror}; name a folder of embeddings"
        ) from error
    except ValueError as error:
        raise DataError(f"{folder}: {error}; name a folder of static embeddings with a WordPiece vocabulary") from error
    found = Collected(str(folder), rows.shape[1])
    for piece, row in sorted(vocabulary.items(), key=lambda each: each[1]):
        # What stands in brackets is no text.
        if not found.full and not (len(piece) > 2 and piece[0] == "[" and piece[-1] == "]"):
            found.add(piece.encode(errors="replace"), rows[row].astype(np.float32), where=f"piece {row}")
    return found


def _vocabulary(data: Any) -> dict[str, int]:
    """The pieces and their rows."""
    model = data.get("model") if isinstance(data, dict) else None
    kind = model.get("type", "WordPiece") if isinstance(model, dict) else None
    if not isinstance(model, dict) or kind != "WordPiece" or model.get("continuing_subword_prefix", _INNER) != _INNER:
        raise ValueError(
            f"{TOKENIZER}: expected the model WordPiece with pieces such as {_INNER}ing, got {shown(kind)}"
        )
    vocabulary = model.get("vocab")
    if not isinstance(vocabulary, dict) or {*map(type, vocabulary.values())} != {int}:
        raise ValueError(f"{TOKENIZER}: vocab: expected pieces with their numbers, got {shown(vocabulary)}")
    if sorted(vocabulary.values()) != [*range(len(vocabulary))]:
        raise ValueError(f"{TOKENIZER}: vocab: expected the numbers from 0 to {len(vocabulary) - 1}, each once")
    return vocabulary


def _rows(folder: Path, pieces: int) -> NDArray[np.floating[Any]]:
    """The one array that has a row for each piece."""
    files = sorted(folder.glob("*.safetensors"))
    if len(files) != 1:
        raise ValueError(f"expected one file *.safetensors, got {len(files)}")
    arrays = arrays_in(map_file(files[0], _MOST_ARRAYS), _TYPES)
    fitting = [
        array for array in arrays.values() if array.ndim == 2 and len(array) == pieces and array.dtype.kind == "f"
    ]
    if len(fitting) != 1:
        raise ValueError(
            f"{files[0].name}: expected one array with a row for each of {pieces:,} pieces, got {len(fitting)}"
        )
    return fitting[0]
