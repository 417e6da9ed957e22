"""The trials of the ablation: each changes what is learned, nothing of it is left behind, and all of them score."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.trials import __main__ as command
from benchmarks.trials import training
from benchmarks.trials.catalogue import TRIALS
from benchmarks.trials.network import TorchNetwork
from benchmarks.trials.place import put
from benchmarks.trials.training import Ground, measured
from slottag.data.corpus import load_corpus
from slottag.model import Model
from slottag.nn import Network, Objective
from slottag.nn.decoders import Softmax
from slottag.nn.dropout import SentenceDropout
from slottag.runtime import reader
from slottag.runtime.packing import Packing
from slottag.training import data, session, state
from slottag.training.material import Material
from tests.conftest import small_corpus
from tests.networks import both, config

SMALL = {"hidden": 8, "word_size": 6, "character_filters": 4, "epochs": 3, "batch_size": 8, "learning_rate": 0.02}
OWN = (
    (state, "Objective"), (state, "Network"), (state, "learning_rate_factor"), (data, "Noise"), (reader, "Network"),
    (session, "TrainingState"), (session, "epochs"), (training, "train"), (Softmax, "forward"),
    (SentenceDropout, "forward"),
)  # fmt: skip


def learned(name: str, folder: Path, **options: Any) -> Model:
    """The model that a trial makes of a few sentences."""
    sentences = small_corpus()
    trial = TRIALS[name]
    material = Material("small", "words", sentences, sentences[::5])
    with trial.change():
        return training.train(material, trial.config.replace({**SMALL, **options}), folder / name).model


def same(first: Model, second: Model) -> bool:
    return first.weights.keys() == second.weights.keys() and all(
        np.array_equal(array, second.weights[name]) for name, array in first.weights.items()
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Model]:
    """What slottag learns as it is."""

    @cache
    def made(**settings: Any) -> Model:
        return learned("none", tmp_path_factory.mktemp("plain"), **settings)

    return made


@pytest.fixture
def folder_of_data(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    for split, sentences in (("train", small_corpus()), ("dev", small_corpus()[::5])):
        rows = [{"text": each.text, "spans": [{"start": s.start, "end": s.end, "slot": s.slot} for s in each.spans]}
                for each in sentences]  # fmt: skip
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", [name for name in TRIALS if name != "none"])
def test_a_trial_changes_what_is_learned_and_leaves_nothing_behind(
    name: str, tmp_path: Path, plain: Callable[..., Model]
) -> None:
    own = [getattr(owner, piece) for owner, piece in OWN]
    assert not same(plain(**TRIALS[name].settings), learned(name, tmp_path))
    assert own == [getattr(owner, piece) for owner, piece in OWN]


@pytest.mark.parametrize("name", [name for name in TRIALS if name != "none"])
def test_a_trial_learns(name: str, tmp_path: Path) -> None:
    sentences = [replace(each, intent=each.words[0]) for each in small_corpus()]
    material = Material("small", "words", sentences, sentences[::5])
    settings = {**SMALL, "epochs": 14, "dropout": 0.1, "noise": 0.0, "averaging": 0.9}
    with TRIALS[name].change():
        outcome = measured(Ground(material, tuple(sentences)), TRIALS[name].config.replace(settings), tmp_path)
    assert outcome.held_out_score > 0.8
    assert outcome.dev_score > 0.8
    assert outcome.seconds > 0


def test_what_is_put_in_a_place_must_have_had_one() -> None:
    with pytest.raises(AttributeError, match="Objectiv"), put(state, "Objectiv", Objective):
        pass


def test_what_was_there_comes_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), TRIALS["consistency"].change():
        1 / (state.Objective is Objective)
    assert state.Objective is Objective


@pytest.mark.parametrize("options", [{}, {"decoder": "softmax", "layers": 2}, {"inputs": "words"}])
def test_a_network_in_torch_tags_as_the_one_in_numpy(options: dict[str, Any]) -> None:
    settings = config(**options)
    network, numpy_network, vocabulary = both(settings)
    arrays = {name: value.detach().numpy() for name, value in network.named_parameters()}
    torch_network = TorchNetwork(Network, arrays, settings.network, vocabulary)
    sentences = [sentence.words for sentence in small_corpus()[::9]]
    found = [run_packed(each, sentences) for each in (torch_network, numpy_network)]
    np.testing.assert_allclose(found[0][0], found[1][0], atol=1e-5)
    assert found[0][1].tolist() == found[1][1].tolist()


def run_packed(network: Any, sentences: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    """The packed emissions and best tags of some sentences."""
    packing = Packing.of([len(words) for words in sentences])
    packed = [""] * packing.tokens
    for words, places in zip(sentences, packing.places(), strict=True):
        for word, place in zip(words, places, strict=True):
            packed[place] = word
    scores = network(packed, packing)
    return scores.emissions, network.chain.best(scores.emissions, packing)[0]


def test_what_is_held_out_is_neither_learned_nor_chosen_by(folder_of_data: Path) -> None:
    corpus = load_corpus(folder_of_data)
    ground = Ground.of(corpus)
    train = corpus.split("train")
    assert sorted(each.text for each in (*ground.material.train, *ground.held_out)) == sorted(s.text for s in train)
    assert 0.1 < len(ground.held_out) / len(train) < 0.3
    assert ground.material.dev == corpus.split("dev")
    assert Ground.of(corpus) == ground


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def call(*arguments: str) -> Any:
        monkeypatch.setattr("sys.argv", ["benchmarks.trials", *arguments])
        command.main()
        return json.loads(capsys.readouterr().out)

    return call


def test_the_command_tells_what_a_trial_gave(folder_of_data: Path, tmp_path: Path, called: Callable[..., Any]) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("[network]\nhidden = 8\n[training]\nepochs = 2\nbatch_size = 8\n", encoding="utf-8")
    told = called("focus", str(folder_of_data), "--config", str(settings))
    assert told.keys() == {"dev_score", "held_out_score", "score", "seconds"}
    scores = sorted((told["dev_score"], told["held_out_score"]))
    assert scores[0] <= told["score"] <= scores[1]


def test_the_command_knows_its_trials(called: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        called("focused", "data")
    assert "invalid choice: 'focused'" in capsys.readouterr().err
