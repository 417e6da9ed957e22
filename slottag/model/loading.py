"""The files beside a model's ``config.toml`` as they are read: each a plain file of bounded size, checked against what
was written, its values in type and range and its arrays in name, shape and number, before any of it is used.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from slottag.errors import ConfigError, ModelError, shown
from slottag.model.arrays import LARGEST_WEIGHT, MOST_HEADER, arrays_in, check_arrays
from slottag.model.config import NO_VECTORS
from slottag.model.content import map_file, parse_json, read_file
from slottag.model.description import REMEDY, Settings
from slottag.model.names import CONFIG, METRICS, SLOTS, VECTORS, VOCABULARY, WEIGHTS
from slottag.model.shapes import MOST_MEMORY, MOST_VOCABULARY, check_size, shapes_of
from slottag.model.vectors import Vectors
from slottag.model.vocabulary import Vocabulary
from slottag.text.fitted import FITTED

if TYPE_CHECKING:
    from slottag.model.vectors.table import Table

# The array that holds the temperature, beside those of the network.
TEMPERATURE = "temperature"
# Temperatures are fitted between 0.2 and 5; a score divided by one that is far off would not stay finite.
_COLDEST, _HOTTEST = 0.01, 100.0
# Of the figures that are told of a training, those that others reckon with, and the greatest file of them.
_FIGURES = ("dev_score", "best_epoch", "epochs", "seconds", "parameters", "max_seconds")
_MOST_METRICS = 2**26
_MOST_SLOTS = 2**20

_Read = TypeVar("_Read")


def read_vocabulary(directory: Path, settings: Settings) -> Vocabulary:
    """The vocabulary of a model with these settings.

    Raises:
        ModelError: it is missing, cut short, altered, or too large for a network of these settings.
    """
    path = directory / VOCABULARY
    content = _checked(path, read_file, MOST_VOCABULARY + 2**20, settings)
    vocabulary = Vocabulary.from_json(_parsed(path, lambda: parse_json(content)), str(path))
    if settings.tokenizer == FITTED and vocabulary.cuts is None:
        raise ModelError(f"{path}: cuts are missing, which a {FITTED} tokenizer rests on; {REMEDY}")
    try:
        check_size(settings.config.network, vocabulary)
    except ConfigError as error:
        raise ModelError(f"{directory}: {error}") from error
    return vocabulary


def read_vectors(directory: Path, settings: Settings) -> Vectors:
    """The tables of vectors of a model with these settings: those that it holds, and of those that come with slottag
    the very ones that it was trained with.

    Raises:
        ModelError: one is missing, cut short, altered, or another than that.
    """
    names = settings.config.network.vector_tables
    if {*names} != settings.vectors.keys():
        raise ModelError(
            f"{directory / CONFIG}: expected a fingerprint of each of the vectors {', '.join(names) or NO_VECTORS}, got"
            f" {shown([*settings.vectors])}; {REMEDY}"
        )
    tables = (_table(directory, settings, name, file) for name, file in zip(names, VECTORS, strict=False))
    return Vectors(tuple(tables))


def _table(directory: Path, settings: Settings, name: str, file: str) -> Table:
    # A model without vectors loads nothing of them.
    from slottag.model.vectors.shipped import SHIPPED, shipped_table
    from slottag.model.vectors.table import MOST_TABLE, Table

    expected, path = settings.vectors[name], directory / file
    if file in settings.checksums:
        content = _checked(path, read_file, MOST_TABLE, settings)
        found = _parsed(path, lambda: Table.of(name, content))
    elif name in SHIPPED:
        found = shipped_table(name)
    else:
        raise ModelError(f"{path}: the vectors {shown(name)} are missing; {REMEDY}")
    if found.fingerprint != expected:
        raise ModelError(
            f"{directory}: was trained with other vectors {shown(name)} ({expected[:12]}…) than these"
            f" ({found.fingerprint[:12]}…); install the slottag that it was trained with, or train the model again"
        )
    return found


def read_weights(
    directory: Path, settings: Settings, vocabulary: Vocabulary
) -> tuple[dict[str, NDArray[np.float32]], float]:
    """The arrays of a network of these settings and this vocabulary, and its temperature.

    Raises:
        ModelError: they are missing, cut short, altered, of other shapes than those, or no numbers.
    """
    path = directory / WEIGHTS
    content = _checked(path, map_file, MOST_MEMORY + MOST_HEADER, settings)

    def arrays() -> tuple[dict[str, NDArray[np.float32]], float]:
        weights = arrays_in(content)
        temperature = _temperature(weights.pop(TEMPERATURE, None))
        check_arrays(weights, shapes_of(settings.config.network, vocabulary), LARGEST_WEIGHT)
        return weights, temperature

    return _parsed(path, arrays)


def read_metrics(directory: Path, settings: Settings) -> dict[str, Any]:
    """What is told of a model's training.

    Raises:
        ModelError: it is missing, cut short or altered.
    """
    path = directory / METRICS
    content = _checked(path, read_file, _MOST_METRICS, settings)

    def metrics() -> dict[str, Any]:
        found = parse_json(content)
        if not isinstance(found, dict):
            raise ValueError(f"expected an object, got {shown(found)}")
        for name in _FIGURES:
            # None is what an option that was not given is told as.
            if type(found.get(name, 0)) not in (int, float, type(None)):
                raise ValueError(f"{name}: expected a number, got {shown(found[name])}")
        return found

    return _parsed(path, metrics)


def read_slots(directory: Path) -> bytes:
    """What the file beside a model's own says of its slots, empty where there is none. Whoever uses the model may
    write it anew, so there is no checksum.

    Raises:
        ModelError: it cannot be read.
    """
    path = directory / SLOTS
    try:
        return read_file(path, _MOST_SLOTS)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}; restore the file, or remove it") from error


def _checked(path: Path, read: Callable[[Path, int], Any], most: int, settings: Settings) -> Any:
    """The content of a file, as it was written."""
    try:
        content: bytes | mmap = read(path, most)
    except PermissionError as error:
        raise ModelError(f"{path}: you may not read it; ask its owner for the right to") from error
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}; {REMEDY}") from error
    expected = settings.checksums.get(path.name)
    found = hashlib.sha256(content).hexdigest()
    # Metrics were once written without a checksum.
    if found != expected and not (path.name == METRICS and expected is None):
        raise ModelError(
            f"{path}: cut short or altered since it was written: expected SHA-256 {(expected or 'none')[:12]}…, got"
            f" {found[:12]}…; {REMEDY}"
        )
    return content


def _parsed(path: Path, parse: Callable[[], _Read]) -> _Read:
    try:
        return parse()
    except ValueError as error:
        raise ModelError(f"{path}: {error}; {REMEDY}") from error


def _temperature(array: NDArray[Any] | None) -> float:
    """1 where there is none: models were made before there were temperatures."""
    if array is None:
        return 1.0
    temperature = float(array.reshape(-1)[0]) if array.size == 1 else math.nan
    if not _COLDEST <= temperature <= _HOTTEST:
        found = shown(array.ravel()[:3].tolist())
        raise ValueError(f"{TEMPERATURE}: expected one number from {_COLDEST} to {_HOTTEST:.0f}, got {found}")
    return temperature
