"""Sequences in which some slots come once at most, against every sequence that there is."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slottag.model.tags import TagSet
from slottag.runtime.chain import Chain
from slottag.runtime.obeying import Obedient, tag_once
from slottag.runtime.once import Once
from slottag.runtime.pieces import LONGEST
from slottag.runtime.tagger import Tagger
from slottag.runtime.weights import Weights
from slottag.text import SCHEMES

TEMPERATURE = 1.7


class Every:
    """Every sequence of a random chain over a sentence, with its spans, score and probability."""

    def __init__(self, scheme: str, slots: tuple[str, ...], length: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.tags = TagSet(SCHEMES[scheme], slots)
        count = len(self.tags)
        shapes = {"transitions": (count, count), "start_transitions": (count,), "end_transitions": (count,)}
        arrays = {name: rng.normal(0, 2, shape).astype(np.float32) for name, shape in shapes.items()}
        self.chain = Chain(self.tags, Weights(arrays))
        self.emissions = rng.normal(0, 2, (length, count)).astype(np.float32)
        # Spans are likelier than nothing, so that slots repeat.
        self.emissions[:, 0] -= 2
        every = itertools.product(range(count), repeat=length)
        scored = [(tags, self.score(tags)) for tags in every]
        self.sequences = [tags for tags, score in scored if np.isfinite(score)]
        self.scores = np.array([score for _, score in scored if np.isfinite(score)])
        weights = np.exp((self.scores - self.scores.max()) / TEMPERATURE)
        self.probabilities = weights / weights.sum()
        self.runs = [self.tags.scheme.decode([self.tags.names[tag] for tag in tags]) for tags in self.sequences]

    def score(self, tags: tuple[int, ...]) -> float:
        steps = sum(float(self.chain.transitions[pair]) for pair in itertools.pairwise(tags))
        own = self.emissions[np.arange(len(tags)), tags].sum(dtype=np.float64)
        return float(self.chain.start[tags[0]] + self.chain.end[tags[-1]] + own + steps)

    def obeying(self, once: tuple[str, ...]) -> np.ndarray:
        """Which sequences have one span of these slots at most."""
        return np.array([all(sum(slot == name for _, _, slot in runs) < 2 for name in once) for runs in self.runs])


def check_search(every: Every, search: Once, obeying: np.ndarray) -> None:
    """Hold what a search finds, and how sure it is, against the sequences that obey."""
    tags = search.best(every.emissions)
    assert tags is not None
    assert obeying[every.sequences.index(tuple(tags))]
    assert every.score(tuple(tags)) == pytest.approx(every.scores[obeying].max(), abs=1e-4)
    found = search.weighed(every.emissions, tags, TEMPERATURE)
    assert found is not None
    among = np.where(obeying, every.probabilities, 0.0)
    assert found.obeys == pytest.approx(among.sum(), abs=1e-6)
    among /= among.sum()
    assert found.whole == pytest.approx(among[every.sequences.index(tuple(tags))], abs=1e-6)
    for run, sure in zip(search.runs(tags), found.spans, strict=True):
        having = [run in runs for runs in every.runs]
        assert sure == pytest.approx(among[having].sum(), abs=1e-6)


@given(
    scheme=st.sampled_from(["iob2", "bioes", "plain"]),
    slots=st.sampled_from([("a",), ("a", "b")]),
    once=st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("a", "unknown")]),
    length=st.integers(1, 3),
    seed=st.integers(0, 2**20),
)
@settings(deadline=None, max_examples=30)
def test_the_best_that_obeys_and_its_probabilities_are_those_of_the_enumeration(
    scheme: str, slots: tuple[str, ...], once: tuple[str, ...], length: int, seed: int
) -> None:
    every = Every(scheme, slots, length, seed)
    obeying = every.obeying(once)
    search = Once(every.chain, every.tags, once)
    check_search(every, search, obeying)


def test_the_constraint_changes_what_is_found() -> None:
    """That the enumeration above compares sentences in which something repeats."""
    found = [Every("iob2", ("a", "b"), 4, seed) for seed in range(10)]
    assert any(not every.obeying(("a", "b"))[every.scores.argmax()] for every in found)


@pytest.fixture(scope="module")
def tagger(model_dir: Path) -> Tagger:
    return Tagger.load(model_dir)


def once(tagger: Tagger, text: str, *slots: str) -> Obedient | None:
    (found,) = tag_once(tagger, [tagger.parse(text)], slots)
    return found


def test_a_slot_that_may_come_once_is_found_once(tagger: Tagger) -> None:
    text = "leave Oslo leave Rome on Friday"
    free = tagger(text)
    (repeated,) = {slot.name for slot in free.slots if [other.name for other in free.slots].count(slot.name) > 1}
    found = once(tagger, text, repeated)
    assert found is not None
    assert [slot.name for slot in found.sentence.slots].count(repeated) == 1
    assert found.obeys < 1
    assert 0 < (found.sentence.confidence or 0.0) <= 1
    assert all(0 < (span.confidence or 0.0) <= 1 for span in found.sentence.spans)


def test_a_sentence_that_obeys_stays_and_is_surer(tagger: Tagger) -> None:
    free, found = tagger("leave Oslo on Friday"), once(tagger, "leave Oslo on Friday", *tagger.slots)
    assert found is not None
    assert found.sentence == free
    assert found.sentence.confidence == pytest.approx((free.confidence or 0.0) / found.obeys)


def test_without_slots_nothing_changes(tagger: Tagger) -> None:
    free, found = tagger("leave Oslo leave Rome"), once(tagger, "leave Oslo leave Rome")
    assert found is not None
    assert found.sentence == free
    assert found.obeys == pytest.approx(1)
    assert found.sentence.confidence == pytest.approx(free.confidence)
    assert [span.confidence for span in found.sentence.spans] == pytest.approx([span.confidence for span in free.spans])


def test_a_text_without_a_token_obeys(tagger: Tagger) -> None:
    assert once(tagger, "", "origin") == (tagger(""), 1.0)


def test_what_is_read_in_pieces_is_not_told(tagger: Tagger) -> None:
    assert once(tagger, "leave Oslo " * LONGEST, "origin") is None


def test_what_would_not_end_soon_is_not_begun() -> None:
    tags = TagSet(SCHEMES["plain"], tuple(f"s{number}" for number in range(20)))
    chain = Chain(tags, None)
    emissions = np.zeros((200, len(tags)), dtype=np.float32)
    emissions[np.arange(200), 1 + np.arange(200) % 20] = 9
    search = Once(chain, tags, tags.slots)
    assert search.best(emissions) is None
    assert search.weighed(emissions, np.zeros(200, dtype=np.intp), 1.0) is None
