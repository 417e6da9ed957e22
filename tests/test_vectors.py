"""Tables of vectors: how they are written, how a word or a place is found in them, and what is none."""

from __future__ import annotations

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slottag.model.arrays import arrays_in, metadata_in, written
from slottag.model.vectors import Vectors
from slottag.model.vectors.keys import key_of, keys_of, keys_of_prefixes, shifts_of
from slottag.model.vectors.lookup import vectors_of
from slottag.model.vectors.making import MOST_OF_WORDS, reduced
from slottag.model.vectors.readings import COVERING, PIECES, WORDS
from slottag.model.vectors.shipped import SHIPPED, shipped_table
from slottag.model.vectors.table import Table
from tests.vector_tables import drawn, table

TYPES = {"U64": np.dtype("<u8"), "I8": np.dtype("i1"), "F32": np.dtype("<f4"), "U32": np.dtype("<u4")}


def found(words: list[str], own: Table) -> np.ndarray:
    return vectors_of(words, own)


def row(own: Table, word: str) -> np.ndarray:
    (number,) = own.rows(keys_of([word]))
    assert number >= 0
    return own.take(np.array([number]))[0]


# ---- keys ---------------------------------------------------------------------------------------------------------


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_key_of_two_texts_follows_from_theirs(first: str, second: str) -> None:
    keys, shifts = keys_of([first, second]), shifts_of([first, second])
    assert keys[:1] * shifts[1:] + keys[1:] == keys_of([first + second])
    assert key_of(first + second) == key_of(second, key_of(first))
    assert keys_of_prefixes(second, key_of(first)).tolist() == [
        key_of(first + second[:end]) for end in range(1, len(second) + 1)
    ]


# ---- tables -------------------------------------------------------------------------------------------------------


def test_a_table_keeps_each_number_to_half_a_step() -> None:
    words = [f"word{number}" for number in range(50)]
    vectors = drawn(words, 5)
    own = Table.build("t", WORDS, words, vectors)
    read = np.stack([row(own, word) for word in words])
    assert (np.abs(read - vectors) <= own.scales / 2 + 1e-6).all()
    assert (len(own), own.size) == (50, 5)
    assert own.rows(keys_of(["none", "word", "~~~"])).tolist() == [-1, -1, -1]


@given(st.lists(st.text("abc", max_size=3), max_size=30))
def test_those_of_many_that_are_there_are_found(words: list[str]) -> None:
    own = table(WORDS, ["a", "bc", "cab", "c"])
    keys = keys_of(words)
    which, rows = own.known(keys)
    expected = own.rows(keys)
    assert which.tolist() == np.flatnonzero(expected >= 0).tolist()
    assert rows.tolist() == expected[expected >= 0].tolist()


def test_a_table_is_the_same_by_its_content() -> None:
    own = table(WORDS, ["a", "b"])
    assert own == Table.of("elsewhere", own.content, shipped=True)
    assert own != table(PIECES, ["a", "b"])
    again = pickle.loads(pickle.dumps(own))
    assert again == own
    assert again.name == own.name


def test_two_words_of_one_key_are_told() -> None:
    with pytest.raises(ValueError, match="twice"):
        table(WORDS, ["a", "a"])


