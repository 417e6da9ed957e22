"""Words that are one slip of the fingers away from known ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slottag.model import Vocabulary
from slottag.model.slips import Slips
from slottag.model.vocabulary import UNKNOWN_WORD
from tests.conftest import marked

KNOWN = {
    "flights": 50,
    "flight": 40,
    "tuesday": 9,
    "angle": 8,
    "angel": 7,
    "leave": 30,
    "seldom": 4,
    "to": 90,
    "b737x": 9,
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("flghts", "flights"),
        ("flihgts", "flights"),
        ("flighhts", "flights"),
        ("flogbts", None),
        ("glights", "flights"),
        ("fligth", "flight"),
        ("flights", "flight"),
        ("tuesdya", "tuesday"),
        ("angol", "angel"),
        ("angles", "angle"),
        ("leve", None),
        ("leav", None),
        ("leaves", "leave"),
        ("seldo", None),
        ("seldoms", None),
        ("b737y", None),
        ("ta", None),
        ("thgilf", None),
        ("", None),
    ],
)
def test_the_word_that_was_meant_is_the_most_frequent_one_slip_away(word: str, meant: str | None) -> None:
    assert Slips(KNOWN).meant(word) == meant


def within_one_slip(word: str, other: str) -> bool:
    """Damerau's distance of at most 1, by making every slip."""
    letters = set(word + other)
    made = {word}
    for place in range(len(word) + 1):
        made |= {word[:place] + letter + word[place:] for letter in letters}
        made.add(word[:place] + word[place + 1 :])
        made |= {word[:place] + letter + word[place + 1 :] for letter in letters}
        made.add(word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :])
    return other in made


@given(st.text("abc", min_size=5, max_size=8), st.text("abc", min_size=5, max_size=8))
def test_what_is_found_is_what_all_slips_of_a_word_make(word: str, other: str) -> None:
    expected = other if word != other and within_one_slip(word, other) else None
    assert Slips({other: 5}).meant(word) == expected


def test_a_vocabulary_reads_a_slip_as_the_word_that_was_meant() -> None:
    sentences = [marked("show me the flights to [Paris](place) on 3pm")] * 5 + [marked("flightz in [Rome](place)")]
    vocabulary = Vocabulary.from_sentences(sentences)
    numbers = vocabulary.word_numbers
    assert vocabulary.word_number("Flihgts") == vocabulary.word_number("FLIGHTS") == numbers["flights"]
    assert vocabulary.word_number("flightz") == numbers["flightz"]
    assert vocabulary.backoff_number("flightz") == numbers["flights"]
    assert vocabulary.backoff_number("flights") == UNKNOWN_WORD  # What was seen once is no word to be meant.
    assert vocabulary.word_number("4pm") == vocabulary.backoff_number("3pm") == numbers["0pm"]
    assert vocabulary.word_number("train") == UNKNOWN_WORD
    assert vocabulary.count("flihgts") == 0
