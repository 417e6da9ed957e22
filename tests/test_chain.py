"""Likelihood, decoding and probabilities against the enumeration of all tag sequences."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from slottag.model.tags import TagSet
from slottag.nn.decoders import CRF, Softmax
from slottag.runtime import marginals
from slottag.runtime.chain import Chain
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Weights
from slottag.text import SCHEMES, Scheme

SLOTS = ("a", "b")
LENGTHS = [3, 1, 4, 2, 4]


def tag_set(scheme: str) -> TagSet:
    return TagSet(SCHEMES[scheme], SLOTS)


class Case:
    """A random chain over a scheme's tags and the emissions of some sentences, with every allowed sequence listed."""

    def __init__(self, scheme: str, seed: int = 0, scale: float = 2.0) -> None:
        rng = np.random.default_rng(seed)
        self.tags = tag_set(scheme)
        count = len(self.tags.names)
        self.allowed, self.starts, self.ends = self.tags.masks()
        self.arrays = {
            "transitions": rng.normal(0, scale, (count, count)).astype(np.float32),
            "start_transitions": rng.normal(0, scale, count).astype(np.float32),
            "end_transitions": rng.normal(0, scale, count).astype(np.float32),
        }
        self.emissions = [rng.normal(0, scale, (length, count)).astype(np.float32) for length in LENGTHS]
        self.chain = Chain(self.tags, Weights(self.arrays))
        self.packing = Packing.of(LENGTHS)
        self.places = self.packing.places()
        self.packed = np.empty((sum(LENGTHS), count), dtype=np.float32)
        for emissions, places in zip(self.emissions, self.places, strict=True):
            self.packed[places] = emissions

    def sequences(self, length: int) -> list[tuple[int, ...]]:
        return [
            tags
            for tags in itertools.product(range(len(self.tags.names)), repeat=length)
            if self.starts[tags[0]]
            and self.ends[tags[-1]]
            and all(self.allowed[pair] for pair in itertools.pairwise(tags))
        ]

    def score(self, emissions: np.ndarray, tags: tuple[int, ...]) -> float:
        return float(
            self.arrays["start_transitions"][tags[0]]
            + self.arrays["end_transitions"][tags[-1]]
            + sum(emissions[t, tag] for t, tag in enumerate(tags))
            + sum(self.arrays["transitions"][pair] for pair in itertools.pairwise(tags))
        )

    def probabilities(self, emissions: np.ndarray, temperature: float = 1.0) -> dict[tuple[int, ...], float]:
        sequences = self.sequences(len(emissions))
        scores = np.array([self.score(emissions, tags) for tags in sequences]) / temperature
        weights = np.exp(scores - scores.max())
        return dict(zip(sequences, weights / weights.sum(), strict=True))

    def crf(self) -> CRF:
        crf = CRF(*(torch.from_numpy(mask) for mask in (self.allowed, self.starts, self.ends)))
        crf.load_state_dict({name: torch.from_numpy(array) for name, array in self.arrays.items()})
        return crf

    def padded(self) -> tuple[torch.Tensor, torch.Tensor]:
        mask = torch.arange(max(LENGTHS)) < torch.tensor(LENGTHS)[:, None]
        emissions = torch.full((len(LENGTHS), max(LENGTHS), len(self.tags.names)), 7.0)
        for row, own in zip(emissions, self.emissions, strict=True):
            row[: len(own)] = torch.from_numpy(own)
        return emissions, mask


schemes = pytest.mark.parametrize("scheme", ["iob2", "bioes", "bilou", "plain"])
temperatures = pytest.mark.parametrize("temperature", [1.0, 0.4, 2.5])


@schemes
def test_likelihood_is_the_softmax_over_all_allowed_sequences(scheme: str) -> None:
    case = Case(scheme)
    emissions, mask = case.padded()
    chosen = [list(case.probabilities(own))[-1] for own in case.emissions]
    tags = torch.tensor([[*own, *[0] * (max(LENGTHS) - len(own))] for own in chosen])
    expected = [-np.log(case.probabilities(own)[tags]) for own, tags in zip(case.emissions, chosen, strict=True)]
    assert case.crf()(emissions, tags, mask).tolist() == pytest.approx(expected, abs=1e-4)


