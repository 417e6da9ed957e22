"""Members: networks trained each by itself that tag as one, by the mean of their scores."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.errors import ConfigError, ModelError
from slottag.model import Config, Model, Vocabulary
from slottag.nn import Network
from slottag.runtime import Tagger
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.packing import Packing
from slottag.runtime.temperature import fit_temperature
from slottag.text import Sentence
from slottag.training import BatchDone, EpochDone
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.material import Material
from slottag.training.others import joined, member_configs, others_place
from slottag.training.queue import Begin, Moved, Over, Queue, Run, in_turn
from slottag.training.session import Session
from tests.conftest import marked, small_corpus, train_small
from tests.networks import SENTENCES, arrays, config, packed_emissions, padded_emissions, shaken
from tests.test_training import SETTINGS, run_through, same, session

SHAPES: list[dict[str, Any]] = [
    {},
    {"decoder": "softmax", "encoder": "gru"},
    {"encoder": "cnn", "layers": 2, "attention": True},
    {"inputs": "characters", "scheme": "bioes", "directions": 1},
]


def members(settings: Config, vocabulary: Vocabulary, count: int = 3) -> list[Network]:
    """Networks that differ."""
    networks = [shaken(Network(settings.network, vocabulary).eval()) for _ in range(count)]
    with torch.no_grad():
        for number, network in enumerate(networks):
            for parameter in network.parameters():
                parameter.mul_(0.5 + number)
    return networks


def together(settings: Config, networks: list[Network], vocabulary: Vocabulary) -> NumpyNetwork:
    whole = settings.replace({"members": len(networks)}).network
    return NumpyNetwork(joined([arrays(network) for network in networks]), whole, vocabulary)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_scores_are_the_mean_of_the_members(shape: dict[str, Any]) -> None:
    settings = config(**shape)
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    networks = members(settings, vocabulary)
    whole = together(settings, networks, vocabulary)
    of_each = [padded_emissions(network, settings, vocabulary, SENTENCES) for network in networks]
    for number, found in enumerate(packed_emissions(whole, SENTENCES)):
        np.testing.assert_allclose(found, np.mean([own[number] for own in of_each], axis=0), atol=1e-4)
    chains = [NumpyNetwork(arrays(network), settings.network, vocabulary).chain for network in networks]
    np.testing.assert_allclose(
        whole.chain.transitions, np.mean([chain.transitions for chain in chains], axis=0), atol=1e-5
    )


def test_intents_are_of_the_mean_scores() -> None:
    sentences = [Sentence(s.text, s.tokens, s.spans, intent) for s, intent in zip(SENTENCES, "abcab", strict=False)]
    vocabulary = Vocabulary.from_sentences(sentences)
    settings = config()
    networks = members(settings, vocabulary)
    packing = Packing.of([len(sentences[0].tokens)])
    found = together(settings, networks, vocabulary)(sentences[0].words, packing).intents
    single = [NumpyNetwork(arrays(network), settings.network, vocabulary) for network in networks]
    of_each = [network(sentences[0].words, packing).intents for network in single]
    assert found is not None
    np.testing.assert_allclose(found, np.mean(of_each, axis=0), atol=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_network_twice_is_that_network(shape: dict[str, Any]) -> None:
    settings = config(**shape)
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    network = shaken(Network(settings.network, vocabulary).eval())
    twice = together(settings, [network, network], vocabulary)
    once = NumpyNetwork(arrays(network), settings.network, vocabulary)
    for one, two in zip(packed_emissions(once, SENTENCES), packed_emissions(twice, SENTENCES), strict=True):
        np.testing.assert_allclose(one, two, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_units_of_members_are_shown_side_by_side(shape: dict[str, Any]) -> None:
    settings = config(**shape)
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    networks = members(settings, vocabulary, 2)
    whole = together(settings, networks, vocabulary)
    words = SENTENCES[0].words
    packing = Packing.of([len(words)])
    held, attention = whole.record(words, packing)
    of_each = [
        NumpyNetwork(arrays(network), settings.network, vocabulary).record(words, packing) for network in networks
    ]
    for number, layer in enumerate(held):
        for name, values in layer.gates.items():
            own = [recorded[number].gates[name] for recorded, _ in of_each]
            np.testing.assert_allclose(values, np.concatenate(own, axis=1), atol=1e-6)
    if settings.network.attention:
        views = [attention[0] for _, attention in of_each if attention is not None]
        assert attention is not None
        assert not np.allclose(views[0], views[1], atol=1e-3)
        np.testing.assert_allclose(attention[0], np.mean(views, axis=0), atol=1e-5)
    else:
        assert attention is None


def test_the_dev_score_of_one_network_is_that_of_the_epoch_that_is_kept(tmp_path: Path) -> None:
    metrics = run_through(session(tmp_path / "m", epochs=8)).metrics
    kept = metrics["history"][metrics["best_epoch"] - 1]
    assert metrics["dev_score"] == kept["dev_score"] > 0
    assert kept["epoch"] == metrics["history"][-1]["kept_epoch"]


def test_each_is_the_network_that_it_would_be_alone(tmp_path: Path) -> None:
    whole = run_through(session(tmp_path / "m", members=2, seed=3))
    own = run_through(session(tmp_path / "own", seed=3))
    (other,) = member_configs(Config().replace({"members": 2, "seed": 3}))
    first = run_through(session(tmp_path / "first", seed=other.training.seed))
    assert joined([first.weights, own.weights]).keys() == whole.weights.keys()
    assert same(whole, Model(whole.config, whole.vocabulary, joined([first.weights, own.weights]), "words", "small"))
    assert whole.metrics["parameters"] == sum(array.size for array in whole.weights.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "m", "own"]


def test_what_is_kept_tags_alike_and_tells_of_its_members(tmp_path: Path) -> None:
    sentences = small_corpus()
    model = train_small(tmp_path / "m", members=2)
    assert Tagger(model).tag(sentences) == sentences
    loaded = Tagger.load(tmp_path / "m")
    before, after = (
        [span.confidence for sentence in tagger.tag(sentences) for span in sentence.spans]
        for tagger in (Tagger(model), loaded)
    )
    assert before == after
    assert loaded.model.config.network.members == 2
    assert "2 members" in (tmp_path / "m" / "README.md").read_text(encoding="utf-8")


def test_the_dev_score_and_the_temperature_are_those_of_all_together(tmp_path: Path) -> None:
    training = session(tmp_path / "m", members=2, epochs=8)
    model = run_through(training)
    gold = small_corpus()[::3]
    tagged = Tagger(model).tag(gold)
    assert any(sentence.spans for sentence in tagged)
    assert model.metrics["dev_score"] == training.measure.score(gold, tagged)
    assert model.metrics["dev_score"] != model.metrics["history"][model.metrics["best_epoch"] - 1]["dev_score"]
    assert model.temperature == fit_temperature(list(Tagger(model).reader.readings(gold)))
    assert model.temperature != 1.0


@pytest.mark.parametrize("network", [1, 2, 3])
def test_a_killed_training_goes_on_whichever_was_trained(tmp_path: Path, network: int) -> None:
    options = {"members": 3}
    whole = run_through(session(tmp_path / "whole", **options))
    killed = session(tmp_path / "m", **options)
    for step in killed.steps():
        if (step.network, step.epoch) == (network, 3) and isinstance(step, BatchDone):
            break
    del killed
    resumed = session(tmp_path / "m", **options, resume=True)
    first = next(resumed.steps())
    assert (first.network, first.networks, first.epoch) == (network, 3, 3)
    assert same(whole, run_through(session(tmp_path / "m", **options, resume=True)))
    assert not checkpoint_directory(tmp_path / "m").exists()
    assert not others_place(tmp_path / "m").path.exists()


def elsewhere(queue: Queue, begin: Begin, max_seconds: float | None) -> Iterator[Moved | Over | None]:
    """As if they were trained by another process, which has random numbers of its own, and of which there is news now
    and then.
    """
    events: Iterator[Moved | Over | None] = in_turn(queue, begin, max_seconds)
    theirs = torch.get_rng_state()
    while True:
        yield None
        ours = torch.get_rng_state()
        torch.set_rng_state(theirs)
        event = next(events, None)
        theirs = torch.get_rng_state()
        torch.set_rng_state(ours)
        if event is None:
            return
        yield event


def begun(directory: Path, *, run: Run, resume: bool = False) -> Session:
    sentences = small_corpus()
    material, settings = (
        Material("small", "words", sentences, sentences[::3]),
        Config().replace({**SETTINGS, "members": 3}),
    )
    return Session(material, settings, directory, device=torch.device("cpu"), resume=resume, run=run)


def test_members_that_are_trained_elsewhere_meanwhile_are_the_same(tmp_path: Path) -> None:
    whole = run_through(begun(tmp_path / "whole", run=in_turn))
    training = begun(tmp_path / "m", run=elsewhere)
    networks = [step.network for step in training.steps()]
    assert (networks[:3], networks[-1]) == ([3, 1, 3], 2)
    assert same(whole, training.finish())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m", "whole"]


def test_an_ensemble_is_no_model_before_all_are_trained(tmp_path: Path) -> None:
    training = begun(tmp_path / "m", run=elsewhere)
    next(step for step in training.steps() if isinstance(step, EpochDone) and step.network == 3)
    assert training.state.history
    assert not training.reached
    with pytest.raises(ConfigError, match="one of 3 networks is not trained, so there is no model to keep"):
        training.finish()
    del training
    resumed = begun(tmp_path / "m", run=in_turn, resume=True)
    assert same(run_through(begun(tmp_path / "whole", run=in_turn)), run_through(resumed))


def test_members_have_seeds_of_their_own() -> None:
    settings = [Config().replace({"members": 4, "seed": seed}) for seed in range(5)]
    configs = [each for whole in settings for each in (*member_configs(whole), whole)]
    assert len({each.training.seed for each in configs}) == 20
    assert all(each.network.members == 1 for whole in settings for each in member_configs(whole))


def test_a_training_begun_anew_has_new_members(tmp_path: Path) -> None:
    whole = run_through(session(tmp_path / "whole", members=2, seed=1))
    next(step for step in session(tmp_path / "m", members=2).steps() if step.network == 2)
    assert same(whole, run_through(session(tmp_path / "m", members=2, seed=1)))


def test_a_training_is_told_as_one(tmp_path: Path) -> None:
    steps = list(session(tmp_path / "m", members=3).steps())
    assert [number for number, _ in itertools.groupby(step.network for step in steps)] == [1, 2, 3]
    parts = [step.part for step in steps]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    seconds = [[step.seconds for step in steps if isinstance(step, EpochDone) and step.network == n] for n in (1, 2, 3)]
    assert seconds[2][0] > seconds[0][-1] + seconds[1][-1]


def test_a_member_that_is_missing_is_named(tmp_path: Path) -> None:
    model = train_small(tmp_path / "m", members=2, epochs=1)
    weights = {name: array for name, array in model.weights.items() if name != "members.1.emissions.bias"}
    with pytest.raises(ModelError, match=r"members\.1\.emissions\.bias is missing"):
        Tagger(Model(model.config, model.vocabulary, weights, model.tokenizer, model.corpus))


def test_plain_tags_have_members_too(tmp_path: Path) -> None:
    sentences = [marked("{a} flies", a="Oslo"), marked("go to {a}", a="Rome")] * 4
    settings = Config().replace({"hidden": 4, "epochs": 2, "scheme": "plain", "members": 2})
    material = Material("plain", "words", sentences, sentences[:2])
    model = run_through(Session(material, settings, tmp_path / "m", device=torch.device("cpu")))
    assert model.temperature == 1.0
    assert len(Tagger(model).tag(sentences)) == 8
