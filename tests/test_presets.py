"""Presets: what they set, and what goes before them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from slottag.data.corpus import load_corpus
from slottag.model import Config, Model
from slottag.model.config import TrainingConfig
from slottag.model.defaults import defaults_for
from slottag.model.presets import BEST_OF_MANY, PRESETS, Preset
from slottag.model.vectors.languages import tables_for
from slottag.model.vocabulary import Vocabulary
from slottag.nn.network import Network
from slottag.text import tokenize_words
from tests.command import slottag
from tests.test_train import data, train

__all__ = ["data"]  # the fixture


def test_each_preset_has_settings_that_hold() -> None:
    assert set(PRESETS) == set(get_args(Preset))
    assert Config().replace(PRESETS["default"]) == Config()
    for settings in (*PRESETS.values(), *BEST_OF_MANY.values()):
        changed = Config().replace(settings).to_tables()
        assert settings.items() <= {**changed["network"], **changed["training"]}.items()


def test_what_the_data_asks_for_goes_before_a_preset() -> None:
    config = defaults_for(load_corpus("counter"), "fast")
    assert (config.network.hidden, config.network.directions, config.training.effort) == (10, 1, 0.4)


def test_the_best_preset_depends_on_how_many_sentences_a_slot_has() -> None:
    corpus = load_corpus("booking")
    train = corpus.split("train")
    parts = (train[:300], train[: len(train) // 3], 4 * train)
    few, some_more, most = (replace(corpus, splits={**corpus.splits, "train": part}) for part in parts)
    for some, settings in (
        (few, {}),
        (some_more, BEST_OF_MANY[100]),
        (most, {**BEST_OF_MANY[100], **BEST_OF_MANY[500]}),
    ):
        vectors = {"vectors": "english"}
        assert defaults_for(some, "best") == Config().replace({**PRESETS["best"], **settings, **vectors})
        assert defaults_for(some) == Config().replace(vectors)


@pytest.mark.parametrize(
    ("name", "tables"),
    [("booking", "english"), ("booking-zh", "chinese"), ("booking-all", "english+chinese"), ("counter", "none")],
)
def test_sentences_are_read_with_the_vectors_of_their_language(name: str, tables: str) -> None:
    corpus = load_corpus(name)
    train = corpus.split("train")
    few = replace(corpus, splits={**corpus.splits, "train": train[:: 1 + len(train) // 500]})
    assert defaults_for(few).network.vectors == tables
    assert defaults_for(corpus).network.vectors == tables


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("ich möchte am montag einen flug von hamburg nach berlin", ()),
        ("je voudrais un vol de paris à londres pour demain matin", ()),
        ("明日の朝東京から大阪までの新幹線を予約してください", ()),
        ("please book a table for four at the diner of my street", ("english",)),
        ("我想订一张明天去北京的票", ("chinese",)),
        ("1 2 3", ()),
        ("", ()),
    ],
)
def test_which_tables_are_of_the_language_of_a_text(text: str, tables: tuple[str, ...]) -> None:
    assert tables_for([[token.text for token in tokenize_words(text)]]) == tables


@pytest.mark.parametrize("name", ["booking", "booking-zh"])
def test_the_best_preset_is_at_most_twice_as_large_as_the_default_one(name: str) -> None:
    corpus = load_corpus(name)
    vocabulary = Vocabulary.from_sentences(corpus.split("train"))
    usual, best = (defaults_for(corpus, preset).network for preset in ("default", "best"))
    sizes = [
        network.members * sum(p.numel() for p in Network(network, vocabulary).parameters()) for network in (usual, best)
    ]
    assert sizes[1] <= 2 * sizes[0]


@pytest.mark.parametrize(("effort", "epochs"), [(1.0, 15), (0.5, 8), (0.001, 1), (2.0, 30)])
def test_effort_is_a_part_of_the_derived_epochs_and_of_no_others(effort: float, epochs: int) -> None:
    assert TrainingConfig(effort=effort).for_data(5000, 5).epochs == epochs
    assert TrainingConfig(effort=effort, epochs=9).for_data(5000, 5).epochs == 9


@pytest.mark.parametrize(("slots", "epochs"), [(0, 8), (8, 10), (40, 16), (80, 24)])
def test_many_sentences_are_passed_over_as_often_as_their_slots_ask_for(slots: int, epochs: int) -> None:
    assert TrainingConfig().for_data(1_000_000, slots).epochs == epochs


def test_options_and_the_file_go_before_a_preset(data: Path) -> None:
    assert train(data, "--preset", "fast", "--epochs", 2).status == 0
    config = Model.load(data.parent / "model").config
    assert (config.network.hidden, config.training.effort, config.training.epochs) == (8, 0.4, 2)
    assert config.training.language_weight == 0.0


def test_the_best_preset_trains_its_members_and_goes_on_where_it_was_ended(data: Path) -> None:
    ended = train(data, "--preset", "best", "--epochs", 2, "--max-seconds", 0)
    assert ended.status == 1
    assert "no epoch of the last of 2 networks has ended" in ended.err
    done = train(data, "--preset", "best", "--epochs", 2, "--resume")
    assert done.status == 0, done.err
    told = [line.split("  loss")[0] for line in done.err.splitlines()[1:-1]]
    assert told == [f"slottag: network {n}/2  epoch {e}/2" for n in (1, 2) for e in (1, 2)]
    assert "at most 2 epochs for each of 2 networks" in done.err.splitlines()[0]
    model = Model.load(data.parent / "model")
    assert model.config.network.members == 2
    assert f"(dev F1 {100 * model.metrics['dev_score']:.2f})" in done.err.splitlines()[-1]
    assert sorted(path.name for path in data.parent.iterdir()) == ["data", "model", "quick.toml"]


def test_another_preset_is_not_what_is_resumed(data: Path) -> None:
    train(data, "--preset", "best", "--max-seconds", 0)
    done = train(data, "--preset", "fast", "--resume")
    assert done.status == 1
    assert "other settings" in done.err


def test_an_unknown_preset_is_wrong_usage(data: Path) -> None:
    done = train(data, "--preset", "finest")
    assert done.status == 2
    assert "'finest'" in done.err


def test_compare_takes_a_preset(data: Path) -> None:
    folder = data.parent / "models"
    (data / "test.jsonl").write_bytes((data / "dev.jsonl").read_bytes())
    done = slottag("compare", data, "--preset", "fast", "--encoder", "elman", "--epochs", 1, "-m", folder, "--json")
    assert done.status == 0, done.err
    assert Model.load(folder / "elman" / "seed-0").config.training.effort == 0.4
