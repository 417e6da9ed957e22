"""The temperature of a model: fitted on dev, kept with the weights, used for confidences and for nothing else."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from slottag.errors import ModelError
from slottag.model import Config, Model
from slottag.model.directory import _checksum
from slottag.runtime.chain import Chain
from slottag.runtime.packing import Packing
from slottag.runtime.reading import Reading
from slottag.runtime.runs import Runs, Stretches
from slottag.runtime.tagger import Tagger
from slottag.runtime.temperature import _lowest, fit_temperature
from slottag.runtime.texts import Texts
from slottag.runtime.weights import Weights
from slottag.text import Sentence
from slottag.training import EpochDone
from slottag.training.material import Material
from slottag.training.session import Session
from tests.conftest import marked, small_corpus
from tests.test_chain import tag_set

LENGTH = 3


class World:
    """Sentences of three tokens whose tags are drawn from a chain of random scores, and networks that know these."""

    def __init__(self, sentences: int, spread: float = 1.2) -> None:
        rng = np.random.default_rng(0)
        self.tags = tag_set("iob2")
        count = len(self.tags.names)
        self.arrays = {
            "transitions": rng.normal(0, spread, (count, count)).astype(np.float32),
            "start_transitions": rng.normal(0, spread, count).astype(np.float32),
            "end_transitions": rng.normal(0, spread, count).astype(np.float32),
        }
        self.emissions = rng.normal(0, spread, (sentences, LENGTH, count)).astype(np.float32)
        self.sentences = [self._marked(rng, emissions) for emissions in self.emissions]

    def _marked(self, rng: np.random.Generator, emissions: np.ndarray) -> Sentence:
        """A sentence with tags drawn as their probability has it: the softmax over all sequences."""
        chain = Chain(self.tags, Weights(self.arrays))
        sequences = np.array(list(itertools.product(range(len(self.tags.names)), repeat=LENGTH)))
        scores = chain.start[sequences[:, 0]] + chain.end[sequences[:, -1]]
        scores = scores + emissions[np.arange(LENGTH), sequences].sum(axis=1)
        scores = scores + chain.transitions[sequences[:, :-1], sequences[:, 1:]].sum(axis=1)
        weights = np.exp(scores.astype(np.float64))
        drawn = sequences[rng.choice(len(sequences), p=weights / weights.sum())]
        return self._sentence([self.tags.names[tag] for tag in drawn])

    def _sentence(self, tags: list[str]) -> Sentence:
        return Sentence.from_words("abc").with_runs(self.tags.scheme.decode(tags))

    def reading(self, factor: float) -> Reading:
        """What a network makes of the sentences whose scores are this many times the true ones."""
        chain = Chain(self.tags, Weights({name: factor * array for name, array in self.arrays.items()}))
        packing = Packing.of([LENGTH] * len(self.sentences))
        places = packing.places()
        emissions = np.empty((packing.tokens, len(self.tags.names)), dtype=np.float32)
        for own, values in zip(places, self.emissions, strict=True):
            emissions[own] = factor * values
        tags, _ = chain.best(emissions, packing)
        runs = Runs(self.tags)
        found = runs.stretches(tags[packing.in_order], packing.lengths)
        return Reading(Texts.of(self.sentences), packing, chain, emissions, tags, found, runs.slots)

    def faultless(self, factor: float) -> Reading:
        """The same, of sentences that are marked as the network has it."""
        reading = self.reading(factor)
        agreed = [sentence.with_runs(runs) for sentence, runs in zip(self.sentences, reading.runs, strict=True)]
        return replace(reading, texts=Texts.of(agreed))


@pytest.fixture(scope="module")
def world() -> World:
    return World(2000)


# ---- fitting -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.7, 3.0])
def test_scores_that_are_some_times_the_true_ones_have_that_temperature(world: World, factor: float) -> None:
    assert fit_temperature([world.reading(factor)]) == pytest.approx(factor, rel=0.08)


def test_how_the_sentences_are_dealt_into_batches_does_not_matter() -> None:
    whole = World(40).reading(2.0)
    parts = [_part(whole, first, first + 10) for first in range(0, 40, 10)]
    assert fit_temperature(parts) == pytest.approx(fit_temperature([whole]), rel=0.005)


def _part(reading: Reading, first: int, end: int) -> Reading:
    packing = Packing.of([LENGTH] * (end - first))
    places = packing.places()
    emissions = np.empty((packing.tokens, reading.emissions.shape[1]), dtype=np.float32)
    tags = np.empty(packing.tokens, dtype=np.intp)
    for own, other in zip(places, reading.places[first:end], strict=True):
        emissions[own], tags[own] = reading.emissions[other], reading.tags[other]
    texts = reading.texts.part(range(first, end))
    sentences, *others = reading.stretches
    own = (sentences >= first) & (sentences < end)
    found = Stretches(sentences[own] - first, *(values[own] for values in others))
    return Reading(texts, packing, reading.chain, emissions, tags, found, reading.slots)


def test_it_loses_less_than_its_neighbours(world: World) -> None:
    reading = world.reading(2.0)
    right = np.array(reading.right())

    def loss(temperature: float) -> float:
        found = np.array(reading.confidences(temperature).spans)
        return float(-np.log(np.where(right, found, 1 - found)).sum() + 2 * np.log(temperature) ** 2)

    fitted = fit_temperature([reading])
    assert loss(fitted) < min(loss(0.97 * fitted), loss(1.03 * fitted))


def test_what_is_right_is_asked_of_the_sentences_as_given() -> None:
    reading = World(30).reading(1.0)
    expected = [run in sentence.runs() for sentence, runs in zip(reading.sentences, reading.runs, strict=True)
                for run in runs]  # fmt: skip
    assert reading.right() == expected
    assert {True, False} <= set(expected)
    assert len(reading.confidences(1.0).spans) == len(expected)


def test_without_a_span_it_is_one() -> None:
    assert fit_temperature([]) == 1.0
    nothing = World(3).reading(2.0)
    assert fit_temperature([replace(nothing, stretches=Stretches(*(np.zeros((4, 0), dtype=np.intp))))]) == 1.0


def test_without_a_span_it_is_what_it_was_before_and_many_move_it_from_there(world: World) -> None:
    assert fit_temperature([], before=1.5) == 1.5
    few, many = World(2).faultless(10.0), world.reading(3.0)
    assert fit_temperature([few]) < fit_temperature([few], before=1.5) < 1.5
    assert fit_temperature([many], before=0.7) == pytest.approx(3.0, rel=0.08)


def test_few_spans_move_it_little_and_no_mistake_does_not_make_sure_of_everything() -> None:
    one, many = World(1).faultless(10.0), World(40).faultless(20.0)
    assert len(one.right()) == 1
    assert 0.85 < fit_temperature([one]) < 1
    assert 0.5 < fit_temperature([many]) < 0.8


def test_it_stays_within_its_bounds(world: World) -> None:
    assert fit_temperature([world.reading(20.0)]) == pytest.approx(5, rel=0.01)
    assert fit_temperature([world.reading(0.01)]) == pytest.approx(0.2, rel=0.01)


def test_it_is_a_number_that_is_stored_as_it_is(world: World) -> None:
    fitted = fit_temperature([world.reading(1.3)])
    assert float(np.float32(fitted)) == fitted


@pytest.mark.parametrize("valley", [-1.5, -0.2, 0.0, 1.1])
def test_the_search_ends_in_the_valley(valley: float) -> None:
    assert _lowest(lambda x: (x - valley) ** 2, -1.6, 1.6) == pytest.approx(valley, abs=0.005)


# ---- with a model ------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir, tmp_path / "copy"))


def confidences(model: Model) -> list[float]:
    sentences = [sentence.with_spans(()) for sentence in small_corpus()]
    return [span.confidence or 0.0 for sentence in Tagger(model).tag(sentences) for span in sentence.spans]


def stored(directory: Path, arrays: dict[str, Any]) -> Path:
    """The directory with these arrays in place of its own."""
    path = directory / "weights.safetensors"
    before = _checksum(path.read_bytes())
    save_file(arrays, path)
    config = directory / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace(before, _checksum(path.read_bytes())), encoding="utf-8")
    return directory


def test_scores_times_a_factor_at_that_temperature_are_the_scores(model_dir: Path) -> None:
    model = replace(Model.load(model_dir), temperature=1.0)
    grown = {
        name: 3 * array if name.startswith(("emissions.", "sentence.", "decoder.")) else array
        for name, array in model.weights.items()
    }
    assert confidences(replace(model, weights=grown, temperature=3.0)) == pytest.approx(confidences(model), abs=1e-5)
    assert confidences(replace(model, weights=grown)) != pytest.approx(confidences(model), abs=1e-5)


def test_a_temperature_changes_confidences_and_no_span(model_dir: Path) -> None:
    model = Model.load(model_dir)
    sentences = [sentence.with_spans(()) for sentence in small_corpus()]
    warm = replace(model, temperature=2 * model.temperature)
    assert Tagger(warm).tag(sentences) == Tagger(model).tag(sentences)
    assert np.mean(confidences(warm)) < np.mean(confidences(model))


def test_a_trained_model_holds_its_temperature(model_dir: Path) -> None:
    model = Model.load(model_dir)
    array = load_file(model_dir / "weights.safetensors")["temperature"]
    assert (array.dtype, array.shape) == (np.dtype("float32"), (1,))
    assert model.temperature == float(array[0]) == model.metrics["temperature"] != 1.0
    assert "temperature" not in model.weights
    assert f"| temperature | {model.temperature:.4f} |" in (model_dir / "README.md").read_text(encoding="utf-8")


def test_a_model_from_before_there_were_temperatures_has_one(copy: Path) -> None:
    arrays = load_file(copy / "weights.safetensors")
    temperature = arrays.pop("temperature")
    before = Model.load(stored(copy, arrays))
    assert before.temperature == 1.0
    assert confidences(before) != confidences(replace(before, temperature=float(temperature[0])))


def test_a_temperature_is_read_as_a_single_number(copy: Path) -> None:
    arrays = load_file(copy / "weights.safetensors")
    assert Model.load(stored(copy, {**arrays, "temperature": np.array(1.5, dtype=np.float32)})).temperature == 1.5


@pytest.mark.parametrize("value", [[0.0], [-1.0], [np.nan], [np.inf], [1.0, 2.0], []])
def test_a_temperature_that_is_none_is_refused(copy: Path, value: list[float]) -> None:
    arrays = load_file(copy / "weights.safetensors")
    stored(copy, {**arrays, "temperature": np.array(value, dtype=np.float32)})
    with pytest.raises(
        ModelError, match=r"weights\.safetensors: temperature: expected one number from 0.01 to 100, got \["
    ):
        Model.load(copy)


# ---- after a training --------------------------------------------------------------------------------------------


def finished(directory: Path, dev: list[Sentence], **options: Any) -> Model:
    """A model of one epoch."""
    config = Config().replace({"hidden": 8, "word_size": 6, "character_filters": 4, "learning_rate": 0.02, **options})
    material = Material("small", "words", small_corpus(), dev)
    session = Session(material, config, directory, device=torch.device("cpu"))
    next(step for step in session.steps() if isinstance(step, EpochDone))
    return session.finish({"max_seconds": 1.0})


def test_it_is_fitted_on_dev_with_the_weights_that_are_kept(tmp_path: Path) -> None:
    dev = [*small_corpus()[::3], Sentence("", ())]
    model = finished(tmp_path / "m", dev, epochs=4, batch_size=4, learning_rate=0.04)
    assert any(sentence.spans for sentence in Tagger(model).tag(dev))
    assert model.temperature == fit_temperature(list(Tagger(model).reader.readings(dev))) != 1.0
    assert (model.metrics["temperature"], model.metrics["max_seconds"]) == (model.temperature, 1.0)
    assert Model.load(tmp_path / "m").temperature == model.temperature


def test_unfamiliar_sentences_of_dev_have_the_last_word(tmp_path: Path) -> None:
    unfamiliar = [marked("leave {origin} on {departure_date}", origin=place, departure_date="Friday")
                  for place in ("Bergen", "Graz", "Tromso", "Linz")]  # fmt: skip
    dev = [*small_corpus()[::3], *unfamiliar]
    model = finished(tmp_path / "m", dev, epochs=4, batch_size=4, learning_rate=0.04)
    of_dev = fit_temperature(list(Tagger(model).reader.readings(dev)))
    assert model.temperature == fit_temperature(list(Tagger(model).reader.readings(unfamiliar)), before=of_dev)
    assert abs(model.temperature - of_dev) > 0.01


def test_a_dev_split_without_a_span_does_no_harm(tmp_path: Path) -> None:
    model = finished(tmp_path / "m", [marked("thank you")])
    assert 0.2 <= model.temperature <= 5


def test_plain_tags_have_none(tmp_path: Path) -> None:
    words = [sentence.with_runs([(0, 1, "first"), (1, 2, "second")]) for sentence in small_corpus()]
    config = Config().replace({"scheme": "plain", "hidden": 4, "word_size": 4, "character_filters": 4})
    session = Session(Material("t", "words", words, words[:9]), config, tmp_path / "m", device=torch.device("cpu"))
    next(step for step in session.steps() if isinstance(step, EpochDone))
    assert session.finish().temperature == 1.0
