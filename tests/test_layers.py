"""Layers in their limiting cases, where one network becomes another, and those without memory beside torch's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from slottag.model import Config
from slottag.model.vocabulary import NO_CHARACTER
from slottag.nn.attention import Attention
from slottag.nn.characters import CharacterCNN
from slottag.nn.clockwork import Clockwork as TorchClockwork
from slottag.nn.cnn import CNN as TorchCNN
from slottag.nn.elman import Elman as TorchElman
from slottag.nn.encoder import Encoder as TorchEncoder
from slottag.nn.feedforward import Feedforward as TorchFeedforward
from slottag.nn.lstm import LSTM as TorchLSTM
from slottag.nn.peephole import Peephole as TorchPeephole
from slottag.runtime import attention as numpy_attention
from slottag.runtime.clockwork import Clockwork as NumpyClockwork
from slottag.runtime.cnn import CNN as NumpyCNN
from slottag.runtime.elman import Elman as NumpyElman
from slottag.runtime.encoder import Encoder as NumpyEncoder
from slottag.runtime.feedforward import Feedforward as NumpyFeedforward
from slottag.runtime.lstm import LSTM as NumpyLSTM
from slottag.runtime.packing import Packing
from slottag.runtime.peephole import Peephole as NumpyPeephole
from slottag.runtime.weights import Weights
from tests.networks import (
    LENGTHS,
    MASK,
    arrays,
    cell_states,
    encoder_states,
    pack,
    padded,
    random_sentences,
    shaken,
    small_network,
)

INPUT, HIDDEN = 3, 6
PERIODS = (1, 1, 2, 2, 4, 4)


def with_weights(module: Any, weights: dict[str, torch.Tensor]) -> Any:
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(weights[name])
    return module


def of_one_bias(cell: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The weights of one of torch's cells under the names of ours, which have one bias where its have two."""
    own = dict(cell.named_parameters())
    names = {"weight_ih": own["weight_ih_l0"], "weight_hh": own["weight_hh_l0"]}
    return {**names, "bias": own["bias_ih_l0"] + own["bias_hh_l0"]}


def assert_same(*cells: tuple[Any, Any]) -> None:
    """Two cells give the same states, and so do their NumPy classes, in either direction."""
    own = random_sentences(INPUT)
    torch.testing.assert_close(*(cell(padded(own)) for cell, _ in cells))
    numpy_cells = [numpy_class(Weights(arrays(cell)), INPUT, HIDDEN) for cell, numpy_class in cells]
    for backwards in (False, True):
        states = [np.concatenate(cell_states(cell, own, HIDDEN, backwards=backwards)) for cell in numpy_cells]
        np.testing.assert_allclose(*states, atol=1e-6)


def test_peepholes_of_zero_make_an_lstm() -> None:
    lstm = shaken(TorchLSTM(INPUT, HIDDEN))
    blind = with_weights(TorchPeephole(INPUT, HIDDEN), {**of_one_bias(lstm), "peepholes": torch.zeros(3, HIDDEN)})
    assert_same((lstm, NumpyLSTM), (blind, NumpyPeephole))


@pytest.mark.parametrize("period", [1, 3])
def test_a_clockwork_of_one_period_is_an_elman_network_that_takes_in_every_so_many_words(period: int) -> None:
    elman = shaken(TorchElman(INPUT, HIDDEN))
    periods = (period,) * HIDDEN
    clockwork = with_weights(TorchClockwork(INPUT, HIDDEN, periods), of_one_bias(elman))
    if period == 1:
        assert_same((elman, NumpyElman), (clockwork, partial(NumpyClockwork, periods=periods)))
    inputs = padded(random_sentences(INPUT))
    states = clockwork(inputs)
    for first in range(period):
        torch.testing.assert_close(states[:, first::period][:, :3], elman(inputs[:, ::period])[:, :3])


