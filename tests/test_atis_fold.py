"""The labels of ATIS folded into the slots of the booking corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.atis import counted, fold, folded
from benchmarks.booking import MANY, of_kinds, pairs_right
from slottag.text import Sentence, Span, Token


def sentence(text: str, *runs: tuple[int, int, str]) -> Sentence:
    return Sentence.from_words(text.split()).with_runs(runs)


MARKED = sentence(
    "flights from washington dc to denver after 6 pm nonstop in newark",
    (2, 3, "fromloc.city_name"),
    (3, 4, "fromloc.state_code"),
    (5, 6, "toloc.city_name"),
    (6, 7, "depart_time.time_relative"),
    (7, 9, "depart_time.time"),
    (9, 10, "flight_stop"),
    (11, 12, "city_name"),
)


def test_labels_become_slots_or_are_left_out() -> None:
    assert fold("arrive_date.month_name") == "arrival_date"
    assert fold("round_trip") == "trip_type"
    assert fold("city_name") is None
    assert fold("flight_stop") is None


def test_parts_that_touch_are_one_span() -> None:
    assert folded(MARKED).runs() == [(2, 4, "origin"), (5, 6, "destination"), (6, 9, "departure_time")]


def test_what_stands_on_a_label_that_is_left_out_does_not_count() -> None:
    found = sentence(MARKED.text, (2, 4, "origin"), (7, 9, "departure_time"), (9, 10, "stops"), (11, 12, "destination"))
    assert counted(MARKED, found).runs() == [(2, 4, "origin"), (7, 9, "departure_time")]


def test_what_is_found_may_end_where_no_marked_word_does() -> None:
    marked = Sentence.from_words(["to", "st.", "louis"])
    tokens = (*Token.spaced(["to", "st"]), Token(".", 5, 6), Token("louis", 7, 12))
    found = Sentence(marked.text, tokens, (Span(3, 5, "destination"),))
    assert counted(marked, found) == found


def test_a_pair_is_right_if_both_its_sentences_are() -> None:
    right, wrong = sentence("to Oslo", (1, 2, "destination")), sentence("to Oslo", (1, 2, "origin"))
    assert pairs_right([right] * 4, [right, right, right, wrong]) == 0.5


def test_what_is_told_of_each_kind(tmp_path: Path) -> None:
    many = "".join(f"to [Oslo](destination) {number}\n" for number in range(MANY))
    text = f"## places\nto [Oslo](destination)\n[Rome](origin)\n## talk\nthanks\n## many\n{many}hello\n"
    file = tmp_path / "kinds.txt"
    file.write_text(text, encoding="utf-8")

    def odd(sentences: Sequence[Sentence]) -> list[Sentence]:
        """Each as it is marked if its text has an odd length, else without a slot."""
        return [one.with_spans(one.spans if len(one.text) % 2 else ()) for one in sentences]

    found = dict(of_kinds(odd, file))
    assert found["right, places"] == 0.5
    assert found["right, talk"] == 1.0
    assert {kind for kind in found if kind.startswith("F1")} == {"F1, many"}
    assert 0 < found["right, many"] < found["F1, many"] < 1
