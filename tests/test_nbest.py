"""The several best sequences, their spans and the next slots, against every sequence that there is."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import slottag as library
from slottag.errors import ConfigError
from slottag.model.marks import ValueMarks
from slottag.model.tags import TagSet
from slottag.runtime.marginals import Marginals
from slottag.runtime.nbest import NBest
from slottag.runtime.pieces import LONGEST
from slottag.runtime.tagger import Tagger
from slottag.runtime.viterbi import Viterbi
from slottag.text import SCHEMES
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotTypes
from tests.command import slottag
from tests.test_chain import Case, decode, schemes, temperatures
from tests.test_search import Lattice


def sequences(count: int, length: int, scores: list[np.ndarray], emissions: np.ndarray) -> list[float]:
    """The scores of all sequences that may be, the highest first."""
    transitions, start, end = scores
    totals = [
        start[tags[0]]
        + end[tags[-1]]
        + sum(emissions[place, tag] for place, tag in enumerate(tags))
        + sum(transitions[pair] for pair in itertools.pairwise(tags))
        for tags in itertools.product(range(count), repeat=length)
    ]
    return sorted((float(total) for total in totals if np.isfinite(total)), reverse=True)


def score(tags: np.ndarray, scores: list[np.ndarray], emissions: np.ndarray) -> float:
    transitions, start, end = scores
    steps = sum(transitions[pair] for pair in itertools.pairwise(tags))
    return float(start[tags[0]] + end[tags[-1]] + emissions[np.arange(len(tags)), tags].sum() + steps)


@given(
    scheme=st.sampled_from(["iob2", "bioes", "bilou", "plain"]),
    slots=st.integers(0, 2),
    lengths=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    count=st.integers(1, 30),
    seed=st.integers(0, 2**20),
    spread=st.sampled_from([0.0, 1.0, 30.0]),
    whole=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_the_best_sequences_are_those_of_the_enumeration(
    scheme: str, slots: int, lengths: list[int], count: int, seed: int, spread: float, whole: bool
) -> None:
    lattice = Lattice(scheme, slots, lengths, seed, spread, whole)
    tags, exists = NBest(*lattice.scores)(lattice.emissions, lattice.packing, count)
    for number, places in enumerate(lattice.packing.places()):
        own = lattice.emissions[places]
        expected = sequences(len(lattice.scores[1]), len(places), lattice.scores, own)[:count]
        found = [tags[rank, places] for rank in range(count) if exists[rank, number]]
        assert [score(each, lattice.scores, own) for each in found] == pytest.approx(expected, abs=1e-3)
        assert len({tuple(each) for each in found}) == len(found)


@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=7),
    slots=st.integers(1, 12),
    seed=st.integers(0, 2**20),
    spread=st.sampled_from([0.0, 1.0, 30.0]),
    whole=st.booleans(),
)
@settings(deadline=None, max_examples=100)
def test_the_first_is_the_best_to_the_last_tie_and_each_is_another(
    lengths: list[int], slots: int, seed: int, spread: float, whole: bool
) -> None:
    lattice = Lattice("iob2", slots, lengths, seed, spread, whole)
    tags, exists = NBest(*lattice.scores)(lattice.emissions, lattice.packing, 40)
    best, _ = Viterbi(*lattice.scores)(lattice.emissions, lattice.packing)
    np.testing.assert_array_equal(tags[0], best)
    for number, places in enumerate(lattice.packing.places()):
        found = [tags[rank, places] for rank in range(40) if exists[rank, number]]
        totals = [score(each, lattice.scores, lattice.emissions[places]) for each in found]
        assert totals == pytest.approx(sorted(totals, reverse=True), abs=1e-3)
        assert len({tuple(each) for each in found}) == len(found)


@pytest.mark.parametrize("scheme", ["iob2", "bioes", "bilou", "plain"])
def test_each_sequence_that_may_be_marks_other_spans(scheme: str) -> None:
    case = Case(scheme)
    for length in range(1, 5):
        allowed = case.sequences(length)
        assert len({tuple(decode(case, tags)) for tags in allowed}) == len(allowed)


@schemes
@temperatures
def test_the_probability_of_another_slot_is_that_of_the_enumeration(scheme: str, temperature: float) -> None:
    case = Case(scheme, seed=2)
    marginals = Marginals(case.chain, case.packed, case.packing, temperature)
    for emissions, places in zip(case.emissions, case.places, strict=True):
        probabilities = case.probabilities(emissions, temperature).items()
        for first, end in itertools.combinations(range(len(places) + 1), 2):
            if scheme == "plain" and end - first > 1:
                continue
            tags = case.tags.numbers_of_spans(end - first)
            (found,) = marginals.alike(np.array([places[first:end]]), tags)
            for slot, probability in zip(case.tags.slots, found.tolist(), strict=True):
                expected = sum(p for tags, p in probabilities if (first, end, slot) in decode(case, tags))
                assert probability == pytest.approx(expected, abs=1e-6)


TEXTS = ["I would like to arrive Rome on Friday", "", "leave Oslo on May 5th", "Lima", "good morning", "to 9 , Cairo !"]


@pytest.fixture(scope="module")
def tagger(model_dir: Path) -> Tagger:
    return Tagger.load(model_dir)


def test_what_is_tagged_stays_and_is_the_first_alternative(tagger: Tagger) -> None:
    for plain, found in zip(tagger.tag_many(TEXTS), tagger.tag_many(TEXTS, nbest=4), strict=True):
        assert found == plain
        assert plain.alternatives is None
        assert found.confidence == pytest.approx(plain.confidence)
        assert [span.confidence for span in found.spans] == pytest.approx([span.confidence for span in plain.spans])
        assert found.alternatives is not None
        assert found.alternatives[0] == plain
        sure = [one.confidence or 0.0 for one in found.alternatives]
        assert sure == sorted(sure, reverse=True)
        assert sum(sure) <= 1 + 1e-9


def test_alternatives_differ_and_have_their_exact_probabilities(tagger: Tagger) -> None:
    text = "leave Oslo"
    found = tagger(text, nbest=1000).alternatives
    assert found is not None
    assert len({one.spans for one in found}) == len(found)
    assert len(found) == len(every_reading(tagger, 2))
    assert sum(one.confidence or 0.0 for one in found) == pytest.approx(1)
    for slot in tagger(text).spans:
        together = sum(one.confidence or 0.0 for one in found if slot in one.spans)
        assert slot.confidence == pytest.approx(together)


def every_reading(tagger: Tagger, length: int) -> list[tuple[int, ...]]:
    tags = TagSet(SCHEMES[tagger.scheme], tagger.tags.slots)
    allowed, starts, ends = tags.masks()
    return [
        each
        for each in itertools.product(range(len(tags)), repeat=length)
        if starts[each[0]] and ends[each[-1]] and all(allowed[pair] for pair in itertools.pairwise(each))
    ]


def test_the_next_slot_is_the_likeliest_other_one_of_the_same_words(tagger: Tagger) -> None:
    sentence = tagger("leave Oslo", nbest=1000)
    (span,) = sentence.spans
    assert sentence.alternatives is not None
    together = {
        slot: sum(
            one.confidence or 0.0
            for one in sentence.alternatives
            if any((other.start, other.end, other.slot) == (span.start, span.end, slot) for other in one.spans)
        )
        for slot in tagger.slots
        if slot != span.slot
    }
    assert span.next is not None
    assert span.next.slot == max(together, key=together.__getitem__)
    assert span.next.confidence == pytest.approx(together[span.next.slot])
    assert sentence.slots[0].next == span.next


def test_a_sentence_in_pieces_has_next_slots_and_no_alternatives(tagger: Tagger) -> None:
    long = "leave Oslo on May 5th " * (LONGEST // 5 + 1)
    short, found = tagger.tag_many(["leave Oslo", long], nbest=2)
    assert short.alternatives is not None
    assert found.alternatives == ()
    assert found.spans
    assert all(span.next is not None for span in found.spans)


@pytest.mark.parametrize("count", [-1, 1001])
def test_a_number_that_cannot_be_is_told(tagger: Tagger, count: int) -> None:
    with pytest.raises(ConfigError, match=f"nbest is {count}, expected a number from 1 to 1000"):
        tagger("leave Oslo", nbest=count)


def test_a_number_that_is_none_is_told(tagger: Tagger) -> None:
    with pytest.raises(TypeError, match="nbest is str, expected a whole number"):
        tagger("leave Oslo", nbest="5")  # type: ignore[arg-type]


def test_what_is_never_tagged_so_is_no_alternative(tagger: Tagger) -> None:
    # No value of the training sentences holds a mark.
    vocabulary = replace(tagger.model.vocabulary, marks=ValueMarks())
    found = Tagger(replace(tagger.model, vocabulary=vocabulary))("!", nbest=10).alternatives
    assert found is not None
    assert [one.spans for one in found] == [()]


def told(out: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(out)
    return data


def test_json_is_that_of_the_library(model_dir: Path, tagger: Tagger) -> None:
    done = slottag("tag", "-m", model_dir, "--nbest", 3, "leave Oslo on Friday")
    found = tagger("leave Oslo on Friday", nbest=3)
    assert done.status == 0
    assert done.out == json.dumps(found.to_dict(), ensure_ascii=False) + "\n"
    data = told(done.out)
    assert [list(one) for one in data["alternatives"]] == [["probability", "spans"]] * 3
    own = [{key: value for key, value in span.items() if key != "next"} for span in data["spans"]]
    assert data["alternatives"][0] == {"probability": data["confidence"], "spans": own}


def test_without_the_option_nothing_is_told(model_dir: Path) -> None:
    data = told(slottag("tag", "-m", model_dir, "leave Oslo on Friday").out)
    assert "alternatives" not in data
    assert all(list(span) == ["start", "end", "slot", "value", "confidence"] for span in data["spans"])


def test_alternatives_are_whole_whatever_is_left_out(model_dir: Path) -> None:
    options = ("tag", "-m", model_dir, "--nbest", 2)
    all_of_it = told(slottag(*options, "leave Oslo on Friday").out)
    less = told(slottag(*options, "--min-confidence", 1, "leave Oslo on Friday").out)
    assert less["spans"] == []
    assert less["alternatives"] == all_of_it["alternatives"]


def test_offsets_in_utf16_are_those_of_alternatives_too(model_dir: Path) -> None:
    options = ("tag", "-m", model_dir, "--nbest", 4)
    data, turned = (
        told(slottag(*options, "--offsets", kind, "\U0001f600 leave Oslo").out) for kind in ("characters", "utf16")
    )
    pairs = zip(data["alternatives"], turned["alternatives"], strict=True)
    moved = [
        (span["start"], other["start"])
        for one, two in pairs
        for span, other in zip(one["spans"], two["spans"], strict=True)
    ]
    assert moved
    assert all(other == start + (start > 0) for start, other in moved)


def test_jobs_write_what_one_writes(model_dir: Path) -> None:
    lines = b"leave Oslo\nto Rome on Friday\n\n" * 40
    options = ("tag", "-m", model_dir, "--nbest", 3)
    assert slottag(*options, "--jobs", 2, stdin=lines).out == slottag(*options, stdin=lines).out


def test_a_table_has_the_next_slots_and_the_readings(model_dir: Path, tagger: Tagger) -> None:
    shown = slottag("tag", "-m", model_dir, "--nbest", 2, "--format", "table", "leave Oslo").out
    found = tagger("leave Oslo", nbest=2)
    assert found.alternatives is not None
    (slot,) = found.slots
    assert slot.next is not None
    assert f"{slot.confidence:.1%}  or {slot.next.slot} {slot.next.confidence:.1%}" in shown
    assert f"{found.alternatives[1].confidence:.1%}  " in shown


def test_what_is_written_with_alternatives_is_read(tagger: Tagger, tmp_path: Path) -> None:
    sentences = [tagger("hello", nbest=2), tagger("leave Oslo", nbest=2)]
    library.write(sentences, tmp_path / "found.jsonl")
    assert [one.spans for one in library.read(tmp_path / "found.jsonl").sentences] == [one.spans for one in sentences]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "inline"], "inline has no place for alternatives; choose jsonl or table"),
        (["--no-confidence"], "tells the probabilities that --no-confidence leaves out"),
        (["--nbest", 0], "expected at least 1"),
    ],
)
def test_wrong_usage(model_dir: Path, options: list[object], message: str) -> None:
    done = slottag("tag", "-m", model_dir, "--nbest", 2, *options, "leave Oslo")
    assert done.status == 2
    assert message in " ".join(done.err.replace("│", "").split())


def test_alternatives_are_resolved_as_the_sentence_is(tagger: Tagger) -> None:
    slots = SlotTypes.from_bytes(
        b'[slots.departure_date]\ntype = "date"\n[slots.origin]\ntype = "text"\n', "slots.toml"
    )
    sentence = tagger("leave Oslo on May 5th", nbest=1)
    resolved = Resolver(slots, datetime(2026, 11, 30, 9))(sentence)
    assert resolved.alternatives is not None
    assert [span.resolved for span in resolved.alternatives[0].spans] == [span.resolved for span in resolved.spans]
    assert any(span.resolved for span in resolved.spans)
    assert [span.next for span in resolved.spans] == [span.next for span in sentence.spans]