def test_likelihood_has_the_gradient_of_its_definition() -> None:
    case = Case("iob2")
    emissions, mask = case.padded()
    emissions = emissions.double().requires_grad_()
    crf = case.crf().double()
    tags = torch.zeros_like(mask, dtype=torch.long)
    assert torch.autograd.gradcheck(lambda values: crf(values, tags, mask), emissions)


def test_likelihood_stands_very_unlike_scores() -> None:
    case = Case("iob2", scale=60.0)
    emissions, mask = case.padded()
    tags = torch.zeros_like(mask, dtype=torch.long)
    expected = []
    for own in case.emissions:
        scores = np.array([case.score(own, tags) for tags in case.sequences(len(own))], dtype=np.float64)
        total = scores.max() + np.log(np.exp(scores - scores.max()).sum())
        expected.append(total - case.score(own, (0,) * len(own)))
    assert case.crf()(emissions, tags, mask).tolist() == pytest.approx(expected, rel=1e-4, abs=1e-3)


@schemes
@pytest.mark.parametrize("seed", range(5))
def test_best_is_the_highest_of_all_sequences(scheme: str, seed: int) -> None:
    case = Case(scheme, seed)
    tags, scores = case.chain.best(case.packed, case.packing)
    for emissions, places, score in zip(case.emissions, case.places, scores, strict=True):
        best = max(case.sequences(len(emissions)), key=lambda tags: case.score(emissions, tags))
        assert tuple(tags[places]) == best
        assert score == pytest.approx(case.score(emissions, best), abs=1e-4)


@schemes
@temperatures
def test_tag_probabilities_are_those_of_the_enumeration(scheme: str, temperature: float) -> None:
    case = Case(scheme)
    found = Marginals(case.chain, case.packed, case.packing, temperature).tags()
    for emissions, places in zip(case.emissions, case.places, strict=True):
        expected = np.zeros_like(emissions, dtype=np.float64)
        for tags, probability in case.probabilities(emissions, temperature).items():
            expected[np.arange(len(tags)), tags] += probability
        np.testing.assert_allclose(found[places], expected, atol=1e-6)


@schemes
@temperatures
@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5])
def test_span_probabilities_are_those_of_the_enumeration(scheme: str, temperature: float, seed: int) -> None:
    case = Case(scheme, seed)
    tags, _ = case.chain.best(case.packed, case.packing)
    marginals = Marginals(case.chain, case.packed, case.packing, temperature)
    compared = 0
    for emissions, places in zip(case.emissions, case.places, strict=True):
        runs = decode(case, tags[places])
        found = marginals.spans(tags, [places[first:end] for first, end, _ in runs])
        for run, probability in zip(runs, found, strict=True):
            sequences = case.probabilities(emissions, temperature).items()
            assert probability == pytest.approx(sum(p for tags, p in sequences if run in decode(case, tags)), abs=1e-6)
            compared += 1
    assert compared > 0


@schemes
@temperatures
def test_the_probability_of_a_whole_sequence_is_that_of_the_enumeration(scheme: str, temperature: float) -> None:
    case = Case(scheme, seed=3)
    tags, _ = case.chain.best(case.packed, case.packing)
    found = Marginals(case.chain, case.packed, case.packing, temperature).sequences(tags, case.packing)
    for emissions, places, probability in zip(case.emissions, case.places, found.tolist(), strict=True):
        expected = case.probabilities(emissions, temperature)[tuple(tags[places].tolist())]
        assert probability == pytest.approx(expected, abs=1e-9, rel=1e-5)


@schemes
def test_a_temperature_of_one_leaves_every_probability_as_it_was(scheme: str) -> None:
    case = Case(scheme)
    before = Marginals(case.chain, case.packed, case.packing)
    assert np.array_equal(Marginals(case.chain, case.packed, case.packing, 1.0).tags(), before.tags())
    assert not np.allclose(Marginals(case.chain, case.packed, case.packing, 1.1).tags(), before.tags())


