"""What the trials of the ablation put in the places of slottag's own pieces."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from benchmarks.trials.losses import Consistent, ranking
from benchmarks.trials.noise import Substitution
from benchmarks.trials.pretraining import Pretrained
from benchmarks.trials.states import WithFocus
from benchmarks.trials.steps import constant, cosine
from benchmarks.trials.words import Affixes, CharacterLSTM
from slottag.model import Config, Vocabulary, read_words
from slottag.model.config import TrainingConfig
from slottag.nn import Network, Objective
from slottag.nn.decoders import Softmax
from slottag.text import Sentence
from slottag.training import TrainingData
from slottag.training.augmentation import Phrase
from tests.conftest import small_corpus
from tests.networks import config, one_batch, shaken


def emissions() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(2)
    mask = torch.tensor([[True, True, True], [True, True, False]])
    return torch.randn(2, 3, 4), torch.tensor([[1, 0, 3], [2, 2, 0]]), mask


def test_ranking_asks_for_the_right_tag_and_against_the_best_wrong_one() -> None:
    scores, tags, mask = emissions()
    by_hand = []
    for sentence in range(2):
        total = 0.0
        for place in range(int(mask[sentence].sum())):
            own = scores[sentence, place].tolist()
            right = own.pop(int(tags[sentence, place]))
            total += np.log1p(np.exp(2 * (2.5 - right))) + np.log1p(np.exp(2 * (0.5 + max(own))))
        by_hand.append(total)
    assert ranking(Softmax(), scores, tags, mask).tolist() == pytest.approx(by_hand, rel=1e-5)


def objective(made: Callable[..., Objective], dropout: float = 0.0, **options: Any) -> tuple[Objective, Any]:
    settings = config(**options)
    sentences = small_corpus()[:6]
    vocabulary = Vocabulary.from_sentences(sentences)
    network = shaken(Network(settings.network, vocabulary, dropout))
    return made(network, None, settings.training), one_batch(settings, vocabulary, sentences)


@torch.no_grad()
def test_two_readings_that_agree_cost_nothing_and_others_do() -> None:
    torch.manual_seed(0)
    consistent, batch = objective(Consistent)
    plain = Objective(consistent.network, None, TrainingConfig())
    assert float(consistent(batch)) == pytest.approx(float(plain(batch)), rel=1e-5)
    dropped, batch = objective(Consistent, dropout=0.5)
    torch.manual_seed(1)
    both_readings = float(dropped(batch))
    dropped.eval()
    assert both_readings > float(dropped(batch))


def test_values_are_those_of_their_slot_and_the_rest_stays() -> None:
    phrases = [Phrase.of(sentence) for sentence in small_corpus()]
    values = {slot: {each.value(r) for each in phrases for r in each.runs if r[2] == slot}
              for slot in ("destination", "arrival_date")}  # fmt: skip
    noise, quiet = Substitution(phrases, lengthens=True), TrainingConfig(noise=0.0, renaming=0.0)
    random, made = Random(1), []
    for _ in range(300):
        phrase = noise(phrases[0], quiet, random)
        made.append(phrase)
        assert [run[2] for run in phrase.runs] == ["destination", "arrival_date"]
        assert all(phrase.value(each) in values[each[2]] for each in phrase.runs)
        assert phrase.words[: phrase.runs[0][0]] == phrases[0].words[: phrases[0].runs[0][0]]
    assert {phrase.value(phrase.runs[0]) for phrase in made} == values["destination"]
    assert 0.5 < sum(phrase == phrases[0] for phrase in made) / len(made) < 0.95
    fixed = Substitution(phrases, lengthens=False)
    assert all(fixed(phrases[0], quiet, random) == phrases[0] for _ in range(50))


@pytest.mark.parametrize("course", [constant, cosine])
def test_learning_rates_rise_to_their_highest(course: Callable[[float, float], float]) -> None:
    assert course(0.0, 0.2) == 0.0
    assert course(0.1, 0.2) == pytest.approx(0.5)
    assert course(0.2, 0.2) == course(0.0, 0.0) == 1.0


def test_a_cosine_falls_and_a_constant_does_not() -> None:
    falling = [cosine(part / 10, 0.2) for part in range(2, 11)]
    assert falling == sorted(falling, reverse=True)
    assert falling[4] == pytest.approx(0.5)
    assert falling[-1] == pytest.approx(0.0)
    assert constant(1.0, 0.2) == 1.0


def spelled(words: list[str]) -> tuple[Vocabulary, torch.Tensor, torch.Tensor]:
    """Words by the numbers of their characters, and their mask."""
    vocabulary = Vocabulary.from_sentences([Sentence.from_words(words)])
    features = read_words(words, vocabulary)
    lengths = torch.from_numpy(features.lengths)[:, None]
    return vocabulary, torch.from_numpy(features.characters), torch.arange(features.characters.shape[1]) < lengths


def test_affixes_and_shape_are_those_of_the_word() -> None:
    words = ["Arriving", "arrives", "Leaving", "ARRIVE", "a", "ab", "B7", "C3", "O'Hare"]
    vocabulary, characters, mask = spelled(words)
    affixes = Affixes(vocabulary)
    rows = [dict(zip(words, own.tolist(), strict=True)) for own in affixes.rows(characters, mask)]
    prefix, suffix, shape = rows
    wanted = (lambda word: word.lower()[:3], lambda word: word.lower()[-3:],
              lambda word: "".join(kind for kind, _ in itertools.groupby(map(kind_of, word))))  # fmt: skip
    for own, read in zip((prefix, suffix, shape), wanted, strict=True):
        for first, second in itertools.product(words, repeat=2):
            assert (own[first] == own[second]) == (read(first) == read(second)), (first, second)
    assert affixes(characters, mask).shape == (len(words), Affixes.size)


def kind_of(character: str) -> str:
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return "0" if character.isdigit() else "."


@torch.no_grad()
@pytest.mark.parametrize("reading", [lambda _: CharacterLSTM(60, 5, 3), Affixes])
def test_what_stands_behind_a_word_changes_nothing_of_it(reading: Callable[[Vocabulary], torch.nn.Module]) -> None:
    vocabulary, characters, mask = spelled(["go", "tomorrow"])
    made = reading(vocabulary)
    short = int(mask[0].sum())
    torch.testing.assert_close(made(characters, mask)[:1], made(characters[:1, :short], mask[:1, :short]))


@torch.no_grad()
def test_a_character_lstm_reads_every_character_from_both_ends() -> None:
    _, characters, mask = spelled(["tomorrow"])
    made = CharacterLSTM(60, 5, 3)
    before = made(characters, mask)
    for place in range(characters.shape[1]):
        other = characters.clone()
        other[0, place] = 20
        assert (made(other, mask) != before).view(2, 3).any(dim=1).all()


@torch.no_grad()
def test_focus_reads_the_tag_that_it_found_and_learns_from_the_marked_one() -> None:
    settings = config(decoder="softmax")
    sentences = small_corpus()[:6]
    vocabulary = Vocabulary.from_sentences(sentences)
    network = shaken(WithFocus(settings.network, vocabulary))
    batch = one_batch(settings, vocabulary, sentences)
    found = network.eval()(batch).emissions
    told = network.train()(batch).emissions
    torch.testing.assert_close(found[:, 0], told[:, 0])
    assert not torch.allclose(found, told)
    # What it found, told as if it had been marked, is found again.
    batch.tags.copy_(found.argmax(dim=2))
    torch.testing.assert_close(network(batch).emissions, found)


def test_pretraining_foretells_before_the_tags_and_with_nothing_of_them() -> None:
    sentences = small_corpus()
    settings = Config().replace({"hidden": 8, "word_size": 6, "language_weight": 0.0, "epochs": 4})
    vocabulary = Vocabulary.from_sentences(sentences)
    taught = TrainingData(sentences, settings.network, vocabulary)
    training_run = Pretrained(settings, vocabulary, len(taught), torch.device("cpu"))
    before = {name: value.clone() for name, value in training_run._parameters.items()}
    training_run.pretrain(taught)
    moved = {name.split(".")[1] for name, value in training_run._parameters.items() if not value.equal(before[name])}
    assert moved == {"words", "characters", "encoder"}
    assert training_run.history == []