def test_an_elman_network_without_recurrent_weights_is_a_feedforward_one() -> None:
    elman = shaken(TorchElman(INPUT, HIDDEN))
    torch.nn.init.zeros_(elman.weight_hh_l0)
    weights = of_one_bias(elman)
    plain = with_weights(TorchFeedforward(INPUT, HIDDEN, 0), {"weight": weights["weight_ih"], "bias": weights["bias"]})
    inputs = padded(random_sentences(INPUT))
    torch.testing.assert_close(plain(inputs, MASK)[MASK], elman(inputs)[MASK])


def changes(states: np.ndarray) -> list[list[int]]:
    """For each group of units of ``(length, hidden)`` the steps at which they are other than the step before."""
    before = np.concatenate((np.zeros_like(states[:1]), states[:-1]))
    return [np.flatnonzero((states != before)[:, group].any(axis=1)).tolist() for group in ([0, 1], [2, 3], [4, 5])]


def test_each_clock_starts_with_the_first_token_read_whatever_the_batch() -> None:
    settings = small_network(encoder="clockwork", hidden=HIDDEN, word_size=INPUT, clock_groups=3)
    assert settings.clock_periods == PERIODS
    encoder = shaken(TorchEncoder(settings, 0.0))
    packed, packing = pack(random_sentences(INPUT))
    numpy_states = encoder_states(NumpyEncoder(Weights(arrays(encoder)), settings), packed, packing)
    with torch.no_grad():
        states = encoder(padded(random_sentences(INPUT)), MASK)[-1].numpy()
    for row, length, places in zip(states, LENGTHS, packing.places(), strict=True):
        expected = [list(range(0, length, period)) for period in (1, 2, 4)]
        for own in (row[:length], numpy_states[places]):
            assert changes(own[:, :HIDDEN]) == expected
            assert changes(own[::-1, HIDDEN:]) == expected


def test_fast_units_feed_no_slow_ones() -> None:
    clockwork = shaken(TorchClockwork(INPUT, HIDDEN, PERIODS))
    own = random_sentences(INPUT)

    def states() -> list[np.ndarray]:
        numpy_cell = NumpyClockwork(Weights(arrays(clockwork)), INPUT, HIDDEN, PERIODS)
        return [clockwork(padded(own)).detach().numpy()[MASK], np.concatenate(cell_states(numpy_cell, own, HIDDEN))]

    before = states()
    for slow, fast in ((2, 1), (4, 0), (5, 3)):
        clockwork.weight_hh.detach()[slow, fast] += 10
    assert all(np.array_equal(*pair) for pair in zip(before, states(), strict=True))
    clockwork.weight_hh.detach()[1, 4] += 10
    assert not any(np.array_equal(*pair) for pair in zip(before, states(), strict=True))


