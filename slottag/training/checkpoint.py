"""Keeping a training on disk so that it can go on after a kill: plain data, written whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from slottag.errors import ConfigError, ModelError
from slottag.files import writing_folder
from slottag.model import Config
from slottag.text import Sentence
from slottag.training.run import Run
from slottag.training.steps import EpochDone

_STATE, _TENSORS = "state.json", "state.safetensors"


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What a training under way tells of itself: its settings, its sentences, how its epochs went."""

    config: Config
    fingerprint: str
    history: tuple[EpochDone, ...]


def checkpoint_directory(directory: Path) -> Path:
    """Where the training of a model directory is kept while it is under way: beside it."""
    return directory.with_name(directory.name + ".training")


def save_checkpoint(run: Run, directory: Path, fingerprint: str) -> None:
    """Write the state of a run, in place of the one before.

    Raises:
        OutputError: the directory cannot be written.
    """
    from safetensors.numpy import save_file

    state = {
        "config": run.config.to_tables(),
        "fingerprint": fingerprint,
        "history": [dataclasses.asdict(epoch) for epoch in run.history],
    }
    with writing_folder(directory) as folder:
        save_file(run.tensors(), folder / _TENSORS)
        (folder / _STATE).write_text(json.dumps(state, indent=1), encoding="utf-8")


def read_kept(directory: Path) -> Kept:
    """What the run that is kept here tells of itself.

    Raises:
        ModelError: none is kept here, or it is cut short.
    """
    state = _read_state(directory)
    try:
        config = Config.from_tables(state["config"], str(directory / _STATE))
        return Kept(config, state["fingerprint"], tuple(EpochDone(**epoch) for epoch in state["history"]))
    except ConfigError as error:
        raise ModelError(
            f"{error}; the training was begun by another version of slottag: remove {directory} to train anew"
        ) from error
    except (KeyError, TypeError) as error:
        raise ModelError(f"{directory}: cut short or altered: {error}; remove it to train anew") from error


def read_config(directory: Path) -> Config:
    """The settings of the run that is kept here.

    Raises:
        ModelError: none is kept here.
    """
    return read_kept(directory).config


def restore_checkpoint(run: Run, directory: Path, fingerprint: str) -> None:
    """Put a run where the kept one was.

    Raises:
        ModelError: none is kept here, or it is cut short.
        ConfigError: it was of other settings or other sentences.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    state = _read_state(directory)
    if state["fingerprint"] != fingerprint:
        raise ConfigError(
            f"{directory}: the training under way is of other sentences; name those, or leave out --resume"
        )
    try:
        tensors = load_file(directory / _TENSORS)
        history = [EpochDone(**epoch) for epoch in state["history"]]
        run.restore(tensors, history)
    except (SafetensorError, OSError, KeyError, TypeError, RuntimeError) as error:
        raise ModelError(f"{directory}: cut short or altered: {error}; remove it to train anew") from error


def fingerprint(sentences: Iterable[Sentence]) -> str:
    """A short name of these marked sentences: other sentences have another."""
    digest = hashlib.sha256()
    for sentence in sentences:
        digest.update(repr((sentence.text, sentence.runs(), sentence.intent)).encode())
    return digest.hexdigest()


def _read_state(directory: Path) -> dict[str, Any]:
    path = directory / _STATE
    if not path.is_file():
        raise ModelError(f"{directory}: no training under way there; leave out --resume to begin one")
    try:
        state: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read: {error}; remove it to train anew") from error
    return state
