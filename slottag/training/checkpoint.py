"""Keeping a training on disk so that it can go on after a kill: plain data, written whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from slottag.errors import ConfigError
from slottag.files import FolderKind, Place, beside
from slottag.model import Config
from slottag.model.arrays import write_arrays
from slottag.model.content import parse_json, read_file
from slottag.text import Sentence
from slottag.training.kept import MOST_STATE, STATE, TENSORS, read_kept, read_tensors
from slottag.training.state import TrainingState

FORMAT_NUMBER = 1


def checkpoint_directory(directory: Path) -> Path:
    """Where the training of a model directory is kept while it is under way: beside it."""
    return beside(directory, ".training")


def training_place(directory: Path) -> Place:
    """The place where the training of a model directory is kept."""
    return Place(checkpoint_directory(directory), TRAINING)


def save_checkpoint(state: TrainingState, directory: Path, corpus: str, fingerprint: str) -> None:
    """Write the state of a run over the sentences of a corpus, in place of the one before.

    Raises:
        OutputError: the directory cannot be written.
    """
    with Place(directory, TRAINING).replacing() as folder:
        write_arrays(folder / TENSORS, state.tensors())
        told = {
            "format": FORMAT_NUMBER,
            "config": state.config.to_tables(),
            "corpus": corpus,
            "fingerprint": fingerprint,
            "vectors": state.vectors,
            "checksums": {TENSORS: hashlib.sha256((folder / TENSORS).read_bytes()).hexdigest()},
            "history": [dataclasses.asdict(epoch) for epoch in state.history],
        }
        (folder / STATE).write_text(json.dumps(told, indent=1), encoding="utf-8")


def read_config(directory: Path) -> Config:
    """The settings of the run that is kept here.

    Raises:
        ModelError: none is kept here.
    """
    return read_kept(directory).config


def restore_checkpoint(state: TrainingState, directory: Path, fingerprint: str) -> None:
    """Put a training where the kept one was.

    Raises:
        ModelError: none is kept here, or it is cut short, altered or of other settings.
        ConfigError: it was of other sentences or vectors.
    """
    kept = read_kept(directory)
    if kept.fingerprint != fingerprint:
        raise ConfigError(
            f"{directory}: the training under way is of other sentences; name those, or begin anew without --resume"
            " (resume in Python)"
        )
    if kept.vectors != tuple(state.vectors):
        raise ConfigError(
            f"{directory}: the training under way read other vectors {state.config.network.vectors}; put those back, or"
            " train anew"
        )
    state.restore(read_tensors(directory, kept, state.shapes(len(kept.history))), kept.history)


def fingerprint(sentences: Iterable[Sentence]) -> str:
    """A short name of these annotated sentences: other sentences have another."""
    digest = hashlib.sha256()
    for sentence in sentences:
        # What was asked is told where there is something, so that other sentences have the name that they always had.
        asked = (sentence.asked,) if sentence.asked else ()
        digest.update(repr((sentence.text, sentence.runs(), sentence.intent, *asked)).encode())
    return digest.hexdigest()


def _is_state(path: Path) -> bool:
    """Whether a file is the state of a training, which had no format at first."""
    try:
        state = parse_json(read_file(path, MOST_STATE))
    except (OSError, ValueError):
        return False
    return isinstance(state, dict) and {"config", "fingerprint", "history"} <= state.keys()


TRAINING = FolderKind("a training under way", frozenset({STATE, TENSORS}), STATE, _is_state, frozenset({TENSORS}))
