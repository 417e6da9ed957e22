"""Teachers: what an ensemble says, what a network learns from it, and that both survive a kill."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.model import Config, TrainingConfig, Vocabulary
from slottag.nn import Ensemble, Network, Objective
from slottag.nn.decoders import CRF, Softmax
from slottag.runtime import Tagger
from slottag.training import BatchDone, EpochDone, TrainingData
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.others import others_directory, teacher_configs
from slottag.training.session import Session
from tests.conftest import small_corpus, train_small
from tests.test_training import run_through, same, session

TAGS = 3


def chain() -> CRF:
    torch.manual_seed(1)
    allowed = torch.ones(TAGS, TAGS, dtype=torch.bool)
    allowed[0, 2] = False
    starts = torch.tensor([True, True, False])
    crf = CRF(allowed, starts, torch.ones(TAGS, dtype=torch.bool)).double()
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter)
    return crf


def probabilities(crf: CRF, emissions: torch.Tensor) -> dict[tuple[int, ...], float]:
    """Every tag sequence of one sentence with its probability."""
    length = len(emissions)
    mask = torch.ones(1, length, dtype=torch.bool)
    found = {}
    for tags in itertools.product(range(TAGS), repeat=length):
        possible = bool(crf.starts[tags[0]]) and all(
            bool(crf.allowed[first, second]) for first, second in itertools.pairwise(tags)
        )
        cost = float(crf(emissions[None], torch.tensor([tags]), mask).detach())
        found[tags] = float(np.exp(-cost)) if possible else 0.0
    return found


def test_expectations_are_those_of_all_sequences_counted() -> None:
    crf, emissions = chain(), torch.randn(4, TAGS, dtype=torch.float64)
    expected = crf.expectations(emissions[None], torch.ones(1, 4, dtype=torch.bool))
    moves, starts, ends = (torch.zeros_like(parameter) for parameter in crf.parameters())
    places = torch.zeros_like(emissions)
    every = probabilities(crf, emissions)
    assert sum(every.values()) == pytest.approx(1.0)
    for tags, probability in every.items():
        for place, tag in enumerate(tags):
            places[place, tag] += probability
        for first, second in itertools.pairwise(tags):
            moves[first, second] += probability
        starts[tags[0]] += probability
        ends[tags[-1]] += probability
    torch.testing.assert_close(expected.emissions[0], places)
    for found, counted in zip(expected.parameters, (moves, starts, ends), strict=True):
        torch.testing.assert_close(found, counted)


def test_the_cross_entropy_is_the_mean_cost_of_all_sequences() -> None:
    teacher, student = chain(), chain()
    with torch.no_grad():
        student.transitions.mul_(-0.5)
    says, hears = torch.randn(2, 4, TAGS, dtype=torch.float64)
    mask = torch.ones(1, 4, dtype=torch.bool)
    by_teacher, by_student = probabilities(teacher, says), probabilities(student, hears)
    counted = -sum(p * np.log(by_student[tags]) for tags, p in by_teacher.items() if p)
    found = student.cross_entropy(hears[None], mask, teacher.expectations(says[None], mask))
    assert float(found.detach()) == pytest.approx(counted)


@pytest.mark.parametrize("decoder", [chain(), Softmax()])
def test_padding_costs_nothing_and_a_teacher_sure_of_the_tags_is_the_tags(decoder: CRF | Softmax) -> None:
    tags = torch.tensor([[1, 0, 1], [0, 1, 0]])
    mask = torch.tensor([[True, True, True], [True, True, False]])
    sure = 60.0 * torch.nn.functional.one_hot(tags, TAGS).double()
    heard = torch.randn(2, 3, TAGS, dtype=torch.float64)
    taught = decoder.cross_entropy(heard, mask, decoder.expectations(sure, mask)).detach()
    heard[1, 2] = 100.0
    assert float(taught) == pytest.approx(float(decoder(heard, tags, mask).sum().detach()), abs=1e-6)


@pytest.mark.parametrize("options", [{}, {"decoder": "softmax"}, {"attention": True, "layers": 2}])
def test_an_ensemble_of_one_network_twice_is_that_network(options: dict[str, Any]) -> None:
    config = Config().replace({"hidden": 8, "word_size": 6, "character_filters": 4, **options}).network
    sentences = small_corpus()
    vocabulary = Vocabulary.from_sentences(sentences)
    batch = TrainingData(sentences, config, vocabulary).whole()
    network = Network(config, vocabulary).eval()
    lesson = Ensemble([network, network])(batch)
    alone = network.decoder.expectations(network(batch).emissions, batch.mask)
    torch.testing.assert_close(lesson.tags.emissions, alone.emissions)
    with torch.no_grad():
        objective = Objective(network, None, TrainingConfig(lesson_weight=1.0))
        own = objective(batch, lesson)
        for parameter in network.parameters():
            parameter += 0.01 * torch.randn_like(parameter)
        assert own < objective(batch, lesson)


def test_teachers_read_the_words_that_their_network_must_do_without() -> None:
    shape = {"hidden": 8, "word_size": 6, "character_filters": 4}
    settings = Config().replace({**shape, "word_dropout": 1000.0, "noise": 0.0, "batch_size": 100})
    sentences = small_corpus()
    vocabulary = Vocabulary.from_sentences(sentences)
    data = TrainingData(sentences, settings.network, vocabulary)
    ensemble = Ensemble([Network(settings.network, vocabulary)])
    batch = next(data.batches(settings.training, epoch=1))
    assert (batch.words != batch.forms).any()
    whole = dataclasses.replace(batch, words=batch.forms)
    torch.testing.assert_close(ensemble(batch).tags.emissions, ensemble(whole).tags.emissions, rtol=0, atol=0)
    assert torch.equal(data.whole().words, data.whole().forms)


@torch.no_grad()
def test_a_lesson_has_its_part_in_the_loss_beside_the_marks() -> None:
    config = Config().replace({"hidden": 8, "word_size": 6, "character_filters": 4}).network
    sentences = small_corpus()
    vocabulary = Vocabulary.from_sentences(sentences)
    batch = TrainingData(sentences, config, vocabulary).whole()
    network = Network(config, vocabulary).eval()
    lesson = Ensemble([Network(config, vocabulary)])(batch)
    losses = [
        float(Objective(network, None, TrainingConfig(lesson_weight=part))(batch, lesson)) for part in (0.0, 0.25, 1.0)
    ]
    assert losses[0] == pytest.approx(float(Objective(network, None, TrainingConfig())(batch)))
    assert losses[1] == pytest.approx(0.75 * losses[0] + 0.25 * losses[2])
    assert losses[0] != pytest.approx(losses[2])


def test_teachers_have_seeds_of_their_own() -> None:
    seeds = [
        config.training.seed
        for seed in range(5)
        for config in [
            *teacher_configs(Config().replace({"seed": seed, "teachers": 4})),
            Config().replace({"seed": seed}),
        ]
    ]
    assert len(set(seeds)) == 25
    assert all(config.training.teachers == 0 for config in teacher_configs(Config().replace({"teachers": 3})))


def test_teachers_come_first_and_nothing_of_them_is_left(tmp_path: Path) -> None:
    training = session(tmp_path / "m", teachers=2)
    steps = list(training.steps())
    assert (steps[0].network, steps[0].networks) == (1, 3)
    assert [network for network, _ in itertools.groupby(step.network for step in steps)] == [1, 2, 3]
    parts = [step.part for step in steps]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    seconds = [[step.seconds for step in steps if isinstance(step, EpochDone) and step.network == n] for n in (1, 2, 3)]
    assert seconds[2][0] > seconds[0][-1] + seconds[1][-1]
    assert training.finish().metrics["seconds"] >= round(seconds[2][0], 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]


def test_a_taught_network_tags_as_it_was_taught(tmp_path: Path) -> None:
    sentences = small_corpus()
    assert Tagger(train_small(tmp_path / "m", teachers=2)).tag(sentences) == sentences


def test_what_teachers_say_is_learned_in_place_of_the_marks(tmp_path: Path) -> None:
    plain, taught = run_through(session(tmp_path / "a")), run_through(session(tmp_path / "b", teachers=1))
    assert not same(plain, taught)


@pytest.mark.parametrize("network", [1, 2, 3])
def test_a_killed_training_goes_on_whoever_was_being_taught(tmp_path: Path, network: int) -> None:
    whole = run_through(session(tmp_path / "whole", teachers=2))
    killed = session(tmp_path / "m", teachers=2)
    for step in killed.steps():
        if (step.network, step.epoch) == (network, 3) and isinstance(step, BatchDone):
            break
    del killed
    resumed = session(tmp_path / "m", teachers=2, resume=True)
    first = next(resumed.steps())
    assert (first.network, first.epoch) == (network, 3)
    assert same(whole, run_through(session(tmp_path / "m", teachers=2, resume=True)))
    assert not checkpoint_directory(tmp_path / "m").exists()
    assert not others_directory(tmp_path / "m").exists()


def test_a_training_begun_anew_has_new_teachers(tmp_path: Path) -> None:
    whole = run_through(session(tmp_path / "whole", teachers=1, seed=1))
    other: Session = session(tmp_path / "m", teachers=1)
    next(step for step in other.steps() if step.network == 2)
    assert same(whole, run_through(session(tmp_path / "m", teachers=1, seed=1)))
