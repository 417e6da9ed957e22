"""Whether two taggers differ beyond chance: held against the count of every way in which sentences can be swapped."""

from __future__ import annotations

from itertools import product

import pytest

from slottag.evaluation import evaluate
from slottag.evaluation.comparison import paired_randomisation, pairs_right
from slottag.text import Sentence

Tagging = list[Sentence]


def sentence(*slots: str) -> Sentence:
    """A sentence of five words with a span of one word for each slot; ``-`` is none."""
    plain = Sentence.from_words([f"w{index}" for index in range(5)])
    return plain.with_runs([(index, index + 1, slot) for index, slot in enumerate(slots) if slot != "-"])


GOLD = [sentence("a", "b"), sentence("a"), sentence("b", "-", "a"), sentence("-"), sentence("a", "a"), sentence("b")]
GOOD = [sentence("a", "b"), sentence("a"), sentence("b", "-", "b"), sentence("-"), sentence("a", "a"), sentence("b")]
POOR = [sentence("a", "a"), sentence("b"), sentence("b", "-", "a"), sentence("a"), sentence("a"), sentence("-")]
FAIR = [sentence("a", "b"), sentence("b"), sentence("-", "-", "a"), sentence("-"), sentence("b", "a"), sentence("b")]
WELL = [sentence("a", "b"), sentence("a"), sentence("b", "-", "a"), sentence("-"), sentence("a"), sentence("b", "b")]


def mean_f1(gold: Tagging, taggings: list[Tagging]) -> float:
    return sum(evaluate(gold, tagging).slot_f1 for tagging in taggings) / len(taggings)


def by_enumeration(gold: Tagging, first: list[Tagging], second: list[Tagging]) -> float:
    """The part of all ways to swap sentences that puts the two at least as far apart."""
    apart = abs(mean_f1(gold, first) - mean_f1(gold, second))
    ways = list(product((False, True), repeat=len(gold)))
    count = 0
    for swaps in ways:
        pairs = [
            [[y if swap else x for x, y, swap in zip(one, two, swaps, strict=True)],
             [x if swap else y for x, y, swap in zip(one, two, swaps, strict=True)]]
            for one, two in zip(first, second, strict=True)
        ]  # fmt: skip
        sides = [mean_f1(gold, [pair[side] for pair in pairs]) for side in (0, 1)]
        count += abs(sides[0] - sides[1]) >= apart - 1e-12
    return count / len(ways)


@pytest.mark.parametrize(
    ("first", "second"),
    [([GOOD], [POOR]), ([POOR], [GOOD]), ([GOOD], [FAIR]), ([FAIR], [POOR]), ([GOOD, WELL], [FAIR, POOR])],
    ids=["good-poor", "poor-good", "good-fair", "fair-poor", "two-seeds"],
)
def test_p_is_that_of_all_ways_to_swap(first: list[Tagging], second: list[Tagging]) -> None:
    exact = by_enumeration(GOLD, first, second)
    found = paired_randomisation(GOLD, first, second, rounds=40_000)
    assert 0 < exact < 1
    assert found.p == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 40_000) ** 0.5)
    assert found.difference == pytest.approx(mean_f1(GOLD, first) - mean_f1(GOLD, second))


def test_the_same_predictions_are_no_difference() -> None:
    found = paired_randomisation(GOLD, [POOR], [POOR])
    assert (found.difference, found.p, found.rounds) == (0.0, 1.0, 10_000)


def test_always_right_against_always_wrong_on_many_sentences_is_beyond_chance() -> None:
    gold = [sentence("a")] * 50
    found = paired_randomisation(gold, [gold], [[sentence("b")] * 50], rounds=999)
    assert (found.difference, found.p) == (1.0, 1 / 1000)


def test_one_sentence_tells_nothing() -> None:
    assert paired_randomisation([sentence("a")], [[sentence("a")]], [[sentence("b")]]).p == 1


def test_the_same_seed_gives_the_same_and_the_number_of_rounds_is_kept() -> None:
    first, again = (paired_randomisation(GOLD, [GOOD], [FAIR], rounds=1234) for _ in range(2))
    assert first == again
    assert first.rounds == 1234
    assert (first.p * 1235) == pytest.approx(round(first.p * 1235))
    assert paired_randomisation(GOLD, [GOOD], [FAIR], rounds=1234, seed=1).p != first.p


def test_nothing_marked_and_nothing_found() -> None:
    assert paired_randomisation([sentence("-")], [[sentence("-")]], [[sentence("-")]]).p == 1


def test_sides_that_tagged_not_equally_often_are_refused() -> None:
    with pytest.raises(ValueError, match="got 2 and 1"):
        paired_randomisation(GOLD, [GOOD, GOOD], [POOR])
    with pytest.raises(ValueError, match=r"longer|shorter"):
        paired_randomisation(GOLD, [GOOD[:-1]], [POOR])


def test_a_pair_is_right_when_both_its_sentences_are() -> None:
    wrong = sentence("-", "b")
    gold = [sentence("a")] * 8
    assert pairs_right(gold, gold) == 1
    assert pairs_right(gold, [*gold[:2], wrong, gold[0], gold[0], wrong, wrong, wrong]) == 1 / 4
    assert pairs_right(gold, [wrong, *gold[:6], wrong]) == 1 / 2
    for odd in ([], gold[:3]):
        with pytest.raises(ValueError, match="expected pairs"):
            pairs_right(odd, odd)
