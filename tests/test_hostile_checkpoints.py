"""Kept trainings that somebody altered: refused in one line before torch sees them, whatever is in them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from benchmarks.faults.checkpoints import checkpoints
from slottag.errors import ModelError, OutputError
from slottag.model import Config
from slottag.model.encoders import ENCODERS
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.kept import STATE, TENSORS, read_kept
from slottag.training.material import Material
from slottag.training.session import Session
from slottag.training.steps import EpochDone
from tests.conftest import small_corpus

Arrays = dict[str, NDArray[Any]]

SMALL = {"hidden": 6, "word_size": 5, "character_size": 3, "character_filters": 4, "epochs": 3, "batch_size": 20}
MATERIAL = Material("small", "words", small_corpus(), small_corpus()[::7])


def begin(model: Path, **options: object) -> Path:
    """A training of which one epoch is over."""
    session = Session(MATERIAL, Config().replace({**SMALL, **options}), model, device=torch.device("cpu"))
    next(step for step in session.steps() if isinstance(step, EpochDone))
    return checkpoint_directory(model)


def resume(model: Path) -> Session:
    config = read_kept(checkpoint_directory(model)).config
    return Session(MATERIAL, config, model, device=torch.device("cpu"), resume=True)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("kept") / "m", encoder="gru")


@pytest.fixture
def kept(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, checkpoint_directory(tmp_path / "m")))


def refusal(kept: Path) -> str:
    with pytest.raises(ModelError) as caught:
        resume(kept.with_suffix(""))
    message = str(caught.value)
    assert str(kept) in message
    assert "\n" not in message
    assert len(message) < 300
    return message


def alter(kept: Path, change: Callable[[Arrays], object]) -> None:
    arrays = load_file(kept / TENSORS)
    change(arrays)
    save_file({name: np.asarray(array, order="C") for name, array in arrays.items()}, kept / TENSORS)
    checksum = hashlib.sha256((kept / TENSORS).read_bytes()).hexdigest()
    tell(kept, lambda state: state["checksums"].update({TENSORS: checksum}))


def tell(kept: Path, change: Callable[[dict[str, Any]], object]) -> None:
    state = json.loads((kept / STATE).read_bytes())
    change(state)
    (kept / STATE).write_text(json.dumps(state))


def each(name: str, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Callable[[Arrays], object]:
    """Change every array whose name ends so."""
    return lambda arrays: arrays.update({key: change(array) for key, array in arrays.items() if key.endswith(name)})


def negative(array: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(-np.abs(array) - 1, dtype=np.float32)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (each("exp_avg", lambda _: np.zeros(1, np.float32)), "expected the shape"),
        (each("exp_avg_sq", lambda array: array[:-1]), "expected the shape"),
        (each("exp_avg", lambda array: array.astype(np.int32)), "no readable header"),
        (each("exp_avg", lambda array: array.astype(np.float16)), "no readable header"),
        (each("exp_avg", lambda array: array.astype(np.float64)), "expected float32, got float64"),
        (each("exp_avg", lambda array: array * np.float32(np.nan)), "not finite"),
        (each("exp_avg_sq", negative), "holds a number below 0"),
        (each(".step", negative), "holds a number below 0"),
        (each(".step", lambda array: array.reshape(1)), "expected the shape (), got (1,)"),
        (lambda arrays: arrays.pop("optimiser/0.step"), "optimiser/0.step is missing"),
        (lambda arrays: arrays.pop("best/emissions.bias"), "best/emissions.bias is missing"),
        (lambda arrays: arrays.update({"optimiser/99.step": arrays["optimiser/0.step"]}), "'optimiser/99.step'"),
        (lambda arrays: arrays.update({"noslash": arrays["optimiser/0.step"]}), "'noslash' belongs to no"),
        (lambda arrays: arrays.update({"objective/network.emissions.bias": np.full(9, np.inf, "f4")}), "not finite"),
    ],
)  # fmt: skip
def test_arrays_are_checked_before_torch_sees_them(kept: Path, change: Callable[[Arrays], object], said: str) -> None:
    alter(kept, change)
    assert said in refusal(kept)


def test_moments_of_other_parameters_are_refused(kept: Path) -> None:
    arrays = load_file(kept / TENSORS)
    shapes = {name: array.shape for name, array in arrays.items() if name.endswith("exp_avg")}
    one, other = next((a, b) for a in shapes for b in shapes if shapes[a] != shapes[b])
    alter(kept, lambda arrays: arrays.update({one: arrays[other], other: arrays[one]}))
    assert "expected the shape" in refusal(kept)


def test_arrays_that_are_not_those_of_the_state_are_refused(kept: Path) -> None:
    content = bytearray((kept / TENSORS).read_bytes())
    content[-1] ^= 1
    (kept / TENSORS).write_bytes(content)
    assert "not what was written with the state" in refusal(kept)


@pytest.mark.parametrize("name", [STATE, TENSORS])
def test_what_is_no_plain_file_is_not_read(kept: Path, name: str) -> None:
    (kept / name).unlink()
    os.mkfifo(kept / name)
    with pytest.raises((ModelError, OutputError), match=r"expected a plain file|is no part of a training"):
        resume(kept.with_suffix(""))
    (kept / name).unlink()
    (kept / name).symlink_to("/dev/zero")
    with pytest.raises((ModelError, OutputError), match=r"expected a plain file|is no part of a training"):
        resume(kept.with_suffix(""))


@pytest.mark.parametrize("content", [b"", b"[]", b"3", b"[" * 100_000, b"\xff", b'{"a": ', b"9" * 5000])
def test_a_state_that_is_none_is_refused(kept: Path, content: bytes) -> None:
    (kept / STATE).write_bytes(content)
    refusal(kept)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.pop("fingerprint"),
        lambda state: state.update(fingerprint=["x"]),
        lambda state: state.update(config=[]),
        lambda state: state["config"]["training"].update(seed="0"),
        lambda state: state["config"]["network"].update(hidden=7),
        lambda state: state["config"].update(gears={}),
        lambda state: state.update(checksums={}),
        lambda state: state.update(history={}),
        lambda state: state.update(history=[]),
        lambda state: state["history"].append(state["history"][0]),
        lambda state: state["history"].append({"epoch": 2}),
        lambda state: state["history"][0].update(loss="low"),
        lambda state: state["history"][0].update(loss=float("nan")),
        lambda state: state["history"][0].update(epochs=0),
        lambda state: state["history"][0].update(best_epoch=9),
        lambda state: state["history"][0].update(seconds=True),
        lambda state: state["history"][0].update(network=10**400),
    ],
)
def test_each_value_of_a_state_is_checked(kept: Path, change: Callable[[dict[str, Any]], object]) -> None:
    tell(kept, change)
    refusal(kept)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_training_that_nobody_altered_goes_on(tmp_path: Path, encoder: str) -> None:
    begin(tmp_path / "m", encoder=encoder, layers=2, attention=True, intent_weight=0.0)
    session = resume(tmp_path / "m")
    assert session.state.epoch == 1
    assert session.state.best.keys() == session.state.weights().keys()
    assert isinstance([*session.steps()][-1], EpochDone)


def test_altered_trainings_are_refused_or_go_on(tmp_path: Path) -> None:
    assert list(checkpoints(tmp_path, 0.01).failures) == []
