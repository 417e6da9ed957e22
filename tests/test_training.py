"""Training: it learns, it is repeatable, and it goes on where it was ended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.errors import ConfigError, DataError, ModelError
from slottag.model import Config, Model, Vocabulary
from slottag.model.config import TrainingConfig
from slottag.model.names import CURVE
from slottag.nn import Batch
from slottag.nn.dropout import SentenceDropout
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence
from slottag.training import BatchDone, EpochDone, TrainingData
from slottag.training.average import WeightAverage
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.kept import read_kept
from slottag.training.material import Material
from slottag.training.schedule import in_epoch, learning_rate_factor
from slottag.training.session import Session
from slottag.training.steps import DevScore
from tests.conftest import marked, small_corpus, train_small

SETTINGS = {"hidden": 8, "word_size": 6, "character_filters": 4, "epochs": 4, "batch_size": 8, "learning_rate": 0.02}


def session(directory: Path, *, resume: bool = False, **options: Any) -> Session:
    sentences = small_corpus()
    config = Config().replace({**SETTINGS, **options})
    material = Material("small", "words", sentences, sentences[::3])
    return Session(material, config, directory, device=torch.device("cpu"), resume=resume)


def run_through(training: Session) -> Model:
    for _ in training.steps():
        pass
    return training.finish()


def same(first: Model, second: Model) -> bool:
    return all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)


@pytest.mark.parametrize(
    "options",
    [{}, {"decoder": "softmax"}, {"scheme": "bioes"}, {"layers": 2, "directions": 1}, {"character_filters": 0}],
)
def test_it_learns_and_the_kept_model_tags_the_same(tmp_path: Path, options: dict[str, Any]) -> None:
    model = train_small(tmp_path / "m", **options)
    sentences = [
        marked("leave {origin} on {departure_date}", origin="Rome", departure_date="Friday"),
        marked("thank you very much !"),
    ]
    if options.get("directions") != 1:
        assert Tagger(model).tag(sentences) == sentences
    loaded = Tagger.load(tmp_path / "m").tag(sentences)
    before = Tagger(model).tag(sentences)
    assert loaded == before
    assert [s.confidence for x in loaded for s in x.spans] == [s.confidence for x in before for s in x.spans]


def test_it_yields_every_batch_and_epoch_in_order(tmp_path: Path) -> None:
    training = session(tmp_path / "m")
    steps = list(training.steps())
    batches = -(-len(small_corpus()) // 8)
    for epoch, own in itertools.groupby(steps, key=lambda step: step.epoch):
        *inner, last = own
        assert [step.batch for step in inner if isinstance(step, BatchDone)] == list(range(1, batches + 1))
        assert isinstance(last, EpochDone)
        assert last.epoch == epoch
    assert training.state.history[-1].best_score == max(done.dev_score for done in training.state.history)


def test_the_last_weights_are_kept_that_are_not_behind_the_best_by_more_than_chance(tmp_path: Path) -> None:
    run = session(tmp_path / "m").state
    bias = run._average.weights["network.emissions.bias"]
    kept = []
    for number, value in enumerate([0.5, 0.8, 0.7, 0.6, 0.75, 0.9, 0.77]):
        bias.fill_(number)
        done = run.end_epoch(1.0, DevScore(value, error=0.12), seconds=1.0)
        kept.append((done.best_score, done.best_epoch, done.kept_epoch))
        assert (run.best["emissions.bias"] == done.kept_epoch - 1).all()
    assert kept == [
        (0.5, 1, 1), (0.8, 2, 2), (0.8, 2, 3), (0.8, 2, 3), (0.8, 2, 5), (0.9, 6, 6), (0.9, 6, 6),
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_model_and_another_seed_another(tmp_path: Path) -> None:
    first, second = run_through(session(tmp_path / "a")), run_through(session(tmp_path / "b"))
    assert same(first, second)
    assert not same(first, run_through(session(tmp_path / "c", seed=1)))


def test_a_killed_training_goes_on_to_what_the_uninterrupted_one_reaches(tmp_path: Path) -> None:
    whole = run_through(session(tmp_path / "whole"))
    killed = session(tmp_path / "m")
    for step in killed.steps():
        if step.epoch == 3 and isinstance(step, BatchDone) and step.batch == 2:
            break
    del killed
    assert not (tmp_path / "m").exists()
    resumed = session(tmp_path / "m", resume=True)
    assert resumed.state.epoch == 2
    model = run_through(resumed)
    assert same(whole, model)
    strip = {"seconds", "history"}
    assert {k: v for k, v in whole.metrics.items() if k not in strip} == {
        k: v for k, v in model.metrics.items() if k not in strip
    }
    assert not checkpoint_directory(tmp_path / "m").exists()


def test_stopping_early_keeps_the_best_so_far_and_the_state_to_go_on_from(tmp_path: Path) -> None:
    training = session(tmp_path / "m")
    for step in training.steps():
        if isinstance(step, EpochDone) and step.epoch == 2:
            break
    training.finish()
    assert Tagger.load(tmp_path / "m").model.metrics["epochs"] == 2
    assert (tmp_path / "m" / CURVE).read_bytes().startswith(b"\x89PNG")
    assert same(run_through(session(tmp_path / "m", resume=True)), run_through(session(tmp_path / "n")))


def test_each_epoch_draws_anew_and_the_same_again(tmp_path: Path) -> None:
    run = session(tmp_path / "m").state

    def drawn(epoch: int) -> list[float]:
        run.begin_epoch(epoch)
        return torch.rand(4).tolist()

    assert drawn(1) == drawn(1) != drawn(2)


def test_there_is_no_model_before_an_epoch_has_ended(tmp_path: Path) -> None:
    training = session(tmp_path / "m")
    next(training.steps())
    with pytest.raises(ConfigError, match="no epoch has ended"):
        training.finish()
    assert not (tmp_path / "m").exists()


def test_patience_ends_a_training_that_gets_no_better(tmp_path: Path) -> None:
    training = session(tmp_path / "m", epochs=60, patience=3)
    run_through(training)
    last = training.state.history[-1]
    assert last.epoch == last.best_epoch + 3 < 60


def test_resuming_nothing_or_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no training under way"):
        session(tmp_path / "m", resume=True)
    next(step for step in session(tmp_path / "m").steps() if isinstance(step, EpochDone))
    others = Material("small", "words", small_corpus()[:9], small_corpus()[:3])
    with pytest.raises(ConfigError, match="other sentences"):
        Session(others, Config().replace(SETTINGS), tmp_path / "m", device=torch.device("cpu"), resume=True)
    state = checkpoint_directory(tmp_path / "m") / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-100])
    with pytest.raises(ModelError, match="cut short or altered"):
        session(tmp_path / "m", resume=True)


def test_a_training_that_another_version_began_is_not_gone_on_with(tmp_path: Path) -> None:
    next(step for step in session(tmp_path / "m").steps() if isinstance(step, EpochDone))
    state = checkpoint_directory(tmp_path / "m") / "state.json"
    state.write_text(state.read_text().replace('"seed": 0', '"teachers": 0, "seed": 0'))
    with pytest.raises(ModelError, match=r"'teachers'.* begun by another version"):
        read_kept(checkpoint_directory(tmp_path / "m"))


def test_material_without_sentences_or_spans_is_refused() -> None:
    sentences = small_corpus()
    with pytest.raises(DataError, match="dev split has no sentence"):
        Material("small", "words", sentences, [Sentence("", ())])
    with pytest.raises(DataError, match="no span is marked"):
        Material("small", "words", [marked("thank you")], sentences)


def test_batches_hold_every_sentence_once_in_an_order_of_the_seed_and_epoch() -> None:
    sentences = small_corpus()
    config = Config().replace({"word_dropout": 0.0, "batch_size": 7, "noise": 0.0})
    vocabulary = Vocabulary.from_sentences(sentences)
    data = TrainingData(sentences, config.network, vocabulary)

    def dealt(epoch: int) -> list[tuple[int, ...]]:
        batches = data.batches(config.training, epoch)
        return [tuple(row[own].tolist()) for b in batches for row, own in zip(b.words, b.mask, strict=True)]

    expected = sorted(tuple(vocabulary.word_number(word) for word in s.words) for s in sentences)
    assert sorted(dealt(1)) == sorted(dealt(2)) == expected
    assert dealt(1) == dealt(1) != dealt(2)


def test_the_learning_rate_rises_over_the_warm_up_and_falls_to_nothing() -> None:
    factors = [learning_rate_factor(step / 100, 0.1) for step in range(101)]
    assert factors[0] == 0
    assert factors[10] == 1
    assert factors[100] == pytest.approx(0)
    assert factors[:11] == sorted(factors[:11])
    assert factors[10:] == sorted(factors[10:], reverse=True)


def test_sentences_become_as_hard_as_is_set_over_the_curriculum_and_stay_so() -> None:
    settings = TrainingConfig(epochs=20, curriculum=0.5, dropout=0.4, noise=0.2, renaming=0.6)
    seen = [in_epoch(settings, epoch) for epoch in range(1, 21)]
    assert [round(now.dropout, 9) for now in seen[:11]] == [round(0.2 + 0.02 * step, 9) for step in range(11)]
    assert [round(now.noise, 9) for now in seen[:11]] == [round(0.02 * step, 9) for step in range(11)]
    assert [round(now.renaming, 9) for now in seen[:11]] == [round(0.06 * step, 9) for step in range(11)]
    assert all(now == settings for now in seen[10:])


def test_without_a_curriculum_every_epoch_is_as_set() -> None:
    settings = TrainingConfig(epochs=20, curriculum=0.0)
    assert in_epoch(settings, 1) == settings


def test_networks_are_trained_with_the_dropout_and_the_noise_of_the_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = session(tmp_path / "m", epochs=4, curriculum=1.0, dropout=0.4, noise=0.2)
    dropouts = [module for module in training.state._objective.modules() if isinstance(module, SentenceDropout)]
    dealt = TrainingData.batches
    seen = []

    def batches(data: TrainingData, config: TrainingConfig, epoch: int) -> Iterator[Batch]:
        seen.append((epoch, round(config.noise, 9), {round(module.share, 9) for module in dropouts}))
        return dealt(data, config, epoch)

    monkeypatch.setattr(TrainingData, "batches", batches)
    run_through(training)
    assert seen == [(1, 0.0, {0.2}), (2, 0.05, {0.25}), (3, 0.1, {0.3}), (4, 0.15, {0.35})]


def test_the_average_follows_its_definition() -> None:
    weight = torch.tensor([1.0])
    average = WeightAverage({"w": weight}, decay=0.5)
    average.update({"w": torch.tensor([3.0])}, step=1)
    early = 2 / 11
    assert average.weights["w"].item() == pytest.approx(early * 1 + (1 - early) * 3)
    before = average.weights["w"].item()
    average.update({"w": torch.tensor([5.0])}, step=1000)
    assert average.weights["w"].item() == pytest.approx(0.5 * before + 0.5 * 5)
