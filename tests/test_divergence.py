"""Trainings whose numbers stop being numbers: told in one line, with the last good state and model kept."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from slottag.errors import DivergenceError
from slottag.model import Model
from slottag.nn import Batch
from slottag.runtime.tagger import Tagger
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.kept import read_kept
from slottag.training.state import TrainingState, Weights
from tests.command import one_line, slottag
from tests.conftest import small_corpus, train_small
from tests.test_train import QUICK, write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "quick.toml").write_text(QUICK)
    return write(tmp_path / "data" / "train.jsonl", small_corpus()).parent


def breaking_down(monkeypatch: pytest.MonkeyPatch, epoch: int) -> None:
    """Let the loss be no number from this epoch on."""
    learn = TrainingState.learn

    def broken(state: TrainingState, batch: Batch, step: int, steps: int) -> float:
        loss = learn(state, batch, step, steps)
        return float("nan") if state.epoch + 1 >= epoch else loss

    monkeypatch.setattr(TrainingState, "learn", broken)


def test_a_loss_that_is_no_number_ends_the_training_and_keeps_what_was_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking_down(monkeypatch, 3)
    with pytest.raises(
        DivergenceError, match=r"epoch 3: .* loss is nan, at the learning rate 0\.02; what epoch 2 gave"
    ):
        train_small(tmp_path / "m")
    model = Model.load(tmp_path / "m")
    assert (model.metrics["epochs"], model.metrics["best_epoch"]) == (2, model.metrics["history"][-1]["kept_epoch"])
    assert Tagger(model).tag([Tagger(model).parse("leave Oslo on Friday")])
    assert len(read_kept(checkpoint_directory(tmp_path / "m")).history) == 2


def test_in_the_first_epoch_there_is_nothing_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_small(tmp_path / "m", epochs=1)
    before = (tmp_path / "m" / "weights.safetensors").read_bytes()
    breaking_down(monkeypatch, 1)
    with pytest.raises(DivergenceError, match=r"epoch 1: .*; there is nothing to keep; train anew with a smaller one"):
        train_small(tmp_path / "m")
    assert (tmp_path / "m" / "weights.safetensors").read_bytes() == before


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e7])
def test_weights_that_are_no_numbers_are_never_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: float
) -> None:
    weights = TrainingState.weights

    def broken(state: TrainingState) -> Weights:
        found = weights(state)
        found["emissions.bias"][0] = number
        return found

    monkeypatch.setattr(TrainingState, "weights", broken)
    with pytest.raises(DivergenceError, match=r"diverged: emissions\.bias holds numbers that are not finite or beyond"):
        train_small(tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_steps_that_are_far_too_large_are_told_with_what_to_try(data: Path) -> None:
    arguments = ("train", data, "-m", data.parent / "m", "--config", data.parent / "quick.toml")
    done = slottag(*arguments, "--learning-rate", "1e9", "--device", "cpu")
    assert done.status == 1
    last = done.err.splitlines()[-1] + "\n"
    assert one_line(last)
    assert re.match(
        r"slottag: epoch \d+: the training diverged: .*; train anew with a smaller one, such as 1e\+08$", last
    )
    assert len(last) < 300


def test_a_comparison_names_the_network_that_diverged(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking_down(monkeypatch, 2)
    write(data / "test.jsonl", small_corpus()[::3])
    done = slottag("compare", data, "-m", data.parent / "c", "--encoder", "elman:hidden=4", "--encoder", "gru:hidden=4",
                   "--epochs", "3", "--config", data.parent / "quick.toml")  # fmt: skip
    assert done.status == 1
    assert "elman" in done.err.splitlines()[-1]
    assert "epoch 2: the training diverged" in done.err.splitlines()[-1]


def test_a_member_that_diverges_ends_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking_down(monkeypatch, 2)
    with pytest.raises(DivergenceError, match=r"member, seed \d+ \(1/2\): epoch 2: "):
        train_small(tmp_path / "m", members=2)
    assert not (tmp_path / "m").exists()
