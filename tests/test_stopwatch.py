"""Where the time of a training goes: the watch, the parts it tells apart, how soon it is good, and the section."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import results, stopwatch, training, until
from benchmarks.peers import catalogue
from benchmarks.peers.outcome import Outcome
from benchmarks.stopwatch import BACKWARD, BATCHES, DEV, KEEPING, OPTIMISER, PARTS, Stopwatch, watching
from benchmarks.training import Course, courses, parts, soon
from benchmarks.until import Times, times_until, until_table
from slottag.training import TrainingData, session
from tests.conftest import train_small

OWN = (TrainingData.batches, session.epochs)
LEARNED = Course(200.0, [(60.0, 96.0), (80.0, 97.1), (120.0, 97.7)])


def test_all_time_goes_to_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 1.0, 3.0, 7.0])
    monkeypatch.setattr(time, "process_time", lambda: next(ticks))
    watch = Stopwatch()
    assert watch.turn(BATCHES) == KEEPING
    assert watch.turn(DEV) == BATCHES
    watch.stop()
    assert watch.seconds == {KEEPING: 1.0, BATCHES: 2.0, DEV: 4.0}


def test_every_part_of_a_training_is_told(tmp_path: Path) -> None:
    watch = Stopwatch()
    begun = time.process_time()
    with watching(watch):
        train_small(tmp_path / "model", epochs=2)
    watch.stop()
    assert set(watch.seconds) == set(PARTS)
    assert all(seconds > 0 for seconds in watch.seconds.values())
    assert sum(watch.seconds.values()) == pytest.approx(time.process_time() - begun, rel=0.05)


def test_what_is_inside_a_part_belongs_to_it(tmp_path: Path) -> None:
    """The characters' own embedding ends, and the characters go on."""
    turns: list[str] = []

    class Noted(Stopwatch):
        def turn(self, part: str) -> str:
            turns.append(part)
            return super().turn(part)

    with watching(Noted()):
        train_small(tmp_path / "model", epochs=1, batch_size=100, language_weight=0.0)
    whole, inputs = "forward: emissions, intents and the sum", "forward: inputs"
    forward = [whole, inputs, whole, inputs, inputs, inputs, whole]
    rest = ["forward: encoder", whole, "forward: decoder", whole, BACKWARD]
    assert turns == [BATCHES, BACKWARD, *forward, *rest, OPTIMISER, BATCHES, DEV, KEEPING]


def test_watching_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    plain = train_small(tmp_path / "plain", epochs=2)
    watch = Stopwatch()
    with watching(watch):
        watched = train_small(tmp_path / "watched", epochs=2)
    assert all(np.array_equal(array, watched.weights[name]) for name, array in plain.weights.items())
    assert (TrainingData.batches, session.epochs) == OWN
    before = dict(watch.seconds)
    torch.nn.Embedding(2, 2)(torch.tensor([0]))
    assert watch.seconds == before


def test_when_a_score_is_reached() -> None:
    assert LEARNED.best == 97.7
    assert LEARNED.reached(97.0) == 80.0
    assert LEARNED.reached(98.0) is None


def test_trainings_beside_slottags() -> None:
    others = {"sooner": Course(100.0, [(40.0, 97.0)]), "worse": Course(50.0, [(50.0, 95.3)])}
    lines = courses({"slottag": LEARNED, **others}, 97.0).splitlines()
    assert lines[2:] == [
        "| slottag | 200 | 1.00 | 80 | 1.00 | 97.70 |",
        "| sooner | 100 | 0.50 | 40 | 0.50 | 97.00 |",
        "| worse | 50 | 0.25 | never |  | 95.30 |",
    ]
    assert soon(40.0, None) == ["40", ""]


def test_parts_are_shares_of_an_epoch() -> None:
    lines = parts({DEV: 6.0, BATCHES: 2.0}, epochs=4).splitlines()
    assert lines[2:] == [
        "| making batches | 0.500 | 25.0 % |",
        "| dev evaluation | 1.500 | 75.0 % |",
        "| together | 2.000 | 100 % |",
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    data = tmp_path / "small"
    data.mkdir()
    for split in ("train", "dev"):
        (data / f"{split}.conll").write_text("fly O\nto O\nOslo B-city\n\nfrom O\nLima B-city\n", encoding="utf-8")
    return data


def test_how_soon_a_score_is_reached_by_several_seeds() -> None:
    times = {"slottag": [20.0, 30.0, 40.0], "slottag (before)": [50.0, 70.0, 60.0]}
    assert until_table(times, 97.0).splitlines()[2:] == [
        "| slottag | 30 ± 10 (20, 30, 40) | 0.50 |",
        "| slottag (before) | 60 ± 10 (50, 70, 60) | 1.00 |",
    ]
    missed: dict[str, Times] = {"slottag": [20.0, None], "slottag (before)": [50.0, 70.0]}
    assert until_table(missed, 97.0).splitlines()[2] == "| slottag | (20, never) |  |"


def test_each_seed_is_taken_in_both_checkouts_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def seconds(goal: float, data: Path, seed: int, checkout: Path) -> float:
        asked.append((str(data), seed, checkout))
        return goal + seed

    monkeypatch.setattr(until, "seconds_until", seconds)
    before = Path("before")
    assert times_until(90.0, Path("data"), 2, before) == {"slottag": [90.0, 91.0], "slottag (before)": [90.0, 91.0]}
    assert asked == [("data", seed, checkout) for seed in (0, 1) for checkout in (until.HERE, before)]


def test_a_training_ends_where_the_score_is_reached_and_tells_if_it_never_is(small: Path) -> None:
    at_once, never = (until.seconds_until(goal, small, 0, until.HERE) for goal in (0.0, 101.0))
    assert at_once is not None
    assert at_once > 0
    assert never is None


def test_the_section(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(catalogue, "KEPT", tmp_path / "kept")
    outcome = Outcome(95.0, 80.0, {"clean": 93.0}, seconds=400.0, curve=[(390.0, 94.0), (395.0, 95.0)])
    place = catalogue.kept(str(data), "crfsuite")
    place.mkdir(parents=True)
    (place / catalogue.OUTCOME).write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["training", "--write", str(data), "--epochs", "2", "--goal", "94.5", "--seeds", "1"]
    )
    training.main()
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "## Training: small\n" in text
    assert "--epochs 2 --seed 0 --goal 94.5 --seeds 1`" in text
    assert "CPU time of an epoch of slottag, mean of 2:" in text
    assert all(f"\n| {part} |" in text for part in stopwatch.PARTS)
    assert text.count("\n| slottag |") == 2
    assert "| 395 |" in text
