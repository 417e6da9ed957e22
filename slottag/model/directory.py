"""A model and the directory that holds it: ``config.toml``, ``vocab.json``, ``weights.safetensors``, ``metrics.json``
and ``README.md``. Plain data only: reading one can run no code. Written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag.errors import ConfigError, ModelError, OutputError
from slottag.files import check_writable, writing_folder
from slottag.model.arrays import arrays_in
from slottag.model.config import Config
from slottag.model.settings import read_toml, table
from slottag.model.vocabulary import Vocabulary
from slottag.text import TOKENIZERS

FORMAT = 1
CONFIG, VOCABULARY, WEIGHTS, METRICS, CARD, CURVE = (
    "config.toml",
    "vocab.json",
    "weights.safetensors",
    "metrics.json",
    "README.md",
    "curve.png",
)
# The array that holds the temperature, beside those of the network.
_TEMPERATURE = "temperature"
# What models are like whose files do not say so, since there was nothing else when they were written.
_BEFORE = {"sentence": False}
# Settings of training that models were written with and that are gone. What they were changes nothing in tagging.
_GONE = {"teachers", "lesson_weight"}
_FILES = {CONFIG, VOCABULARY, WEIGHTS, METRICS, CARD, CURVE}


@dataclass(frozen=True)
class Model:
    """A trained model: its settings, vocabulary, weights, and what is told of its training.

    Attributes:
        weights: float32 arrays under the names that ``nn`` and ``runtime`` share.
        tokenizer: the name of the tokenizer that made its training text's tokens.
        corpus: the name of the corpus it was trained on.
        metrics: the scores and the history of the training, plain data.
        temperature: what all scores are divided by before probabilities are made of them.
    """

    config: Config
    vocabulary: Vocabulary
    weights: Mapping[str, NDArray[np.float32]]
    tokenizer: str
    corpus: str
    metrics: Mapping[str, Any] = field(default_factory=dict)
    temperature: float = 1.0

    def save(self, directory: Path, pictures: Mapping[str, bytes] | None = None) -> None:
        """Write the model, with these pictures beside it, in place of an earlier model.

        Raises:
            OutputError: the directory cannot be written, or holds something else than a model.
        """
        import tomli_w
        from safetensors.numpy import save_file

        from slottag.model.card import model_card

        check_replaceable(directory)
        with writing_folder(directory) as folder:
            arrays = {**self.weights, _TEMPERATURE: np.array([self.temperature], dtype=np.float32)}
            save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / WEIGHTS)
            _write_json(folder / VOCABULARY, self.vocabulary.to_json())
            _write_json(folder / METRICS, dict(self.metrics))
            head = {
                "format": FORMAT,
                "corpus": self.corpus,
                "tokenizer": self.tokenizer,
                "checksums": {name: _checksum((folder / name).read_bytes()) for name in (VOCABULARY, WEIGHTS)},
            }
            # The checksums stand last, so that a file which was cut short lacks them.
            (folder / CONFIG).write_bytes(tomli_w.dumps({**self.config.to_tables(), "model": head}).encode())
            for name, content in (pictures or {}).items():
                (folder / name).write_bytes(content)
            card = model_card(self.corpus, self.config, self.vocabulary, self.metrics, sorted(pictures or ()))
            (folder / CARD).write_text(card, encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, directory: Path) -> Model:
        """Read a model directory, each file checked against what was written.

        Raises:
            ModelError: no model there, or one that is cut short, altered or of another version.
        """
        tables = _read_config(directory)
        head = tables.pop("model")
        try:
            training = table(tables, "training", str(directory / CONFIG))
            tables["training"] = {name: value for name, value in training.items() if name not in _GONE}
            config = Config.from_tables(tables, str(directory / CONFIG), Config().replace(_BEFORE))
        except ConfigError as error:
            raise ModelError(f"{error}; train the model again") from error
        checksums = head.get("checksums", {})
        content = {name: _read_checked(directory / name, checksums.get(name)) for name in (VOCABULARY, WEIGHTS)}
        try:
            weights = arrays_in(content[WEIGHTS])
            vocabulary = json.loads(content[VOCABULARY][:])
            metrics = json.loads((directory / METRICS).read_bytes())
        except (ValueError, OSError) as error:
            raise ModelError(f"{directory}: a file of the model cannot be read: {error}; train it again") from error
        return cls(
            config=config,
            vocabulary=Vocabulary.from_json(vocabulary, str(directory / VOCABULARY)),
            weights=weights,
            tokenizer=head["tokenizer"],
            corpus=head.get("corpus", ""),
            metrics=metrics,
            temperature=_temperature(weights.pop(_TEMPERATURE, None), directory / WEIGHTS),
        )


def check_replaceable(directory: Path) -> None:
    """See to it that a model may be written here: nothing but an earlier model would be replaced.

    Raises:
        OutputError: it may not.
    """
    check_writable(directory)
    if not directory.exists():
        return
    if not directory.is_dir():
        raise OutputError(f"{directory}: is a file, expected a place for a model directory; name another with --model")
    others = sorted(path.name for path in directory.iterdir() if path.name not in _FILES)
    if others:
        raise OutputError(
            f"{directory}: holds {others[0]!r}, which is no part of a model and would be lost; name another directory"
            " with --model, or move it away"
        )


def _read_config(directory: Path) -> dict[str, Any]:
    if not directory.exists():
        raise ModelError(f"{directory}: no model there; train one with: slottag train -m {directory}")
    path = directory / CONFIG
    if not path.is_file():
        raise ModelError(f"{directory}: expected a model directory with a {CONFIG} in it; name another with --model")
    try:
        tables = read_toml(path)
    except ConfigError as error:
        raise ModelError(f"{error}; train the model again") from error
    head = tables.get("model")
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        found = head.get("format") if isinstance(head, dict) else None
        raise ModelError(f"{path}: expected a model of format {FORMAT}, got {found!r}; train it again")
    if head.get("tokenizer") not in TOKENIZERS:
        expected = ", ".join(TOKENIZERS)
        raise ModelError(f"{path}: tokenizer: expected one of {expected}, got {head.get('tokenizer')!r}")
    return tables


def _temperature(array: NDArray[Any] | None, path: Path) -> float:
    """1 where there is none: models were made before there were temperatures."""
    if array is None:
        return 1.0
    if array.size != 1 or not 0 < float(array.reshape(())) < math.inf:
        raise ModelError(f"{path}: {_TEMPERATURE}: expected one number above 0, got {array}; train the model again")
    return float(array.reshape(()))


def _read_checked(path: Path, checksum: str | None) -> bytes | mmap:
    """The content of a file, in place; what is written to it stays with this process."""
    try:
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            empty = os.fstat(file.fileno()).st_size == 0
            content = b"" if empty else mmap(file.fileno(), 0, access=ACCESS_COPY)
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}; train the model again") from error
    found = _checksum(content)
    if found != checksum:
        raise ModelError(
            f"{path}: cut short or altered since it was written: expected SHA-256 {str(checksum)[:12]}…, got"
            f" {found[:12]}…; train the model again or restore the file"
        )
    return content


def _checksum(content: bytes | mmap) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
