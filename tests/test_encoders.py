"""Every encoder, twice: torch's and NumPy's hold each other, see what they should see, train, and are kept."""

from __future__ import annotations

import itertools
import sys
import time
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import torch

from slottag.errors import ConfigError
from slottag.model import Config, NetworkConfig
from slottag.model.encoders import ENCODERS, Encoder, Shapes
from slottag.nn import Objective
from slottag.nn.encoder import Encoder as TorchEncoder
from slottag.runtime.encoder import Encoder as NumpyEncoder
from slottag.runtime.packing import Packing
from slottag.runtime.recording import AROUND, Gates
from slottag.runtime.tagger import Tagger
from slottag.runtime.weights import Array, Weights
from slottag.runtime.windowed import Windowed
from tests.conftest import marked, train_small
from tests.networks import (
    SENTENCES,
    arrays,
    both,
    config,
    encoder_states,
    one_batch,
    pack,
    packed_emissions,
    padded_emissions,
    shaken,
)

Shape = dict[str, Any]

KEYS = ("encoder", "layers", "directions", "inputs", "attention", "decoder")
SHAPES: list[Shape] = [
    {**dict(zip(KEYS, values, strict=True)), "window": 2, "scheme": "iob2" if values[-1] == "crf" else "bioes"}
    for values in itertools.product(
        ENCODERS, (1, 2), (1, 2), ("words", "characters", "both"), (False, True), ("crf", "softmax")
    )
    if ENCODERS[values[0]].recurrent or values[2] == 1
]
# Of those, some of each encoder in which every value of every setting occurs.
SOME = [
    {"layers": 1, "directions": 2, "inputs": "both", "attention": False, "decoder": "crf"},
    {"layers": 2, "directions": 1, "inputs": "words", "attention": True, "decoder": "softmax"},
    {"layers": 2, "directions": 2, "inputs": "characters", "attention": True, "decoder": "crf"},
]


def name_of(shape: Shape) -> str:
    return "-".join(f"{key}={shape[key]}" if key == "attention" else str(shape[key]) for key in KEYS if key in shape)


RECURRENT = [name for name, encoder in ENCODERS.items() if encoder.recurrent]
encoders = pytest.mark.parametrize("encoder", ENCODERS)
shapes = pytest.mark.parametrize("shape", SHAPES, ids=name_of)
some = pytest.mark.parametrize("shape", SOME, ids=name_of)


@encoders
def test_every_name_has_its_layers_on_both_sides(encoder: str) -> None:
    assert all(callable(import_module(f"slottag.{side}.{encoder}").layer) for side in ("nn", "runtime"))


