"""What is kept of a training, as it is read: values checked in type, arrays in name, shape and number, before any of it
is used. torch itself looks at none of this: behind arrays that are too small it writes.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from mmap import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag.errors import ConfigError, ModelError, shown
from slottag.model import Config
from slottag.model.arrays import MOST_HEADER, arrays_in, check_arrays
from slottag.model.content import map_file, parse_json, read_file
from slottag.model.description import BEFORE
from slottag.model.shapes import MOST_MEMORY
from slottag.training.steps import EpochDone

STATE, TENSORS = "state.json", "state.safetensors"
MOST_STATE = 2**26
_KINDS = {"config": dict, "corpus": str, "fingerprint": str, "checksums": dict, "history": list}
# The weights, their average, the best ones and two moments of each.
_MOST_TENSORS = 5 * MOST_MEMORY + MOST_HEADER
_LARGEST = float(np.finfo(np.float32).max)


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What a training under way tells of itself: its settings, its sentences, how its epochs went.

    Attributes:
        corpus: the name of its corpus.
        fingerprint: that of its sentences.
        checksum: that of its arrays.
        vectors: those of the tables of vectors that it reads.
    """

    config: Config
    corpus: str
    fingerprint: str
    history: tuple[EpochDone, ...]
    checksum: str
    vectors: tuple[str, ...] = ()


def read_kept(directory: Path) -> Kept:
    """What the run that is kept here tells of itself.

    Raises:
        ModelError: none is kept here, or it is cut short, altered or of another version.
    """
    path = directory / STATE
    if not path.exists():
        raise ModelError(f"{directory}: no training under way there; begin one without --resume (resume in Python)")
    try:
        state = parse_json(read_file(path, MOST_STATE))
        if not isinstance(state, dict):
            raise ValueError(f"expected an object, got {shown(state)}")
        for name, kind in _KINDS.items():
            if not isinstance(state.get(name), kind):
                raise ValueError(f"{name}: expected {kind.__name__}, got {shown(state.get(name))}")
        checksum = state["checksums"].get(TENSORS)
        if not isinstance(checksum, str):
            raise ValueError(f"checksums: expected one of {TENSORS}, got {shown(checksum)}")
        history = tuple(_epoch(number, each) for number, each in enumerate(state["history"], start=1))
        # Trainings were once kept without.
        vectors = state.get("vectors", [])
        if not (isinstance(vectors, list) and all(isinstance(each, str) for each in vectors)):
            raise ValueError(f"vectors: expected texts, got {shown(vectors)}")
        config = Config.from_tables(state["config"], str(path), Config().replace(BEFORE))
        return Kept(config, state["corpus"], state["fingerprint"], history, checksum, tuple(vectors))
    except ConfigError as error:
        raise ModelError(
            f"{error}; the training was begun by another version of slottag: remove {directory} to train anew"
        ) from error
    except (OSError, ValueError) as error:
        raise _unfit(path, error) from error


def read_tensors(directory: Path, kept: Kept, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray[np.float32]]:
    """The arrays of the run that is kept here, which are to be of these names and shapes.

    Raises:
        ModelError: they are missing, cut short, altered, others than those, or not finite.
    """
    path = directory / TENSORS
    try:
        content: bytes | mmap = map_file(path, _MOST_TENSORS)
        if hashlib.sha256(content).hexdigest() != kept.checksum:
            raise ValueError("not what was written with the state")
        arrays = arrays_in(content)
        check_arrays(arrays, shapes, _LARGEST)
        for name, array in arrays.items():
            # Roots of these are taken.
            if name.endswith((".exp_avg_sq", ".step")) and array.min() < 0:
                raise ValueError(f"{name} holds a number below 0")
    except (OSError, ValueError) as error:
        raise _unfit(path, error) from error
    return arrays


def _epoch(number: int, told: Any) -> EpochDone:
    """What was told of the epoch of this number."""
    if not isinstance(told, dict):
        raise ValueError(f"history: expected an object, got {shown(told)}")
    fields = {field.name: field.type for field in dataclasses.fields(EpochDone)}
    if told.keys() != fields.keys():
        raise ValueError(f"history: expected {', '.join(fields)}, got {shown([*told])}")
    for name, kind in fields.items():
        value = told[name]
        if type(value) not in ((int,) if kind == "int" else (int, float)) or not 0 <= value < _LARGEST:
            raise ValueError(f"history: {name}: expected {kind}, got {shown(value)}")
    done = EpochDone(**told)
    if done.epoch != number or not (1 <= done.best_epoch <= number and 1 <= done.kept_epoch <= number):
        raise ValueError(f"history: expected epoch {number} and a best one until then, got {shown(told)}")
    if not (done.epochs >= 1 and 1 <= done.network <= done.networks):
        raise ValueError(f"history: expected a number from 1 of epochs and networks, got {shown(told)}")
    return done


def _unfit(path: Path, error: Exception) -> ModelError:
    what = error.strerror if isinstance(error, OSError) else error
    return ModelError(f"{path}: cut short or altered: {what}; remove {path.parent} to train anew")
