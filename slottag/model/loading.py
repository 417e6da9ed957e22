"""The files of a model directory as they are read: each a plain file of bounded size, checked against what was written,
its values in type and range and its arrays in name, shape and number, before any of it is used.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from slottag import __version__
from slottag.errors import ConfigError, ModelError, shown
from slottag.model.arrays import LARGEST_WEIGHT, MOST_HEADER, arrays_in, check_arrays
from slottag.model.config import MOST_TABLES, NO_VECTORS, Config
from slottag.model.content import map_file, parse_json, read_file
from slottag.model.settings import read_toml, table
from slottag.model.shapes import MOST_MEMORY, MOST_VOCABULARY, check_size, shapes_of
from slottag.model.vectors import Vectors
from slottag.model.vocabulary import Vocabulary
from slottag.text import TOKENIZERS
from slottag.text.fitted import FITTED

if TYPE_CHECKING:
    from slottag.model.vectors.table import Table

FORMAT_NUMBER = 1
CONFIG, VOCABULARY, WEIGHTS, METRICS, CARD, CURVE, SLOTS = (
    "config.toml",
    "vocab.json",
    "weights.safetensors",
    "metrics.json",
    "README.md",
    "curve.png",
    "slots.toml",
)
# The tables of vectors that a model holds, by their places among those that it reads.
VECTORS = tuple(f"vectors-{place}.safetensors" for place in range(1, MOST_TABLES + 1))
# The array that holds the temperature, beside those of the network.
TEMPERATURE = "temperature"
# Temperatures are fitted between 0.2 and 5; a score divided by one that is far off would not stay finite.
_COLDEST, _HOTTEST = 0.01, 100.0
# What models and trainings are like whose files do not say so, since there was nothing else when they were written.
BEFORE = {"sentence": False, "asked_order": False, "vectors": NO_VECTORS}
# Settings of training that models were written with and that are gone. What they were changes nothing in tagging.
_GONE = {"teachers", "lesson_weight"}
# What stands of a model beside its settings, and what each must be.
_HEAD: Mapping[str, tuple[type, ...]] = {
    "format": (int,),
    "version": (str,),
    "written": (datetime,),
    "corpus": (str,),
    "tokenizer": (str,),
    "checksums": (dict,),
    "vectors": (dict,),
}
# Of the figures that are told of a training, those that others reckon with, and the greatest file of them.
_FIGURES = ("dev_score", "best_epoch", "epochs", "seconds", "parameters", "max_seconds")
_MOST_METRICS = 2**26
_MOST_SLOTS = 2**20

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``config.toml`` says of a model: its settings, the names of its corpus and tokenizer, its checksums, and the
    fingerprint of each table of vectors by its name.
    """

    config: Config
    corpus: str
    tokenizer: str
    checksums: Mapping[str, str]
    vectors: Mapping[str, str]


def read_settings(directory: Path) -> Settings:
    """The settings of a model.

    Raises:
        ModelError: no model there, or one that is cut short, altered or of a newer version.
    """
    if not directory.exists():
        # What is built in is of no use to who tags.
        from slottag.data.builtin import data_of_name

        data = data_of_name(directory.name) or "DATA"
        raise ModelError(f"{directory}: no model there; train one with: slottag train {data} -m {directory}")
    path = directory / CONFIG
    if not path.exists():
        raise ModelError(f"{directory}: expected a model directory with a {CONFIG} in it; name one")
    try:
        tables = read_toml(path)
        head = _checked_head(table(tables, "model", str(path)), path)
        training = table(tables, "training", str(path))
        tables = {**tables, "training": {name: value for name, value in training.items() if name not in _GONE}}
        _check_known(tables, head, path)
        del tables["model"]
        config = Config.from_tables(tables, str(path), Config().replace(BEFORE))
    except ConfigError as error:
        raise ModelError(f"{error}; {_REMEDY}") from error
    return Settings(
        config, head.get("corpus", ""), head["tokenizer"], head.get("checksums", {}), head.get("vectors", {})
    )