class _Squashed(torch.nn.Linear):
    """Each word by itself."""

    def forward(self, inputs: torch.Tensor, _mask: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
        return torch.tanh(super().forward(inputs))


class _NumpySquashed:
    def __init__(self, weights: Weights, size: int, hidden: int) -> None:
        self._weight, self._bias = weights.take("weight", hidden, size), weights.take("bias", hidden)

    def __call__(self, inputs: Array, _packing: Packing) -> Array:
        return np.tanh(inputs @ self._weight.T + self._bias)

    def record(self, _inputs: Array, states: Array, _packing: Packing) -> dict[str, Gates]:
        return {AROUND: {"hidden": states}}


def _squashed_arrays(network: NetworkConfig, size: int, _number: int) -> Shapes:
    yield from {"weight": (network.hidden, size), "bias": (network.hidden,)}.items()


def test_a_further_encoder_is_two_files_and_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch_layer = SimpleNamespace(layer=lambda settings, size, _: _Squashed(size, settings.hidden))
    numpy_layer = SimpleNamespace(
        layer=lambda weights, settings, size, _: Windowed(_NumpySquashed(weights, size, settings.hidden))
    )
    monkeypatch.setitem(sys.modules, "slottag.nn.squashed", cast("Any", torch_layer))
    monkeypatch.setitem(sys.modules, "slottag.runtime.squashed", cast("Any", numpy_layer))
    entry = Encoder(arrays=_squashed_arrays, view=lambda _: "each word alone", ahead=lambda _: False)
    monkeypatch.setitem(cast("dict[str, Encoder]", ENCODERS), "squashed", entry)
    model = train_small(tmp_path / "m", encoder="squashed", layers=2)
    loaded = Tagger.load(tmp_path / "m")
    assert loaded.tag(SENTENCES) == Tagger(model).tag(SENTENCES)
    assert loaded.tag([marked("leave {origin}", origin="Oslo")])[0].spans
    assert "2 layers of 16 units, each word alone." in (tmp_path / "m" / "README.md").read_text(encoding="utf-8")
    assert not model.config.network.sees_ahead
    with pytest.raises(ConfigError, match=r"expected one of elman, .*, squashed, got 'abacus'"):
        Config().replace({"encoder": "abacus"})


@shapes
def test_torch_and_numpy_give_the_same_emissions(shape: Shape) -> None:
    settings = config(**shape)
    network, numpy_network, vocabulary = both(settings)
    expected = padded_emissions(network, settings, vocabulary, SENTENCES)
    for row, own in zip(expected, packed_emissions(numpy_network, SENTENCES), strict=True):
        np.testing.assert_allclose(row, own, atol=1e-5)


@encoders
@some
def test_a_sentence_gets_the_same_emissions_alone_and_among_others(encoder: str, shape: Shape) -> None:
    settings = config(encoder=encoder, window=2, **shape)
    network, numpy_network, vocabulary = both(settings)
    together = packed_emissions(numpy_network, SENTENCES)
    padded = padded_emissions(network, settings, vocabulary, SENTENCES)
    for row, sentence, own in zip(padded, SENTENCES, together, strict=True):
        alone = padded_emissions(network, settings, vocabulary, [sentence])[0]
        np.testing.assert_allclose(row, alone, atol=1e-5)
        np.testing.assert_allclose(packed_emissions(numpy_network, [sentence])[0], own, atol=1e-5)


@encoders
@some
def test_every_parameter_gets_a_gradient(encoder: str, shape: Shape) -> None:
    settings = config(encoder=encoder, window=1, **shape)
    network, _, vocabulary = both(settings)
    network.train()
    Objective(network, None, settings.training)(one_batch(settings, vocabulary, SENTENCES)).backward()
    without = [name for name, parameter in network.named_parameters() if not parameter.grad.abs().sum() > 0]
    assert without == []


def changed_places(length: int, place: int, **shape: Any) -> list[list[bool]]:
    """For each direction the places at which a state changes with the token at ``place``, by both implementations."""
    settings = Config().replace({"hidden": 16, "inputs": "words", "word_size": 3, **shape}).network
    encoder = shaken(TorchEncoder(settings, 0.0))
    inputs = torch.randn(1, length, 3)
    changed = inputs.clone()
    changed[0, place] += 1
    mask = torch.ones(1, length, dtype=torch.bool)
    with torch.no_grad():
        differs = (encoder(inputs, mask)[-1] - encoder(changed, mask)[-1]).abs().numpy()[0] > 1e-9
    numpy_encoder = NumpyEncoder(Weights(arrays(encoder)), settings)
    before, after = (encoder_states(numpy_encoder, *pack([values[0].numpy()])) for values in (inputs, changed))
    np.testing.assert_array_equal(differs, np.abs(before - after) > 1e-9)
    return [part.any(axis=1).tolist() for part in np.split(differs, settings.state_size // settings.hidden, axis=1)]


@pytest.mark.parametrize("encoder", RECURRENT)
def test_a_changed_token_changes_no_earlier_forward_and_no_later_backward_state(encoder: str) -> None:
    forwards, backwards = [False, False, False, True, True, True], [True, True, True, True, False, False]
    assert changed_places(6, 3, encoder=encoder, directions=1) == [forwards]
    assert changed_places(6, 3, encoder=encoder, directions=2) == [forwards, backwards]


@pytest.mark.parametrize(("encoder", "options", "reach"), [
    ("feedforward", {"window": 0}, 0),
    ("feedforward", {"window": 0, "layers": 3}, 0),
    ("feedforward", {"window": 2}, 2),
    ("feedforward", {"window": 3, "layers": 2}, 3),
    ("cnn", {"layers": 1}, 1),
    ("cnn", {"layers": 2}, 3),
    ("cnn", {"layers": 3}, 7),
    ("cnn", {"layers": 2, "convolution_width": 5}, 6),
    ("cnn", {"convolution_width": 1}, 0),
])  # fmt: skip
def test_a_network_without_memory_sees_so_many_words_and_no_further(encoder: str, options: Shape, reach: int) -> None:
    assert changed_places(20, 9, encoder=encoder, **options) == [[abs(place - 9) <= reach for place in range(20)]]


def test_attention_lets_every_state_see_the_whole_sentence() -> None:
    settings = config(encoder="feedforward", attention=True, inputs="words")
    network, numpy_network, vocabulary = both(settings)
    here, there = (marked(f"leave Oslo on Friday {word}") for word in ("tomorrow", "leave"))
    for emissions in (
        padded_emissions(network, settings, vocabulary, [here, there]),
        packed_emissions(numpy_network, [here, there]),
    ):
        assert (np.abs(emissions[0] - emissions[1]).max(axis=1) > 1e-6).all()


@pytest.mark.parametrize("sentence", [False, True])
def test_the_strongest_answers_of_the_sentence_have_a_say_in_every_tag(sentence: bool) -> None:
    settings = config(sentence=sentence)
    network, _, vocabulary = both(settings)
    batch = one_batch(settings, vocabulary, SENTENCES)
    with torch.no_grad():
        states = network.encoder(network._inputs(batch), batch.mask)[-1].numpy()
        emissions = network(batch).emissions.numpy()
    named = arrays(network)
    assert ("sentence.weight" in named) == sentence
    for row, own, sent in zip(emissions, states, SENTENCES, strict=True):
        inside = own[: len(sent.tokens)]
        expected = inside @ named["emissions.weight"].T + named["emissions.bias"]
        if sentence:
            expected = expected + inside.max(axis=0) @ named["sentence.weight"].T
        np.testing.assert_allclose(row[: len(inside)], expected, atol=1e-5)


@torch.no_grad()
def test_a_sentence_that_goes_without_its_say_is_left_with_its_states() -> None:
    settings = config()
    network, _, vocabulary = both(settings)
    batch = one_batch(settings, vocabulary, SENTENCES)
    network.dropout.share = 0.0
    network.unheard.share = 1.0
    heard = network(batch).emissions
    unheard = network.train()(batch).emissions
    assert not torch.allclose(heard, unheard)
    network.sentence.weight.zero_()
    torch.testing.assert_close(network.eval()(batch).emissions, unheard)


@pytest.mark.parametrize(
    "shape", [{"encoder": "lstm", "directions": 1}, {"encoder": "cnn"}, {"encoder": "feedforward"}]
)
def test_no_network_sees_through_the_sentence_what_it_does_not_see_itself(shape: Shape) -> None:
    settings = config(inputs="words", sentence=True, **shape)
    network, numpy_network, vocabulary = both(settings)
    pair = [marked(f"leave Oslo on Friday {word}") for word in ("tomorrow", "leave")]
    for here, there in (
        padded_emissions(network, settings, vocabulary, pair),
        packed_emissions(numpy_network, pair),
    ):
        assert np.abs(here[0] - there[0]).max() < 1e-6


@pytest.mark.parametrize(("inputs", "by_word", "by_spelling"), [
    ("words", True, False), ("characters", False, True), ("both", True, True),
])  # fmt: skip
def test_words_are_read_by_their_form_or_their_spelling_or_both(inputs: str, by_word: bool, by_spelling: bool) -> None:
    settings = config(encoder="feedforward", inputs=inputs)
    network, numpy_network, vocabulary = both(settings)
    assert ("words.weight" in arrays(network)) == by_word
    sentence = [marked("i I")]
    for (lower, upper), *_ in (
        padded_emissions(network, settings, vocabulary, sentence),
        packed_emissions(numpy_network, sentence),
    ):
        assert (np.abs(lower - upper).max() > 1e-6) == by_spelling


def trains_and_is_kept(directory: Path, shape: Shape) -> None:
    model = train_small(directory, hidden=8, epochs=1, batch_size=16, word_size=6, character_filters=4, **shape)
    sentences = [marked("leave Rome on Friday"), marked("I would like to arrive New York on May 5th"), marked("Hello")]
    before, after = Tagger(model), Tagger.load(directory)
    assert before.tag(sentences) == after.tag(sentences)
    emissions = [packed_emissions(tagger.reader.network, sentences) for tagger in (before, after)]
    assert all(np.array_equal(*pair) for pair in zip(*emissions, strict=True))
    assert f"`{shape['encoder']}`" in (directory / "README.md").read_text(encoding="utf-8")


@encoders
@some
def test_it_trains_an_epoch_and_the_kept_model_tags_the_same(tmp_path: Path, encoder: str, shape: Shape) -> None:
    trains_and_is_kept(tmp_path / "m", {"encoder": encoder, "window": 1, **shape})


@pytest.mark.slow
@shapes
def test_every_combination_trains_an_epoch_and_is_kept(tmp_path: Path, shape: Shape) -> None:
    trains_and_is_kept(tmp_path / "m", shape)


@pytest.mark.parametrize("encoder", RECURRENT)
def test_a_network_with_memory_learns_what_it_is_for(tmp_path: Path, encoder: str) -> None:
    model = train_small(tmp_path / "m", encoder=encoder, epochs=20)
    sentences = [
        marked("leave {origin} on {departure_date}", origin="Rome", departure_date="Friday"),
        marked("I would like to arrive {destination} on {arrival_date}", destination="Rome", arrival_date="Friday"),
    ]
    assert Tagger(model).tag(sentences) == sentences


def seconds_of_a_step(encoder: str) -> float:
    """Forwards and back through an encoder over a batch such as ATIS has, the best of some."""
    network = TorchEncoder(Config().replace({"encoder": encoder}).network, 0.5)
    inputs, mask = torch.randn(32, 14, 150), torch.ones(32, 14, dtype=torch.bool)
    best = float("inf")
    for _ in range(15):
        begun = time.process_time()
        network(inputs, mask)[-1].sum().backward()
        best = min(best, time.process_time() - begun)
    return best


@pytest.mark.slow
def test_no_encoder_takes_four_times_as_long_as_the_lstm() -> None:
    slowest = {encoder: seconds_of_a_step(encoder) for encoder in ENCODERS}
    assert max(slowest.values()) < 4 * slowest["lstm"], slowest