def altered(**changes: Any) -> bytes:
    own = table(WORDS, ["a", "b", "c"])
    arrays = {**arrays_in(own.content, TYPES)}
    for name, change in changes.items():
        if name != "reading":
            arrays[name] = change(arrays[name])
    arrays = {name: array for name, array in arrays.items() if array is not None}
    return written(arrays, {"reading": changes.get("reading", WORDS)})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reading": "letters"}, "reading: expected one of"),
        ({"keys": lambda keys: keys[::-1]}, "rising order"),
        ({"keys": lambda keys: keys[[0, 0, 1]]}, "twice"),
        ({"keys": lambda keys: keys[:2]}, "do not fit"),
        ({"keys": lambda keys: keys.astype(np.float32)}, "keys: expected uint64"),
        ({"vectors": lambda vectors: vectors.astype(np.float32)}, "vectors: expected int8"),
        ({"vectors": lambda vectors: vectors[:, :2]}, "do not fit"),
        ({"scales": lambda _: None}, "expected the arrays keys, vectors, scales, alike"),
        ({"scales": lambda scales: scales * np.float32(np.nan)}, "scales: expected numbers above 0"),
        ({"scales": lambda scales: -scales}, "scales: expected numbers above 0"),
        ({"scales": lambda scales: scales * np.float32(1e30)}, "scales: expected numbers above 0"),
        ({"alike": lambda _: np.full((3, 2), 2**31, dtype=np.uint32)}, "alike: expected at most"),
        ({"alike": lambda _: np.zeros((3, 3), dtype=np.uint32)}, "do not fit"),
        (
            {
                "keys": lambda keys: keys[:0],
                "vectors": lambda vectors: vectors[:0],
            },
            "expected words with 1 to",
        ),
    ],
)
def test_what_is_no_table_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Table.of("t", altered(**change))


@given(st.binary(max_size=60))
def test_bytes_that_are_no_table_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        Table.of("t", content)


def test_a_table_that_is_cut_short_is_refused() -> None:
    content = table(WORDS, ["a", "b"]).content[:]
    for end in range(0, len(content), 7):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            Table.of("t", content[:end])


# ---- words --------------------------------------------------------------------------------------------------------


def test_a_word_is_looked_up_as_written_then_in_lower_case_then_by_the_shape_of_its_digits() -> None:
    own = table(WORDS, ["Reading", "reading", "oslo", "00:00", "##-##", "malaga"])
    looked_up = {
        "Reading": "Reading", "READING": "reading", "Oslo": "oslo", "17:45": "00:00", "12-30": "##-##",
        "Málaga": "malaga",
    }  # fmt: skip
    for word, meant in looked_up.items():
        assert (found([word], own)[0] == row(own, meant)).all(), word
    assert not found(["unknown", "", "1"], own).any()


def test_a_word_without_a_vector_of_its_own_has_that_of_its_pieces() -> None:
    own = table(PIECES, ["play", "##ing", "##i", "##n", "##g", "-", "time", "ca", "##fe", "5", "##4", "東"])
    made_of = {
        "playing": ["play", "##ing"], "Playing": ["play", "##ing"], "play-time": ["play", "-", "time"],
        "café": ["ca", "##fe"], "544": ["5", "##4", "##4"], "playtime": [], "東time": ["東", "time"], "play!": ["play"],
    }  # fmt: skip
    for word, pieces in made_of.items():
        expected = np.mean([row(own, piece) for piece in pieces], axis=0) if pieces else np.zeros(own.size)
        assert np.allclose(found([word], own)[0], expected), word
    assert not found(["play" + "ing" * 40], own).any()


def test_capitals_have_pieces_of_their_own_where_a_table_has_such() -> None:
    own = table(PIECES, ["Ox", "ox", "##ford"])
    assert np.allclose(found(["Oxford"], own)[0], (row(own, "Ox") + row(own, "##ford")) / 2)
    assert np.allclose(found(["OXFORD"], own)[0], (row(own, "ox") + row(own, "##ford")) / 2)


# ---- places -------------------------------------------------------------------------------------------------------


def told_of(words: list[str], lengths: np.ndarray, own: Table) -> np.ndarray:
    return Vectors((own,)).places(words, lengths)


def by_hand(words: list[str], own: Table) -> np.ndarray:
    """What covers each token of one sentence, word by word."""
    told = np.zeros((len(words), 4, own.size))
    count = np.zeros((len(words), 4, 1))
    for first in range(len(words)):
        for end in range(first + 1, min(len(words), first + 5) + 1):
            (number,) = own.rows(keys_of(["".join(words[first:end]).lower()]))
            if number < 0:
                continue
            for place in range(first, end):
                role = 3 if end - first == 1 else 0 if place == first else 2 if place == end - 1 else 1
                told[place, role] += own.take(np.array([number]))[0]
                count[place, role] += 1
    return (told / np.maximum(count, 1)).reshape(len(words), -1)


