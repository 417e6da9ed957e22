"""Intents: found beside the slots, scored by themselves and as frames, shown wherever a tagged sentence is."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from slottag.data.formats import jsonl
from slottag.evaluation.intents import score_intents
from slottag.model import Model, TrainingConfig, Vocabulary
from slottag.nn import Network, Objective
from slottag.nn import sentence as torch_side
from slottag.nn.intent import NO_INTENT, Intent, intent_loss
from slottag.runtime import sentence as numpy_side
from slottag.runtime.intent import Intent as NumpyIntent
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.tagger import Tagger
from slottag.runtime.weights import Weights
from slottag.text import Sentence
from tests.command import slottag
from tests.conftest import small_corpus, train_on
from tests.networks import LENGTHS, MASK, arrays, config, one_batch, pack, padded, random_sentences, shaken


def asking() -> list[Sentence]:
    """The small corpus, its sentences about arriving, leaving and neither."""
    kinds = {"I": "arrive", "leave": "leave"}
    return [dataclasses.replace(s, intent=kinds.get(s.words[0], "greet")) for s in small_corpus()]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "asking"
    train_on([*asking(), *asking()[-2:] * 5], directory, noise=0.0)
    return directory


def test_torch_and_numpy_score_intents_alike() -> None:
    module = shaken(Intent(6, 4))
    sentences = random_sentences(6)
    with torch.no_grad():
        expected = module(torch_side.max_pooled(padded(sentences), MASK)[:, 0]).numpy()
    states, packing = pack(sentences)
    found = packing.unsorted(NumpyIntent(Weights(arrays(module)), 6, 4)(numpy_side.max_pooled(states, packing)))
    np.testing.assert_allclose(found, expected, atol=1e-5)
    for row, sentence in enumerate(sentences):
        by_hand = arrays(module)["projection.weight"] @ sentence.max(axis=0) + arrays(module)["projection.bias"]
        np.testing.assert_allclose(found[row], by_hand, atol=1e-5)
    assert len(found) == len(LENGTHS)


@torch.no_grad()
def test_a_sentence_without_an_intent_costs_nothing() -> None:
    module = shaken(Intent(6, 4))
    states = padded(random_sentences(6))
    scores = module(torch_side.max_pooled(states, MASK)[:, 0])
    losses = [intent_loss(scores, torch.tensor(own)) for own in ([2, -1, -1, -1], [-1, 3, 0, 1], [2, 3, 0, 1])]
    assert float(losses[0] + losses[1]) == pytest.approx(float(losses[2]), rel=1e-5)
    nothing = intent_loss(scores, torch.full((4,), NO_INTENT))
    assert float(nothing) == 0.0


@torch.no_grad()
def test_the_whole_loss_weighs_the_intents() -> None:
    settings = config()
    vocabulary = Vocabulary.from_sentences(asking())
    assert vocabulary.intents == ("arrive", "greet", "leave")
    network = shaken(Network(settings.network, vocabulary).eval())
    batch = one_batch(settings, vocabulary, asking())
    assert batch.intents.tolist() == [vocabulary.intents.index(s.intent or "") for s in asking()]
    losses = [
        float(Objective(network, None, TrainingConfig(intent_weight=weight))(batch)) for weight in (0.0, 1.0, 3.0)
    ]
    assert losses[2] - losses[0] == pytest.approx(3 * (losses[1] - losses[0]), rel=1e-3)
    assert losses[1] > losses[0]
    silent = dataclasses.replace(settings.network, intent=False)
    assert Network(silent, vocabulary).intent is None
    assert not any(name.startswith("intent") for name in arrays(Network(silent, vocabulary)))


def test_one_intent_is_none_to_tell_apart() -> None:
    alike = [dataclasses.replace(sentence, intent="book") for sentence in small_corpus()]
    assert Vocabulary.from_sentences(alike).intents == ()
    assert Vocabulary.from_sentences([*alike, *asking()]).intents == ("arrive", "book", "greet", "leave")


def test_a_vocabulary_keeps_its_intents_and_an_older_one_has_none() -> None:
    vocabulary = Vocabulary.from_sentences(asking())
    data = json.loads(json.dumps(vocabulary.to_json()))
    assert Vocabulary.from_json(data, "here") == vocabulary
    del data["intents"]
    assert Vocabulary.from_json(data, "here").intents == ()


def test_the_tagger_finds_the_intents_whatever_the_batch(model: Path) -> None:
    tagger = Tagger.load(model)
    assert tagger.intents == ("arrive", "greet", "leave")
    assert tagger.tag(asking()) == asking()
    assert [tagger.tag([sentence])[0].intent for sentence in asking()] == [s.intent for s in asking()]
    empty, marked = tagger.tag([tagger.parse(""), dataclasses.replace(asking()[0], intent="other")])
    assert (empty.intent, marked.intent) == (None, "arrive")


def test_a_model_without_intents_says_none(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    assert tagger.intents == ()
    assert tagger.tag(asking()[:1])[0].intent is None
    loaded = Model.load(model_dir)
    assert NumpyNetwork(loaded.weights, loaded.config.network, loaded.vocabulary)  # no array of intents is asked for


def test_frames_are_right_with_intent_and_spans() -> None:
    gold = [*asking()[:3], small_corpus()[3]]
    found = [gold[0], dataclasses.replace(gold[1], intent="greet"), gold[2].with_spans(()), gold[3]]
    score = score_intents(gold, found)
    assert score is not None
    assert (score.accuracy, score.frame_accuracy, score.sentences) == (2 / 3, 1 / 3, 3)
    assert score_intents(small_corpus(), small_corpus()) is None


def test_eval_and_tag_show_intents(model: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    wrong = dataclasses.replace(asking()[0], intent="never_seen")
    file.write_text("".join(jsonl.format_sentence(s) + "\n" for s in [*asking()[:3], wrong]), encoding="utf-8")
    told = json.loads(slottag("eval", file, "-m", model, "--json").out)
    assert (told["intent_accuracy"], told["frame_accuracy"], told["exact_match"]) == (0.75, 0.75, 1.0)
    drawn = slottag("eval", file, "-m", model, "--html", tmp_path / "page.html").out
    assert "intent accuracy 75.00   intent and all spans right 75.00 %" in drawn
    assert "intent and all spans right" in (tmp_path / "page.html").read_text("utf-8")
    text = asking()[0].text
    assert json.loads(slottag("tag", text, "-m", model).out)["intent"] == "arrive"
    assert slottag("tag", text, "-m", model, "--format", "table").out.splitlines()[1].split() == ["intent", "arrive"]
    assert slottag("tag", text, "-m", model, "--format", "conll").out.startswith("# intent = arrive\n")
    assert slottag("tag", text, "-m", model, "--format", "inline").out.startswith("[](arrive) I would")


def test_a_model_without_intents_is_not_scored_on_them(model_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text("".join(jsonl.format_sentence(s) + "\n" for s in asking()[:3]), encoding="utf-8")
    told = json.loads(slottag("eval", file, "-m", model_dir, "--json").out)
    assert "intent_accuracy" not in told
    assert "intent" not in slottag("eval", file, "-m", model_dir).out
