"""A model and the directory that holds it: ``config.toml``, ``vocab.json``, ``weights.safetensors``, ``metrics.json``,
``README.md``, and the tables of vectors that do not come with slottag. Plain data only: reading one can run no code.
Written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slottag import __version__
from slottag.errors import ModelError
from slottag.files.reading import read_whole
from slottag.model.arrays import write_arrays
from slottag.model.config import Config
from slottag.model.description import FORMAT_NUMBER, read_settings
from slottag.model.in_use import FileInUse
from slottag.model.loading import TEMPERATURE, read_metrics, read_slots, read_vectors, read_vocabulary, read_weights
from slottag.model.names import CARD, CONFIG, METRICS, SLOTS, VECTORS, VOCABULARY, WEIGHTS
from slottag.model.vocabulary import Vocabulary


@dataclass(frozen=True)
class Model:
    """A trained model: its settings, vocabulary, weights, and what is told of its training.

    Attributes:
        weights: float32 arrays under the names that ``nn`` and ``runtime`` share.
        tokenizer: the name of the tokenizer that made its training text's tokens.
        corpus: the name of the corpus it was trained on.
        metrics: the scores and the history of the training, plain data.
        temperature: what all scores are divided by before probabilities are made of them.
        mapped: the file that the weights lie in, where they were read from one.
        slots: what the file ``slots.toml`` says of its slots, empty where there is none.
    """

    config: Config
    vocabulary: Vocabulary
    weights: Mapping[str, NDArray[np.float32]]
    tokenizer: str
    corpus: str
    metrics: Mapping[str, Any] = field(default_factory=dict)
    temperature: float = 1.0
    mapped: FileInUse | None = field(default=None, compare=False)
    slots: bytes = b""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of what its answers rest on, as it is in memory: wherever that is the same, it tags the same."""
        plain = [self.config.to_tables(), self.vocabulary.to_json(), self.tokenizer, self.temperature]
        tables = [table.fingerprint for table in self.vocabulary.vectors.tables]
        digest = hashlib.sha256(json.dumps([*plain, tables, self.slots.decode("latin-1")], default=str).encode())
        for name, array in sorted(self.weights.items()):
            digest.update(f"{name} {array.shape}".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()

    def save(self, directory: Path, pictures: Mapping[str, bytes] | None = None) -> None:
        """Write the model, with these pictures beside it, in place of an earlier model.

        Raises:
            OutputError: the directory cannot be written, or holds something else than a model.
        """
        import tomli_w

        from slottag.model.card import model_card
        from slottag.model.place import model_place

        with model_place(directory).replacing() as folder:
            for name, content in (pictures or {}).items():
                (folder / name).write_bytes(content)
            card = model_card(self.corpus, self.config, self.vocabulary, self.metrics, sorted(pictures or ()))
            (folder / CARD).write_text(card, encoding="utf-8", newline="\n")
            if self.slots:
                (folder / SLOTS).write_bytes(self.slots)
            _write_json(folder / METRICS, dict(self.metrics))
            _write_json(folder / VOCABULARY, self.vocabulary.to_json())
            temperature = np.array([self.temperature], dtype=np.float32)
            write_arrays(folder / WEIGHTS, {**self.weights, TEMPERATURE: temperature})
            tables = self.vocabulary.vectors.tables
            own = {file: table for file, table in zip(VECTORS, tables, strict=False) if not table.shipped}
            for file, table in own.items():
                (folder / file).write_bytes(table.content)
            written = (*sorted(pictures or ()), CARD, *own, METRICS, VOCABULARY, WEIGHTS)
            head = {
                "format": FORMAT_NUMBER,
                "version": __version__,
                "written": datetime.now(timezone.utc).replace(microsecond=0),
                "corpus": self.corpus,
                "tokenizer": self.tokenizer,
                "vectors": {table.name: table.fingerprint for table in tables},
                "checksums": {name: _checksum((folder / name).read_bytes()) for name in written},
            }
            # The checksums stand last, and those without which no model is read last among them, so that a file
            # which was cut short lacks them.
            (folder / CONFIG).write_bytes(tomli_w.dumps({**self.config.to_tables(), "model": head}).encode())

    @classmethod
    def load(cls, directory: Path) -> Model:
        """Read a model directory, each file checked against what was written.

        Raises:
            ModelError: no model there, or one that is cut short, altered or of another version.
        """
        return read_whole(directory, lambda: cls._read(directory), ModelError)

    @classmethod
    def _read(cls, directory: Path) -> Model:
        settings = read_settings(directory)
        vocabulary = read_vocabulary(directory, settings)
        vocabulary = replace(vocabulary, vectors=read_vectors(directory, settings))
        mapped = FileInUse(directory / WEIGHTS, settings.checksums.get(WEIGHTS, ""))
        weights, temperature = read_weights(directory, settings, vocabulary)
        return cls(
            config=settings.config,
            vocabulary=vocabulary,
            weights=weights,
            tokenizer=settings.tokenizer,
            corpus=settings.corpus,
            metrics=read_metrics(directory, settings),
            temperature=temperature,
            mapped=mapped,
            slots=read_slots(directory),
        )


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