def read_vocabulary(directory: Path, settings: Settings) -> Vocabulary:
    """The vocabulary of a model with these settings.

    Raises:
        ModelError: it is missing, cut short, altered, or too large for a network of these settings.
    """
    path = directory / VOCABULARY
    content = _checked(path, read_file, MOST_VOCABULARY + 2**20, settings)
    vocabulary = Vocabulary.from_json(_parsed(path, lambda: parse_json(content)), str(path))
    if settings.tokenizer == FITTED and vocabulary.cuts is None:
        raise ModelError(f"{path}: cuts are missing, which a {FITTED} tokenizer rests on; {_REMEDY}")
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
            f" {shown([*settings.vectors])}; {_REMEDY}"
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
        raise ModelError(f"{path}: the vectors {shown(name)} are missing; {_REMEDY}")
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


_REMEDY = "restore the file, or train the model again"


def _checked_head(head: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The table that tells what the others are, its values checked in type and range."""
    if type(head.get("format")) is int and head["format"] > FORMAT_NUMBER:
        raise _newer(f"expected a model of format {FORMAT_NUMBER}, got {shown(head['format'])}", head, path)
    for name, kinds in _HEAD.items():
        if name in head and type(head[name]) not in kinds:
            raise ConfigError(f"{path}: [model]: {name}: expected {kinds[0].__name__}, got {shown(head[name])}")
    if head.get("format") != FORMAT_NUMBER:
        raise ConfigError(f"{path}: expected a model of format {FORMAT_NUMBER}, got {shown(head.get('format'))}")
    if head.get("tokenizer") not in (FITTED, *TOKENIZERS):
        expected = ", ".join((FITTED, *TOKENIZERS))
        raise ConfigError(f"{path}: tokenizer: expected one of {expected}, got {shown(head.get('tokenizer'))}")
    for name in ("checksums", "vectors"):
        if not all(isinstance(checksum, str) for checksum in head.get(name, {}).values()):
            raise ConfigError(f"{path}: {name}: expected texts, got {shown(head[name])}")
    return head


def _check_known(tables: Mapping[str, Any], head: Mapping[str, Any], path: Path) -> None:
    """See to it that no setting is from a version to come."""
    known: dict[str, Any] = {**Config().to_tables(), "model": _HEAD}
    for name in tables:
        if name not in known:
            raise _newer(f"unknown setting {shown(name)}", head, path)
        for setting in table(tables, name, str(path)):
            if setting not in known[name]:
                raise _newer(f"[{name}]: unknown setting {shown(setting)}", head, path)


def _newer(what: str, head: Mapping[str, Any], path: Path) -> ModelError:
    version = head.get("version")
    by = f"slottag {version[:20]}" if isinstance(version, str) and version != __version__ else "another slottag"
    return ModelError(
        f"{path}: {what}: the model was written by {by}, newer than this {__version__}; update slottag: pip install -U"
        " slottag"
    )


def _checked(path: Path, read: Callable[[Path, int], Any], most: int, settings: Settings) -> Any:
    """The content of a file, as it was written."""
    try:
        content: bytes | mmap = read(path, most)
    except PermissionError as error:
        raise ModelError(f"{path}: you may not read it; ask its owner for the right to") from error
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}; {_REMEDY}") from error
    expected = settings.checksums.get(path.name)
    found = hashlib.sha256(content).hexdigest()
    # Metrics were once written without a checksum.
    if found != expected and not (path.name == METRICS and expected is None):
        raise ModelError(
            f"{path}: cut short or altered since it was written: expected SHA-256 {(expected or 'none')[:12]}…, got"
            f" {found[:12]}…; {_REMEDY}"
        )
    return content


def _parsed(path: Path, parse: Callable[[], _Read]) -> _Read:
    try:
        return parse()
    except ValueError as error:
        raise ModelError(f"{path}: {error}; {_REMEDY}") from error


def _temperature(array: NDArray[Any] | None) -> float:
    """1 where there is none: models were made before there were temperatures."""
    if array is None:
        return 1.0
    temperature = float(array.reshape(-1)[0]) if array.size == 1 else math.nan
    if not _COLDEST <= temperature <= _HOTTEST:
        found = shown(array.ravel()[:3].tolist())
        raise ValueError(f"{TEMPERATURE}: expected one number from {_COLDEST} to {_HOTTEST:.0f}, got {found}")
    return temperature
