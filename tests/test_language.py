"""The language model beside a network: it never sees what it foretells, and it is no part of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from slottag.model import Config, Model, TrainingConfig, Vocabulary
from slottag.nn import LanguageModel, Network, Objective
from slottag.nn.language import _TOLD
from tests.conftest import train_small
from tests.networks import SENTENCES, one_batch

HIDDEN = 4
MASK = torch.tensor([[True, True, True, True], [True, True, False, False]])
WORDS = torch.tensor([[3, 1, 2, 1], [2, 3, 0, 0]])


def language(directions: int = 2, words: int = 5) -> LanguageModel:
    torch.manual_seed(3)
    return LanguageModel(HIDDEN, directions, words)


def test_each_direction_is_asked_for_the_word_that_it_has_not_seen() -> None:
    states = torch.randn(2, 4, 2 * HIDDEN, requires_grad=True)
    language()(states, WORDS, MASK).backward()
    assert states.grad is not None
    reached = states.grad.abs().view(2, 4, 2, HIDDEN).sum(dim=3) > 0
    assert reached[0].tolist() == [[True, False], [True, False], [True, False], [False, False]]
    assert reached[1].tolist() == [[False, False], [False, True], [False, False], [False, False]]


@torch.no_grad()
@pytest.mark.parametrize("directions", [1, 2])
def test_the_loss_is_that_of_every_neighbour_in_the_sentences_direction(directions: int) -> None:
    model, states = language(directions), torch.randn(2, 4, directions * HIDDEN)
    forwards, backwards = model.directions[0], model.directions[-1]
    by_hand = 0.0
    for place in range(3):
        by_hand -= float(forwards(states[0, place, :HIDDEN]).log_softmax(0)[WORDS[0, place + 1]])
    if directions == 2:
        by_hand -= float(backwards(states[1, 1, HIDDEN:]).log_softmax(0)[WORDS[1, 0]])
    else:
        by_hand -= float(forwards(states[1, 0]).log_softmax(0)[WORDS[1, 1]])
    assert float(model(states, WORDS, MASK)) == pytest.approx(directions * by_hand, rel=1e-5)


@torch.no_grad()
def test_rare_words_are_one() -> None:
    model, states = language(words=10 * _TOLD), torch.randn(2, 4, 2 * HIDDEN)
    rare = torch.where(WORDS == 2, _TOLD + 1, WORDS)
    rarer = torch.where(WORDS == 2, 7 * _TOLD, WORDS)
    assert float(model(states, rare, MASK)) == float(model(states, rarer, MASK))
    assert float(model(states, rare, MASK)) != float(model(states, WORDS, MASK))


@torch.no_grad()
def test_a_sentence_of_one_word_has_nothing_to_tell() -> None:
    assert float(language()(torch.randn(1, 1, 2 * HIDDEN), WORDS[:1, :1], MASK[:1, :1])) == 0.0


@pytest.mark.parametrize("shape", [{"layers": 2}, {"layers": 3, "attention": True}])
def test_no_layer_above_the_lowest_foretells(shape: dict[str, Any]) -> None:
    settings = Config().replace({"hidden": HIDDEN, "word_size": 4, "character_filters": 4, **shape})
    vocabulary = Vocabulary.from_sentences(SENTENCES)
    network = Network(settings.network, vocabulary)
    objective = Objective(network, LanguageModel(HIDDEN, 2, len(vocabulary.words)), TrainingConfig(language_weight=1.0))
    batch = one_batch(settings, vocabulary, SENTENCES)
    (objective(batch) - Objective(network, None, TrainingConfig())(batch)).backward()
    moved = {
        name.split(".")[1]
        for name, p in network.named_parameters()
        if name.startswith("encoder") and p.grad.abs().max() > 1e-6
    }
    assert moved == {"0"}


def same_names(first: Model, second: Model) -> bool:
    return {name: array.shape for name, array in first.weights.items()} == {
        name: array.shape for name, array in second.weights.items()
    }


def test_it_changes_what_is_learned_and_stays_out_of_the_model(tmp_path: Path) -> None:
    without = train_small(tmp_path / "a", language_weight=0.0, epochs=2)
    beside = train_small(tmp_path / "b", language_weight=0.1, epochs=2)
    assert same_names(without, beside)
    assert any((without.weights[name] != array).any() for name, array in beside.weights.items())


@pytest.mark.parametrize("encoder", ["cnn", "feedforward"])
def test_networks_that_see_their_neighbours_have_none(tmp_path: Path, encoder: str) -> None:
    models = [train_small(tmp_path / str(w), encoder=encoder, language_weight=w, epochs=2) for w in (0.0, 0.5)]
    assert all((models[0].weights[name] == array).all() for name, array in models[1].weights.items())
