"""Torch and NumPy against each other, and tag against eval, on all of a real test set."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from slottag.cli.app import app
from slottag.data.corpus import load_corpus
from slottag.model import Config, Model
from slottag.nn import Network
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.packing import Packing
from slottag.runtime.tagger import Tagger
from slottag.runtime.viterbi import Viterbi
from slottag.text import Sentence
from slottag.training import TrainingData
from slottag.training.material import Material
from slottag.training.session import Session
from tests.conftest import SHARED

ATIS = SHARED / "atis"
pytestmark = pytest.mark.skipif(not ATIS.is_dir(), reason="the ATIS data is not here")


@pytest.fixture(scope="module")
def atis_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on ATIS for a short while."""
    directory = tmp_path_factory.mktemp("models") / "atis"
    corpus = load_corpus(ATIS)
    config = Config().replace({"epochs": 2, "hidden": 80, "learning_rate": 0.006, "averaging": 0.95})
    whole = Material.of(corpus, 0.1)
    material = replace(whole, dev=whole.dev[:100])
    session = Session(material, config, directory, device=torch.device("cpu"))
    for _ in session.steps():
        pass
    session.finish()
    return directory


def torch_best(model: Model, sentences: list[Sentence]) -> tuple[list[np.ndarray], list[list[int]], list[float]]:
    """Emissions, best tags and their scores by torch: a dense Viterbi in double precision, one sentence at a time."""
    network = Network(model.config.network, model.vocabulary).eval()
    network.load_state_dict({name: torch.from_numpy(array) for name, array in model.weights.items()})
    crf = network.decoder
    moves = crf.transitions.double().masked_fill(~crf.allowed, -torch.inf)
    start = crf.start_transitions.double().masked_fill(~crf.starts, -torch.inf)
    end = crf.end_transitions.double().masked_fill(~crf.ends, -torch.inf)
    everything, tags, scores = [], [], []
    for sentence in sentences:
        emissions = network(TrainingData([sentence], model.config.network, model.vocabulary).whole()).emissions[0]
        everything.append(emissions.numpy())
        reached, pointers = start + emissions[0], []
        for row in emissions[1:]:
            best, pointer = (reached[:, None] + moves).max(dim=0)
            reached = best + row
            pointers.append(pointer)
        score, last = (reached + end).max(dim=0)
        path = [int(last)]
        for pointer in reversed(pointers):
            path.append(int(pointer[path[-1]]))
        tags.append(path[::-1])
        scores.append(float(score))
    return everything, tags, scores


def test_numpy_agrees_with_torch_on_every_sentence(atis_dir: Path) -> None:
    model = Model.load(atis_dir)
    sentences = list(load_corpus(ATIS).split("test"))
    with torch.no_grad():
        emissions, tags, scores = torch_best(model, sentences)
    network = NumpyNetwork(model.weights, model.config.network, model.vocabulary)
    packing = Packing.of([len(sentence.tokens) for sentence in sentences])
    places = packing.places()
    words = np.empty(packing.tokens, dtype=object)
    for sentence, own in zip(sentences, places, strict=True):
        words[own] = sentence.words
    found = network(words.tolist(), packing).emissions
    best, best_scores = network.chain.best(found, packing)
    for own, expected, path in zip(places, emissions, tags, strict=True):
        np.testing.assert_allclose(found[own], expected, atol=1e-4)
        assert best[own].tolist() == path
    np.testing.assert_allclose(best_scores, scores, atol=1e-3)
    assert len(network.chain.start) > 100
    dense, dense_scores = Viterbi(network.chain.transitions, network.chain.start, network.chain.end)(found, packing)
    assert np.array_equal(best, dense)
    assert np.array_equal(best_scores, dense_scores)


def test_tagging_the_lines_of_a_token_file_gives_what_eval_saw(atis_dir: Path, tmp_path: Path) -> None:
    sentences = load_corpus(ATIS).split("test")
    assert any("st." in sentence.words for sentence in sentences)
    target = tmp_path / "tagged.jsonl"
    source = ATIS / "test" / "seq.in"
    done = CliRunner().invoke(app, ["tag", "-m", str(atis_dir), "-i", str(source), "-o", str(target)])
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    expected = Tagger.load(atis_dir).tag(sentences)
    assert [line["text"] for line in lines] == source.read_text(encoding="utf-8").splitlines()
    assert [[(s["start"], s["end"], s["slot"], s["value"]) for s in line["spans"]] for line in lines] == [
        [(s.start, s.end, s.slot, sentence.value(s)) for s in sentence.spans] for sentence in expected
    ]
    report = json.loads(CliRunner().invoke(app, ["eval", str(ATIS), "-m", str(atis_dir), "--json"]).stdout)
    found = sum(set(a.spans) == set(b.spans) for a, b in zip(sentences, expected, strict=True))
    assert report["exact_match"] == pytest.approx(found / len(sentences))
    assert report["sentences"] == 893
    assert report["slot_f1"] > 0.5