def decode(case: Case, tags: tuple[int, ...] | np.ndarray) -> list[tuple[int, int, str]]:
    return case.tags.scheme.decode([case.tags.names[tag] for tag in tags])


@pytest.mark.parametrize("spread", [1.0, 10.0, 60.0])
@pytest.mark.parametrize("scale", [0.1, 3.0, 30.0])
def test_seldom_scaled_is_as_if_scaled_at_each_step(
    spread: float, scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    chain, packing = Case("bioes", scale=scale).chain, Packing.of([300, 299, 2, 1])
    emissions = rng.normal(0, spread, (packing.tokens, len(chain.start))).astype(np.float32)
    seldom = Marginals(chain, emissions, packing)
    monkeypatch.setattr(marginals, "_MAGNITUDE", 0.0)
    always = Marginals(chain, emissions, packing)
    np.testing.assert_allclose(seldom.tags(), always.tags(), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(seldom.tags().sum(axis=1), 1.0, rtol=1e-9)


def test_softmax_decoding_takes_the_best_tags_that_the_scheme_allows() -> None:
    case = Case("iob2")
    chain = Chain(case.tags, None)
    tags, _ = chain.best(case.packed, case.packing)
    for emissions, places in zip(case.emissions, case.places, strict=True):
        best = max(
            case.sequences(len(emissions)), key=lambda tags: sum(emissions[t, tag] for t, tag in enumerate(tags))
        )
        assert tuple(tags[places]) == best


def test_softmax_loss_is_the_cross_entropy_of_the_tokens_alone() -> None:
    case = Case("iob2")
    emissions, mask = case.padded()
    tags = torch.ones_like(mask, dtype=torch.long)
    expected = [
        -sum(np.log(np.exp(row[1]) / np.exp(row).sum()) for row in own.astype(np.float64)) for own in case.emissions
    ]
    assert Softmax()(emissions, tags, mask).tolist() == pytest.approx(expected, abs=1e-4)


@schemes
def test_masks_say_what_the_scheme_says(scheme: str) -> None:
    tags = tag_set(scheme)
    allowed, starts, ends = tags.masks()
    for (i, before), (j, after) in itertools.product(enumerate(tags.names), repeat=2):
        assert allowed[i, j] == fits(tags.scheme, before, after), (before, after)
    assert [bool(x) for x in starts] == [fits(tags.scheme, "O", tag) for tag in tags.names]
    assert [bool(x) for x in ends] == [fits(tags.scheme, tag, "O") for tag in tags.names]


@schemes
def test_a_tag_set_asks_its_scheme_as_often_whatever_the_slots(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, kind = [], type(SCHEMES[scheme])
    of_scheme = kind.allowed

    def allowed(self: Any, *pair: str, same_slot: bool) -> bool:
        asked.append((*pair, same_slot))
        return of_scheme(self, *pair, same_slot=same_slot)

    monkeypatch.setattr(kind, "allowed", allowed)
    TagSet(SCHEMES[scheme], tuple(f"s{number}" for number in range(80))).masks()
    assert len(set(asked)) == len(asked) == 2 * (1 + len(SCHEMES[scheme].prefixes)) ** 2


def test_tags_lie_slot_by_slot_behind_o() -> None:
    tags = tag_set("iob2")
    assert len(tags) == 5
    assert tags.names == ("O", "B-a", "I-a", "B-b", "I-b")
    assert tags.slot_of_each == ("", "a", "a", "b", "b")


def fits(scheme: Scheme, before: str, after: str) -> bool:
    (prefix, slot), (behind, other) = scheme.split(before), scheme.split(after)
    return scheme.allowed(prefix, behind, same_slot=slot == other)


def test_packing_lays_tokens_step_by_step_the_longest_first() -> None:
    packing = Packing.of([2, 3])
    assert packing.order.tolist() == [1, 0]
    assert packing.places() == [[1, 3], [0, 2, 4]]
    assert [(s.start, s.stop) for s in packing.steps] == [(0, 2), (2, 4), (4, 5)]
