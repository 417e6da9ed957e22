"""Cells against their equations written out, against torch's own modules, and against gradients by differences."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from slottag.model.encoders import ENCODERS
from slottag.nn.clockwork import Clockwork as TorchClockwork
from slottag.nn.elman import Elman as TorchElman
from slottag.nn.encoder import Encoder as TorchEncoder
from slottag.nn.gru import GRU as TorchGRU
from slottag.nn.jordan import Jordan as TorchJordan
from slottag.nn.lstm import LSTM as TorchLSTM
from slottag.nn.peephole import Peephole as TorchPeephole
from slottag.runtime.clockwork import Clockwork as NumpyClockwork
from slottag.runtime.elman import Elman as NumpyElman
from slottag.runtime.encoder import Encoder as NumpyEncoder
from slottag.runtime.gru import GRU as NumpyGRU
from slottag.runtime.jordan import Jordan as NumpyJordan
from slottag.runtime.lstm import LSTM as NumpyLSTM
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

Vector = np.ndarray
Step = Callable[[dict[str, Vector], int, Vector, Any], tuple[Vector, Any]]

INPUT, HIDDEN = 3, 4
PERIODS = (1, 1, 2, 4)


def sigma(x: Vector) -> Vector:
    return 1 / (1 + np.exp(-x))


def elman(w: dict[str, Vector], _: int, x: Vector, h: Vector) -> tuple[Vector, Any]:
    h = np.tanh(w["weight_ih_l0"] @ x + w["bias_ih_l0"] + w["weight_hh_l0"] @ h + w["bias_hh_l0"])
    return h, h


def jordan(w: dict[str, Vector], _: int, x: Vector, y: Vector) -> tuple[Vector, Any]:
    h = np.tanh(w["weight_ih"] @ x + w["weight_hh"] @ y + w["bias"])
    y = np.tanh(w["weight_ho"] @ h + w["bias_o"])
    return y, y


def lstm(w: dict[str, Vector], _: int, x: Vector, state: Any) -> tuple[Vector, Any]:
    h, c = state
    i, f, g, o = np.split(w["weight_ih_l0"] @ x + w["bias_ih_l0"] + w["weight_hh_l0"] @ h + w["bias_hh_l0"], 4)
    c = sigma(f) * c + sigma(i) * np.tanh(g)
    h = sigma(o) * np.tanh(c)
    return h, (h, c)


def peephole(w: dict[str, Vector], _: int, x: Vector, state: Any) -> tuple[Vector, Any]:
    h, c = state
    i, f, g, o = np.split(w["weight_ih"] @ x + w["weight_hh"] @ h + w["bias"], 4)
    to_i, to_f, to_o = w["peepholes"]
    new = sigma(f + to_f * c) * c + sigma(i + to_i * c) * np.tanh(g)
    h = sigma(o + to_o * new) * np.tanh(new)
    return h, (h, new)


def gru(w: dict[str, Vector], _: int, x: Vector, h: Vector) -> tuple[Vector, Any]:
    r_x, z_x, n_x = np.split(w["weight_ih_l0"] @ x + w["bias_ih_l0"], 3)
    r_h, z_h, n_h = np.split(w["weight_hh_l0"] @ h + w["bias_hh_l0"], 3)
    z, n = sigma(z_x + z_h), np.tanh(n_x + sigma(r_x + r_h) * n_h)
    h = z * h + (1 - z) * n
    return h, h


def clockwork(w: dict[str, Vector], t: int, x: Vector, h: Vector) -> tuple[Vector, Any]:
    new = h.copy()
    for unit, period in enumerate(PERIODS):
        if t % period == 0:
            fed = [other for other in range(HIDDEN) if PERIODS[other] >= period]
            new[unit] = np.tanh(w["weight_ih"][unit] @ x + w["weight_hh"][unit, fed] @ h[fed] + w["bias"][unit])
    return new, new


ZERO = np.zeros(HIDDEN)
CELLS: dict[str, tuple[Any, Any, Step, Any]] = {
    "elman": (TorchElman, NumpyElman, elman, ZERO),
    "jordan": (TorchJordan, NumpyJordan, jordan, ZERO),
    "lstm": (TorchLSTM, NumpyLSTM, lstm, (ZERO, ZERO)),
    "peephole": (TorchPeephole, NumpyPeephole, peephole, (ZERO, ZERO)),
    "gru": (TorchGRU, NumpyGRU, gru, ZERO),
    "clockwork": (
        partial(TorchClockwork, periods=PERIODS),
        partial(NumpyClockwork, periods=PERIODS),
        clockwork,
        ZERO,
    ),
}
cells = pytest.mark.parametrize("name", CELLS)


def written_out(step: Step, weights: dict[str, Vector], start: Any, inputs: Vector) -> Vector:
    state, outputs = start, []
    for t, x in enumerate(inputs):
        output, state = step(weights, t, x, state)
        outputs.append(output)
    return np.array(outputs)


def test_every_cell_is_tested_here() -> None:
    assert list(CELLS) == [name for name, encoder in ENCODERS.items() if encoder.recurrent]


@cells
def test_a_cell_does_what_its_equations_say_in_either_direction(name: str) -> None:
    make, numpy_make, step, start = CELLS[name]
    cell = shaken(make(INPUT, HIDDEN))
    numpy_cell = numpy_make(Weights(arrays(cell)), INPUT, HIDDEN)
    weights = {key: array.astype(np.float64) for key, array in arrays(cell).items()}
    own = random_sentences(INPUT)
    with torch.no_grad():
        states = cell(padded(own)).numpy()
    forwards, backwards = cell_states(numpy_cell, own, HIDDEN), cell_states(numpy_cell, own, HIDDEN, backwards=True)
    for row, left, right, inputs in zip(states, forwards, backwards, own, strict=True):
        expected = written_out(step, weights, start, inputs)
        np.testing.assert_allclose(row[: len(inputs)], expected, atol=1e-6)
        np.testing.assert_allclose(left, expected, atol=1e-6)
        np.testing.assert_allclose(right, written_out(step, weights, start, inputs[::-1])[::-1], atol=1e-6)


@cells
def test_gradients_of_a_cell_are_those_of_its_function(name: str) -> None:
    cell = shaken(CELLS[name][0](2, HIDDEN)).double()
    inputs = torch.randn(2, 5, 2, dtype=torch.float64, requires_grad=True)
    names, parameters = zip(*cell.named_parameters(), strict=True)

    def states(inputs: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(cell, dict(zip(names, values, strict=True)), (inputs,))

    assert torch.autograd.gradcheck(states, (inputs, *parameters))


@pytest.mark.parametrize(("name", "module"), [("elman", torch.nn.RNN), ("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)])
def test_two_layers_in_both_directions_are_those_of_torch_with_their_gradients(name: str, module: Any) -> None:
    settings = small_network(encoder=name, hidden=HIDDEN, word_size=INPUT, layers=2)
    own = shaken(TorchEncoder(settings, 0.0))
    reference = module(INPUT, HIDDEN, num_layers=2, bidirectional=True, batch_first=True)
    counterpart = {}
    for key, parameter in own.named_parameters():
        layer, direction, kind = key.split(".")
        suffix = f"_l{layer}{'_reverse' if direction == 'backwards' else ''}"
        counterpart[key] = reference.get_parameter(kind.removesuffix("_l0") + suffix)
        counterpart[key].data.copy_(parameter.data)
    inputs = padded(random_sentences(INPUT))
    packed = pack_padded_sequence(inputs, torch.tensor(LENGTHS), batch_first=True, enforce_sorted=False)
    expected, _ = pad_packed_sequence(reference(packed)[0], batch_first=True)
    found = own(inputs, MASK)[-1]
    torch.testing.assert_close(found[MASK], expected[MASK])
    numpy_encoder = NumpyEncoder(Weights(arrays(own)), settings)
    rows, packing = pack(random_sentences(INPUT))
    states = encoder_states(numpy_encoder, rows, packing)
    for row, length, places in zip(expected.detach().numpy(), LENGTHS, packing.places(), strict=True):
        np.testing.assert_allclose(states[places], row[:length], atol=1e-6)
    for states in (found, expected):
        states[MASK].square().sum().backward()
    for key, parameter in own.named_parameters():
        torch.testing.assert_close(parameter.grad, counterpart[key].grad)
