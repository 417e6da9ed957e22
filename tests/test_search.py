"""The search among few tags against the dense one, which is the oracle: the same sequence always, ties included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slottag.model.tags import TagSet
from slottag.runtime import likeliest as module
from slottag.runtime.chain import Chain
from slottag.runtime.likeliest import likeliest
from slottag.runtime.packing import Packing
from slottag.runtime.staggered import Staggered
from slottag.runtime.viterbi import Viterbi
from slottag.runtime.weights import Weights
from slottag.text import SCHEMES

# The spread of the transitions.
MOVES = 0.5


class Lattice:
    """A random chain over a scheme's tags and the emissions of some sentences."""

    def __init__(self, scheme: str, slots: int, lengths: list[int], seed: int, spread: float, whole: bool) -> None:
        rng = np.random.default_rng(seed)
        tags = TagSet(SCHEMES[scheme], tuple(f"s{number}" for number in range(slots)))
        count = len(tags.names)
        allowed, starts, ends = tags.masks()
        learned = [rng.normal(0, MOVES, shape).astype(np.float32) for shape in ((count, count), count, count)]
        # Two tags of each token may stand out, as a trained network has it.
        emissions = rng.normal(0, 1 + whole, (sum(lengths), count))
        emissions[np.arange(len(emissions)), rng.integers(0, count, (2, len(emissions)))] += spread
        # Whole numbers make many sequences of equal scores.
        self.emissions = (np.rint(emissions) if whole else emissions).astype(np.float32)
        scores = [np.rint(array) if whole else array for array in learned]
        self.scores = [
            np.where(mask, array, np.float32(-np.inf))
            for mask, array in zip((allowed, starts, ends), scores, strict=True)
        ]
        self.packing = Packing.of(lengths)
        names = ("transitions", "start_transitions", "end_transitions")
        self.chain = Chain(tags, Weights(dict(zip(names, scores, strict=True))))


def assert_same(found: tuple[np.ndarray, np.ndarray], expected: tuple[np.ndarray, np.ndarray]) -> None:
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


@given(
    scheme=st.sampled_from(["iob2", "bioes", "bilou", "plain"]),
    slots=st.integers(0, 12),
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=7),
    few=st.lists(st.integers(1, 8), min_size=1, max_size=3),
    seed=st.integers(0, 2**20),
    spread=st.sampled_from([0.0, 0.3, 1.0, 4.0, 30.0]),
    whole=st.booleans(),
)
@settings(deadline=None, max_examples=300)
def test_the_best_sequence_is_that_of_the_dense_search(
    scheme: str, slots: int, lengths: list[int], few: list[int], seed: int, spread: float, whole: bool
) -> None:
    lattice = Lattice(scheme, slots, lengths, seed, spread, whole)
    found = Staggered(*lattice.scores, few=few)(lattice.emissions, lattice.packing)
    assert_same(found, Viterbi(*lattice.scores)(lattice.emissions, lattice.packing))


def test_most_sentences_are_not_searched_densely() -> None:
    lattice = Lattice("plain", 100, [9] * 50, seed=0, spread=5.5, whole=False)
    search = Staggered(*lattice.scores)
    densely = []

    def dense(emissions: np.ndarray, packing: Packing) -> tuple[np.ndarray, np.ndarray]:
        densely.append(packing.batch)
        return Viterbi(*lattice.scores)(emissions, packing)

    search._dense = dense  # type: ignore[assignment]
    search(lattice.emissions, lattice.packing)
    assert 0 < sum(densely) < 15


def test_where_nothing_stands_out_every_sentence_is_searched_densely() -> None:
    lattice = Lattice("iob2", 30, [5, 3, 1], seed=1, spread=0.0, whole=False)
    assert_same(
        Staggered(*lattice.scores)(lattice.emissions, lattice.packing),
        Viterbi(*lattice.scores)(lattice.emissions, lattice.packing),
    )


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9), st.data())
def test_a_part_of_a_batch_is_packed_as_if_it_were_alone(lengths: list[int], data: st.DataObject) -> None:
    packing = Packing.of(lengths)
    ranks = sorted(data.draw(st.sets(st.integers(0, len(lengths) - 1), min_size=1)))
    own, part = packing.part(np.isin(np.arange(len(lengths)), ranks))
    chosen = [lengths[sentence] for sentence in packing.order[ranks]]
    assert part.starts.tolist() == Packing.of(chosen).starts.tolist()
    places = packing.places()
    for rank, inside in zip(ranks, part.places(), strict=True):
        assert own[inside].tolist() == places[packing.order[rank]]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_each_token_knows_the_one_before_it(lengths: list[int]) -> None:
    packing = Packing.of(lengths)
    before = dict(zip(range(int(packing.starts[1]), packing.tokens), packing.previous.tolist(), strict=True))
    ranks = packing.ranks
    for rank, places in enumerate(packing.places()[sentence] for sentence in packing.order):
        assert [before[place] for place in places[1:]] == places[:-1]
        assert set(ranks[places]) == {rank}


@given(
    scheme=st.sampled_from(["iob2", "bioes", "plain"]),
    slots=st.integers(0, 12),
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=7),
    seed=st.integers(0, 2**20),
    spread=st.sampled_from([0.0, 0.3, 1.0, 4.0, 30.0]),
    whole=st.booleans(),
    temperature=st.sampled_from([0.2, 1.0, 2.5]),
)
@settings(deadline=None, max_examples=300)
def test_what_is_seen_from_probabilities_is_what_a_search_finds(
    scheme: str, slots: int, lengths: list[int], seed: int, spread: float, whole: bool, temperature: float
) -> None:
    lattice = Lattice(scheme, slots, lengths, seed, spread, whole)
    expected = Viterbi(*lattice.scores)(lattice.emissions, lattice.packing)[0]
    found = likeliest(lattice.chain, lattice.emissions, lattice.packing, temperature)
    np.testing.assert_array_equal(found.tags, expected)
    np.testing.assert_array_equal(found.sequences, found.marginals.sequences(expected, lattice.packing))


def test_few_sentences_are_searched_where_probabilities_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    lattice = Lattice("plain", 100, [9] * 50, seed=0, spread=5.5, whole=False)
    searched: Counter[str] = Counter()

    def counted(search: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any) -> Any:
            searched[search.__name__] += arguments[-1].batch
            return search(*arguments)

        return counting

    for search in (module._among_few, module._among_all):
        monkeypatch.setattr(module, search.__name__, counted(search))
    module.likeliest(lattice.chain, lattice.emissions, lattice.packing, temperature=0.2)
    assert [*searched] == ["_among_few"]
    assert 0 < searched["_among_few"] < 25