def layer_states(layer: Any, numpy_layer: Any) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The inputs of each sentence, and its states by a layer and its NumPy class."""
    own = random_sentences(INPUT)
    behind = padded(own).masked_fill(~MASK[:, :, None], 7.0)
    packed, packing = pack(own)
    states, numpy_states = layer(behind, MASK).detach().numpy(), numpy_layer(packed, packing)
    return [
        (inputs, row[: len(inputs)], numpy_states[places])
        for inputs, row, places in zip(own, states, packing.places(), strict=True)
    ]


@pytest.mark.parametrize("window", [0, 1, 4])
def test_a_feedforward_layer_multiplies_the_words_of_its_window_side_by_side(window: int) -> None:
    layer = shaken(TorchFeedforward(INPUT, HIDDEN, window))
    numpy_layer = NumpyFeedforward(Weights(arrays(layer)), INPUT, HIDDEN, window)
    for inputs, states, numpy_states in layer_states(layer, numpy_layer):
        around = np.pad(inputs, ((window, window), (0, 0)))
        seen = np.array([around[t : t + 2 * window + 1].ravel() for t in range(len(inputs))])
        expected = np.tanh(seen @ layer.weight.detach().numpy().T + layer.bias.detach().numpy())
        np.testing.assert_allclose(states, expected, atol=1e-6)
        np.testing.assert_allclose(numpy_states, expected, atol=1e-6)


@pytest.mark.parametrize(("width", "dilation"), [(1, 1), (3, 1), (3, 4), (5, 2)])
def test_a_convolution_is_the_sum_of_its_words_each_by_its_own_weights(width: int, dilation: int) -> None:
    layer = shaken(TorchCNN(INPUT, HIDDEN, width, dilation))
    numpy_layer = NumpyCNN(Weights(arrays(layer)), INPUT, HIDDEN, width, dilation)
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    for inputs, states, numpy_states in layer_states(layer, numpy_layer):
        expected = np.tile(bias, (len(inputs), 1))
        for t, place in np.ndindex(len(inputs), width):
            seen = t + (place - width // 2) * dilation
            if 0 <= seen < len(inputs):
                expected[t] += weight[:, :, place] @ inputs[seen]
        np.testing.assert_allclose(states, np.maximum(expected, 0), atol=1e-5)
        np.testing.assert_allclose(numpy_states, np.maximum(expected, 0), atol=1e-5)


@pytest.mark.parametrize("width", [1, 3, 5])
def test_characters_are_read_by_torchs_own_convolution(width: int) -> None:
    torch.manual_seed(width)
    layer, lengths = CharacterCNN(20, 5, 7, width), torch.tensor([[9], [1], [4]])
    mask = torch.arange(9) < lengths
    characters = torch.randint(NO_CHARACTER + 1, 20, (3, 9)) * mask
    answers = layer.convolution(layer.embedding(characters).transpose(1, 2))
    by_hand = torch.relu(answers.masked_fill(~mask[:, None], -torch.inf).amax(dim=2))
    torch.testing.assert_close(layer(characters, mask), by_hand)
    gradients = [
        torch.autograd.grad(features.square().sum(), list(layer.parameters()))
        for features in (layer(characters, mask), by_hand)
    ]
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize("at_once", [2**22, 20, 1])
def test_attention_is_the_scaled_dot_product_of_torch(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numpy_attention, "_WEIGHTS", at_once)
    layer = shaken(Attention(INPUT, 5))
    for inputs, states, numpy_states in layer_states(
        layer, numpy_attention.Attention(Weights(arrays(layer)), INPUT, 5)
    ):
        alone = torch.from_numpy(inputs)[None]
        view = functional.scaled_dot_product_attention(layer.query(alone), layer.key(alone), alone)[0]
        expected = np.concatenate((inputs, view.detach().numpy()), axis=1)
        np.testing.assert_allclose(states, expected, atol=1e-6)
        np.testing.assert_allclose(numpy_states, expected, atol=1e-6)


def test_attention_to_one_state_alone_overflows_nowhere() -> None:
    layer = shaken(Attention(INPUT, 5))
    for own in random_sentences(INPUT):
        rows, packing = pack([1000 * own])
        states = numpy_attention.Attention(Weights(arrays(layer)), INPUT, 5)(rows, packing)
        expected = layer(torch.from_numpy(rows)[None], torch.ones(1, len(rows), dtype=torch.bool))[0]
        np.testing.assert_allclose(states, expected.detach().numpy(), rtol=1e-5)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(-10, 10))
def test_shifting_takes_the_value_of_the_token_so_many_places_on(lengths: Sequence[int], offset: int) -> None:
    packing = Packing.of(lengths)
    values = np.arange(1, packing.tokens + 1, dtype=np.float32)[:, None]
    shifted = packing.shifted(values, offset)
    for places in packing.places():
        own = values[places, 0].tolist()
        expected = [own[t + offset] if 0 <= t + offset < len(own) else 0 for t in range(len(own))]
        assert shifted[places, 0].tolist() == expected


def test_units_run_at_doubling_periods_in_groups_of_about_one_size() -> None:
    network = Config().replace({"encoder": "clockwork", "hidden": 10, "clock_groups": 3}).network
    assert network.clock_periods == (1, 1, 1, 1, 2, 2, 2, 4, 4, 4)
    assert Config().replace({"hidden": 2}).network.clock_periods == (1, 4)
    assert Config().network.clock_periods == (1,) * 38 + (2,) * 37 + (4,) * 38 + (8,) * 37