@given(st.lists(st.lists(st.sampled_from(["a", "b", "C", "ab", "1"]), min_size=1, max_size=9), min_size=1, max_size=4))
def test_what_covers_each_place_is_what_is_found_word_by_word(sentences: list[list[str]]) -> None:
    words = ["a", "b", "ab", "ba", "aab", "abc", "bab", "abab", "aabba", "c1", "1"]
    own = table(COVERING, words, 2)
    flat = [word for sentence in sentences for word in sentence]
    told = told_of(flat, np.array([len(sentence) for sentence in sentences]), own)
    assert np.allclose(told, np.concatenate([by_hand(sentence, own) for sentence in sentences]), atol=1e-6)


def test_characters_are_read_as_those_that_they_are_alike_to() -> None:
    own = table(COVERING, ["台湾", "台"], 2, alike={"臺": "台", "灣": "湾"})
    lengths = np.array([2])
    assert (told_of(["臺", "灣"], lengths, own) == told_of(["台", "湾"], lengths, own)).all()
    assert told_of(["臺", "灣"], lengths, own).any()


def test_tables_stand_side_by_side() -> None:
    first, second, third = table(WORDS, ["a"], 2), table(COVERING, ["a", "ab"], 1), table(PIECES, ["b"], 3)
    both = Vectors((first, second, third))
    assert (both.word_size, both.place_size) == (5, 4)
    words = ["a", "b"]
    assert (both.words(words) == np.hstack([found(words, first), found(words, third)])).all()
    assert (both.places(words, np.array([2])) == told_of(words, np.array([2]), second)).all()
    assert Vectors().words(words).shape == Vectors().places(words, np.array([2])).shape == (2, 0)


# ---- making -------------------------------------------------------------------------------------------------------


def test_vectors_are_reduced_to_the_directions_in_which_they_differ() -> None:
    few = drawn([str(number) for number in range(300)], 3)
    turned = few @ np.linalg.qr(np.random.default_rng(1).normal(size=(90, 90)))[0][:3] + 5
    made = reduced(turned, WORDS)
    assert made.shape == (300, MOST_OF_WORDS)
    assert np.isclose(made.std(), 1, atol=1e-3)
    assert np.abs(made[:, 3:]).max() < 1e-3
    # What is near in one is near in the other.
    centred = few - few.mean(axis=0)
    inner, outer = centred @ centred.T, made @ made.T
    assert np.allclose(inner / np.abs(inner).max(), outer / np.abs(outer).max(), atol=1e-3)
    assert (made == reduced(turned, WORDS)).all()


def test_vectors_that_are_all_the_same_tell_nothing() -> None:
    with pytest.raises(ValueError, match="the same vector"):
        reduced(np.ones((4, 3), dtype=np.float32), WORDS)


# ---- those that come with slottag ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_table_is_whole_and_small(name: str) -> None:
    own = shipped_table(name)
    assert own.shipped
    assert own.name == name
    assert len(own.content) <= 2_500_000
    assert metadata_in(own.content) == {"reading": own.reading}


def test_what_is_of_a_kind_is_alike_in_the_english_table() -> None:
    own = shipped_table("english")
    kinds = [["leicester", "boston", "madrid", "Taipei"], ["timetable", "schedule"], ["tuesday", "friday", "sunday"]]
    vectors = [found(kind, own) for kind in kinds]
    inside = [near(first, second) for kind in vectors for first, second in pairwise(kind)]
    across = [near(first, second) for first in vectors[0] for second in vectors[1]]
    assert min(inside) > max(across)


def test_what_covers_a_place_is_alike_in_the_chinese_table_in_both_scripts() -> None:
    own = shipped_table("chinese")
    towns = [told_of([*town], np.array([2]), own)[0] for town in ("北京", "上海", "广州", "廣州")]
    other = told_of([*"足球"], np.array([2]), own)[0]
    assert (towns[2] == towns[3]).all()
    first = slice(0, own.size)
    assert near(towns[0][first], towns[1][first]) > near(towns[0][first], other[first])


def near(first: np.ndarray, second: np.ndarray) -> float:
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))
