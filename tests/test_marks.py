"""The built-in corpora mark the same words in one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.marks import doubtful
from slottag.data.corpus import load_corpus
from slottag.text import Sentence, Span, tokenize_words


def marked(text: str, **values: str) -> Sentence:
    spans = tuple(Span(text.index(value), text.index(value) + len(value), slot) for slot, value in values.items())
    return Sentence(text, tokenize_words(text), spans)


def test_sentences_that_differ_in_their_values_are_one_frame() -> None:
    one = marked("from Oslo to Rome", origin="Oslo", destination="Rome")
    same = marked("from Bern to Oslo", origin="Bern", destination="Oslo")
    other = marked("from Rome to Bern", origin="Rome", via="Bern")
    assert doubtful([one, same]) == {}
    found = doubtful([one, same, other])
    assert found == {
        "from PLACE to PLACE": {"origin destination": [one.text, same.text], "origin via": [other.text]},
    }


def test_a_value_that_is_not_marked_counts_as_one() -> None:
    marks, none = marked("leave Oslo", origin="Oslo"), marked("leave Oslo")
    assert doubtful([marks, none]) == {"leave PLACE": {"origin": [marks.text], "outside": [none.text]}}


def test_a_word_that_hardly_ever_is_a_value_is_a_word() -> None:
    code, words = marked("leave PLS", origin="PLS"), [marked(f"leave pls {number}") for number in range(20)]
    assert doubtful([code, marked("leave pls"), *words]) == {}
    assert doubtful([code, marked("leave pls")]) != {}


def test_the_same_words_may_answer_several_questions() -> None:
    start, end = marked("Oslo", origin="Oslo"), marked("Oslo", destination="Oslo")
    asked = [replace(start, asked=("origin",)), replace(end, asked=("destination",))]
    assert doubtful(asked) == {}
    assert doubtful([asked[0], replace(end, asked=("origin",))]) == {
        "(origin?) PLACE": {"origin": ["Oslo"], "destination": ["Oslo"]}
    }


def test_words_in_front_of_a_value_make_its_frame() -> None:
    one = marked("please go to Oslo now", destination="Oslo")
    other = marked("do not go to Oslo", via="Oslo")
    assert doubtful([one, other], before=2) == {
        "go to PLACE": {"destination": [one.text], "via": [other.text]},
    }
    assert doubtful([one, other], before=3) == {}


@pytest.mark.parametrize("corpus", ["booking", "booking-zh"])
def test_no_frame_of_the_training_sentences_is_marked_in_two_ways(corpus: str) -> None:
    assert doubtful(load_corpus(corpus).split("train")) == {}
