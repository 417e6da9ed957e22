"""What a training keeps beside its model, and what it leaves alone."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from slottag.errors import OutputError
from slottag.training import EpochDone
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.curve import draw_curve
from slottag.training.kept import read_kept
from tests.test_training import run_through, same, session


def test_two_trainings_of_one_model_are_refused_while_the_first_lives(tmp_path: Path) -> None:
    first = session(tmp_path / "m").steps()
    next(first)
    with pytest.raises(OutputError, match=r"m: another call of slottag works there \(process \d+\); wait for it"):
        next(iter(session(tmp_path / "m").steps()))
    run_through(session(tmp_path / "n", epochs=1))
    del first
    run_through(session(tmp_path / "m", epochs=1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m", "n"]


def test_what_is_not_slottags_own_is_refused_before_the_training_and_stays(tmp_path: Path) -> None:
    mine = [
        tmp_path / "m.training" / "train.jsonl",
        tmp_path / "n.networks" / "notes.txt",
        tmp_path / "o" / "README.md",
    ]
    for path in (*mine, tmp_path / "o" / "config.toml"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("# mine")
    for name in ("m", "n", "o"):
        with pytest.raises(OutputError, match="would be lost; move it away, or name another"):
            session(tmp_path / name)
    (tmp_path / "p.training").write_text("mine")
    with pytest.raises(OutputError, match=r"p\.training: is a file, expected a place for a training under way"):
        session(tmp_path / "p")
    assert all(path.read_text() == "# mine" for path in mine)


def test_what_another_version_left_half_removed_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "m.training").mkdir()
    (tmp_path / "m.training" / "state.safetensors").touch()
    (tmp_path / "m.networks" / "1").mkdir(parents=True)
    (tmp_path / "m.networks" / "1" / "weights.safetensors").touch()
    (tmp_path / "m.networks" / "1.training").mkdir()
    run_through(session(tmp_path / "m", epochs=1, members=2))
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_training_is_kept_from_its_beginning_and_goes_where_it_is_ended_before_an_epoch(tmp_path: Path) -> None:
    steps = session(tmp_path / "m").steps()
    next(steps)
    assert session(tmp_path / "m", resume=True).state.epoch == 0
    del steps
    assert list(tmp_path.iterdir()) == []
    next(step for step in session(tmp_path / "m", seed=1).steps() if isinstance(step, EpochDone))
    next(session(tmp_path / "m", seed=2).steps())
    kept = read_kept(checkpoint_directory(tmp_path / "m"))
    assert (kept.config.training.seed, len(kept.history)) == (1, 1)


def test_members_of_another_training_are_not_taken_for_its_own(tmp_path: Path) -> None:
    whole = run_through(session(tmp_path / "whole", members=2, epochs=2))
    other = next(step for step in session(tmp_path / "m", members=2, epochs=1).steps() if step.network == 2)
    assert other.network == 2
    state = checkpoint_directory(tmp_path / "m")
    shutil.rmtree(state)
    begun = session(tmp_path / "n", members=2, epochs=2).steps()
    next(begun)
    shutil.copytree(checkpoint_directory(tmp_path / "n"), state)
    assert same(whole, run_through(session(tmp_path / "m", members=2, epochs=2, resume=True)))


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf, -1.0, 0.0, 1e-320, 1e300])
def test_any_course_can_be_drawn(loss: float) -> None:
    history = [EpochDone(number, 2, value, 0.5, 0.5, 1, 1, 1.0) for number, value in enumerate((loss, 1.0), start=1)]
    assert draw_curve(history, "F1").startswith(b"\x89PNG")
    assert draw_curve(history[:1], "F1").startswith(b"\x89PNG")
