"""What is recorded of a network is what it did: its states follow from the recorded gates, for every encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from slottag.model.encoders import ENCODERS
from slottag.nn.encoder import Encoder as TorchEncoder
from slottag.runtime.encoder import Encoder as NumpyEncoder
from slottag.runtime.network import Network
from slottag.runtime.packing import Packing
from slottag.runtime.recording import AROUND, BACKWARDS, FORWARDS, Recorded
from slottag.runtime.weights import Weights
from tests.networks import LENGTHS, SENTENCES, arrays, both, config, pack, random_sentences, shaken, small_network

INPUT, HIDDEN = 3, 8
encoders = pytest.mark.parametrize("encoder", ENCODERS)
Vector = np.ndarray


def before(values: Vector, direction: str) -> Vector:
    """The values of the step before, zeros at the first."""
    nothing = np.zeros_like(values[:1])
    return np.concatenate((nothing, values[:-1]) if direction == FORWARDS else (values[1:], nothing))


def remade(encoder: str, gates: dict[str, Vector], direction: str) -> dict[str, Vector]:
    """The states of one sentence, made from its other gates alone."""
    if encoder in ("lstm", "peephole"):
        cell = gates["forget"] * before(gates["cell"], direction) + gates["input"] * gates["candidate"]
        return {"cell": cell, "hidden": gates["output"] * np.tanh(cell)}
    if encoder == "gru":
        z = gates["update"]
        return {"hidden": z * before(gates["hidden"], direction) + (1 - z) * gates["candidate"]}
    if encoder == "clockwork":
        return {"hidden": np.where(gates["clock"] > 0, gates["candidate"], before(gates["hidden"], direction))}
    return {}


def recorded(encoder: str, **options: Any) -> tuple[NumpyEncoder, dict[str, Vector], Vector, list[Recorded], Packing]:

    settings = small_network(encoder=encoder, hidden=HIDDEN, word_size=INPUT, **options)
    module = shaken(TorchEncoder(settings, 0.0))
    network = NumpyEncoder(Weights(arrays(module)), settings)
    inputs, packing = pack(random_sentences(INPUT))
    prepared, rows = network.prepare(inputs), np.arange(len(inputs))
    states, layers = network.record(prepared, rows, packing)
    np.testing.assert_array_equal(states, network(prepared, rows, packing))
    return network, arrays(module), states, layers, packing


@encoders
@pytest.mark.parametrize(("layers", "directions"), [(1, 1), (2, 2)])
def test_the_states_that_are_passed_on_are_those_recorded_first(encoder: str, layers: int, directions: int) -> None:
    _, _, states, held, _ = recorded(encoder, layers=layers, directions=directions, window=1)
    last = [next(iter(layer.gates.values())) for layer in held if layer.layer == layers]
    np.testing.assert_array_equal(np.concatenate(last, axis=1), states)
    expected = [FORWARDS, BACKWARDS][:directions] if ENCODERS[encoder].recurrent else [AROUND]
    assert [(layer.layer, layer.direction) for layer in held] == [
        (number, direction) for number in range(1, layers + 1) for direction in expected
    ]


@encoders
def test_states_follow_from_the_recorded_gates(encoder: str) -> None:
    _, _, _, held, packing = recorded(encoder, layers=2, directions=2, window=1)
    for layer in held:
        for places in packing.places():
            gates = layer.at(places).gates
            for name, values in remade(encoder, dict(gates), layer.direction).items():
                np.testing.assert_allclose(gates[name], values, atol=1e-5)


@pytest.mark.parametrize("encoder", ["cnn", "feedforward"])
def test_shares_of_the_words_make_the_states(encoder: str) -> None:
    _, weights, _, held, _ = recorded(encoder, window=1)
    gates = held[0].gates
    assert list(gates) == ["hidden", "word-1", "word+0", "word+1"]
    total = sum(gates[name] for name in list(gates)[1:]) + weights["0.bias"]
    expected = np.maximum(total, 0) if encoder == "cnn" else np.tanh(total)
    np.testing.assert_allclose(gates["hidden"], expected, atol=1e-5)


def test_the_outputs_that_come_back_follow_from_the_hidden_states_of_a_jordan_network() -> None:
    _, weights, _, held, _ = recorded("jordan", directions=1)
    gates = held[0].gates
    expected = np.tanh(gates["hidden"] @ weights["0.forwards.weight_ho"].T + weights["0.forwards.bias_o"])
    np.testing.assert_allclose(gates["returned"], expected, atol=1e-5)


@pytest.mark.parametrize("encoder", ["lstm", "peephole", "gru"])
def test_gates_lie_between_0_and_1_and_are_those_of_the_equations(encoder: str) -> None:
    _, weights, _, held, packing = recorded(encoder, directions=1)
    inputs, _ = pack(random_sentences(INPUT))
    suffix = "" if encoder == "peephole" else "_l0"
    own = {name.removeprefix("0.forwards.").removesuffix(suffix): array for name, array in weights.items()}
    bias = own["bias"] if encoder == "peephole" else own["bias_ih"] + own["bias_hh"]
    for places in packing.places():
        gates = held[0].at(places).gates
        hidden = before(gates["hidden"], FORWARDS)
        drive = inputs[places] @ own["weight_ih"].T + hidden @ own["weight_hh"].T + bias
        first = drive[:, :HIDDEN]
        if encoder == "peephole":
            first = first + own["peepholes"][0] * before(gates["cell"], FORWARDS)
        name = "reset" if encoder == "gru" else "input"
        np.testing.assert_allclose(gates[name], 1 / (1 + np.exp(-first)), atol=1e-5)
        assert all(((values >= 0) & (values <= 1)).all() for gate, values in gates.items()
                   if gate in ("input", "forget", "output", "update", "reset"))  # fmt: skip


def test_a_clock_ticks_from_the_first_token_that_is_read() -> None:
    _, _, _, held, packing = recorded("clockwork", directions=2, clock_groups=4)
    places = packing.places()[LENGTHS.index(5)]
    ticks = held[0].at(places).gates["clock"]
    np.testing.assert_array_equal(ticks[:, ::2], [[1, 1, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]])
    np.testing.assert_array_equal(held[1].at(places).gates["clock"], ticks[::-1])


def test_attention_is_recorded_for_each_sentence() -> None:
    _, network, _ = both(config(attention=True))
    packing = Packing.of([len(sentence.tokens) for sentence in SENTENCES])
    held, attention = network.record(_laid_out(packing), packing)
    assert attention is not None
    states = np.concatenate([layer.gates["hidden"] for layer in held], axis=1)
    (member,) = network._members
    views = member._attention(states, packing)[:, states.shape[1] :]  # type: ignore[misc]
    for own, weights in zip(packing.places(), attention, strict=True):
        np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(weights @ states[own], views[own], atol=1e-5)


@encoders
def test_a_sentence_holds_the_same_alone_and_among_others(encoder: str) -> None:
    _, network, _ = both(config(encoder=encoder, layers=2, window=1))
    together = Packing.of([len(sentence.tokens) for sentence in SENTENCES])
    held, _ = network.record(_laid_out(together), together)
    own = SENTENCES[-1]
    alone, _ = network.record(own.words, Packing.of([len(own.tokens)]))
    for among, single in zip(held, alone, strict=True):
        for gate, values in among.at(together.places()[-1]).gates.items():
            np.testing.assert_allclose(values, single.gates[gate], atol=1e-5)


def _laid_out(packing: Packing) -> list[str]:
    words = [""] * packing.tokens
    for sentence, own in zip(SENTENCES, packing.places(), strict=True):
        for place, word in zip(own, sentence.words, strict=True):
            words[place] = word
    return words


def test_a_network_without_attention_has_none() -> None:
    network: Network = both(config())[1]
    packing = Packing.of([len(sentence.tokens) for sentence in SENTENCES])
    assert network.record(_laid_out(packing), packing)[1] is None
