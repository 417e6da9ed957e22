from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report
from seqeval.metrics.sequence_labeling import get_entities

from slottag.errors import DataError
from slottag.evaluation import MEASURES, PlainScore, Report, Score, evaluate, evaluate_plain, standard_error, to_json
from slottag.evaluation.confusions import wrong_spans
from slottag.evaluation.page import render_page
from slottag.evaluation.report import plain_to_json
from slottag.text import PLAIN, SCHEMES, Sentence, Task
from tests.conftest import SHARED

Run = tuple[int, int, str]


def sentence(text: str, *runs: Run, where: str = "") -> Sentence:
    return Sentence.from_words(text.split(), where=where).with_runs(runs)


GOLD = [
    sentence("fly from New York to Oslo", (2, 4, "origin"), (5, 6, "destination"), where="test.conll:1"),
    sentence("arrive Taipei on Friday", (1, 2, "destination"), (3, 4, "arrival_date"), where="test.conll:8"),
    sentence("good morning", where="test.conll:13"),
    sentence("leave on Friday", (2, 3, "departure_date"), where="test.conll:16"),
]
FOUND = [
    sentence("fly from New York to Oslo", (2, 3, "origin"), (5, 6, "destination")),
    sentence("arrive Taipei on Friday", (1, 2, "origin")),
    sentence("good morning", (1, 2, "departure_time")),
    sentence("leave on Friday", (2, 3, "departure_date")),
]


def test_figures_by_hand() -> None:
    evaluation = evaluate(GOLD, FOUND)
    assert evaluation.micro == Score(2 / 5, 2 / 5, pytest.approx(2 / 5), 5)
    assert (evaluation.slot_f1, evaluation.precision, evaluation.recall) == (pytest.approx(0.4), 0.4, 0.4)
    assert evaluation.per_slot == {
        "arrival_date": Score(0, 0, 0, 1),
        "departure_date": Score(1, 1, 1, 1),
        "departure_time": Score(0, 0, 0, 0),
        "destination": Score(1, 1 / 2, pytest.approx(2 / 3), 2),
        "origin": Score(0, 0, 0, 1),
    }
    assert evaluation.macro == Score(2 / 5, pytest.approx(0.3), pytest.approx((1 + 2 / 3) / 5), 5)
    assert evaluation.macro_f1 == evaluation.macro.f1
    assert (evaluation.sentences, evaluation.tokens, evaluation.exact_match) == (4, 15, 1 / 4)


def test_touching_spans_of_one_slot_are_told_apart() -> None:
    gold = [sentence("Oslo Rome", (0, 1, "via"), (1, 2, "via"))]
    found = [sentence("Oslo Rome", (0, 2, "via"))]
    assert evaluate(gold, gold).slot_f1 == 1
    assert evaluate(gold, found).slot_f1 == 0


def test_no_span_at_all_gives_zeros_and_no_warning() -> None:
    evaluation = evaluate([sentence("good morning")], [sentence("good morning")])
    assert evaluation.micro == evaluation.macro == Score(0, 0, 0, 0)
    assert evaluation.exact_match == 1


def test_nothing_to_evaluate() -> None:
    with pytest.raises(DataError, match="no sentence"):
        evaluate([], [])


def test_other_sentences_are_refused() -> None:
    with pytest.raises(ValueError, match="not the gold ones"):
        evaluate(GOLD, FOUND[::-1])
    with pytest.raises(ValueError, match="not the gold ones"):
        evaluate(GOLD, FOUND[:-1])


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Sentence, Sentence]:
    length = draw(st.integers(0, 6))
    plain = Sentence.from_words([f"w{index}" for index in range(length)])
    tags = st.lists(st.sampled_from(["O", "B-a", "I-a", "B-b.c", "I-b.c", "B-d-e"]), min_size=length, max_size=length)
    decode = SCHEMES["iob2"].decode
    return plain.with_runs(decode(draw(tags))), plain.with_runs(decode(draw(tags)))


def reference(gold: list[Sentence], found: list[Sentence]) -> dict[str, dict[str, float]]:
    tags = [[SCHEMES["iob2"].encode(s.runs(), len(s.tokens)) for s in side] for side in (gold, found)]
    report: dict[str, dict[str, float]] = classification_report(*tags, output_dict=True, zero_division=0)
    return report


def same(score: Score, row: dict[str, float]) -> bool:
    return (score.precision, score.recall, score.f1, score.support) == pytest.approx(
        (row["precision"], row["recall"], row["f1-score"], row["support"])
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(pairs(), min_size=1, max_size=5))
def test_figures_equal_seqeval(drawn: list[tuple[Sentence, Sentence]]) -> None:
    gold, found = [pair[0] for pair in drawn], [pair[1] for pair in drawn]
    evaluation = evaluate(gold, found)
    if not evaluation.per_slot:
        return
    report = reference(gold, found)
    assert same(evaluation.micro, report.pop("micro avg"))
    assert same(evaluation.macro, report.pop("macro avg"))
    report.pop("weighted avg")
    assert evaluation.per_slot.keys() == report.keys()
    assert all(same(evaluation.per_slot[slot], row) for slot, row in report.items())
    assert evaluation.exact_match == sum(left == right for left, right in drawn) / len(drawn)


@given(pairs())
def test_every_wrong_gold_span_is_accounted_for_once(pair: tuple[Sentence, Sentence]) -> None:
    gold, found = pair
    wrong = [left for left, _ in wrong_spans(gold, found) if left]
    assert wrong == [span for span in gold.spans if span not in found.spans]
    added = [right for left, right in wrong_spans(gold, found) if left is None and right]
    assert all(span.end <= right.start or right.end <= span.start for right in added for span in gold.spans)


def test_confusions() -> None:
    confusions = evaluate(GOLD, FOUND).confusions
    assert {(c.gold, c.found, c.kind, c.count) for c in confusions} == {
        ("origin", "origin", "boundary", 1),
        ("destination", "origin", "slot", 1),
        ("arrival_date", None, "missed", 1),
        (None, "departure_time", "added", 1),
    }
    boundary = next(c for c in confusions if c.kind == "boundary")
    assert (boundary.example.gold, boundary.example.found) == ("New York", "New")
    assert (boundary.example.text, boundary.example.where) == ("fly from New York to Oslo", "test.conll:1")


def test_confusions_come_worst_first() -> None:
    gold = [sentence("a b c", (0, 1, "x"), (1, 2, "y"), (2, 3, "y"))]
    found = [sentence("a b c", (0, 1, "z"))]
    assert [(c.gold, c.found, c.count) for c in evaluate(gold, found).confusions] == [("y", None, 2), ("x", "z", 1)]


def test_a_gold_span_goes_with_the_span_that_shares_most() -> None:
    gold = sentence("a b c d", (0, 4, "x"))
    found = sentence("a b c d", (0, 1, "x"), (1, 4, "y"))
    assert [(left and left.slot, right and right.slot) for left, right in wrong_spans(gold, found)] == [("x", "y")]


def test_json_has_the_contract_s_keys_and_plain_values() -> None:
    data = json.loads(json.dumps(to_json(evaluate(GOLD, FOUND))))
    assert {"slot_f1", "precision", "recall", "exact_match", "sentences", "tokens", "per_slot"} <= data.keys()
    assert data["slot_f1"] == pytest.approx(0.4)
    assert data["per_slot"]["destination"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "support": 2,
    }
    assert data["confusions"][0].keys() == {"gold", "found", "kind", "count", "example"}


def test_pieces_give_the_text_back() -> None:
    for marked in GOLD:
        assert "".join(text for text, _ in marked.pieces()) == marked.text
        assert [span for _, span in marked.pieces() if span] == list(marked.spans)


def page(gold: list[Sentence], found: list[Sentence]) -> str:
    report = Report.of(gold, found, model="models/<b>", data="booking", split="test")
    return render_page(report, lambda _slot: "#123456")


def test_page_tells_the_figures_and_the_errors() -> None:
    text = page(GOLD, FOUND)
    assert ">40.00<" in text
    assert "4 sentences, 15 tokens" in text
    assert re.search(r'class="wrong">Taipei<small>destination</small>', text)
    assert "test.conll:8" in text
    assert "test.conll:16" not in text, "a right sentence is among the wrong ones"


def test_page_stands_alone() -> None:
    text = page(GOLD, FOUND)
    assert not re.search(r"(src|href)=|url\(|@import|<script|//", text)
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text


def test_page_takes_text_as_text() -> None:
    nasty = "<script>alert('&')</script>"
    text = page([sentence(f"{nasty} b", (0, 1, "<i>"))], [sentence(f"{nasty} b")])
    assert "<script" not in text
    assert "<i>" not in text
    assert "models/<b>" not in text
    assert "&lt;script&gt;" in text


def test_page_of_a_faultless_model() -> None:
    text = page(GOLD, GOLD)
    assert "100.00" in text
    assert "every span was found" in text


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpora of the literature are not here")
def test_atis_figures_equal_seqeval_on_the_file_s_own_tags() -> None:
    folder = SHARED / "atis" / "test"
    words = [line.split() for line in (folder / "seq.in").read_text("utf-8").splitlines()]
    tags = [line.split() for line in (folder / "seq.out").read_text("utf-8").splitlines()]
    wrong = [[tag.replace("toloc", "fromloc") for tag in row[:-1]] + ["O"] for row in tags]
    decode = SCHEMES["iob2"].decode
    gold = [Sentence.from_words(row).with_runs(decode(marks)) for row, marks in zip(words, tags, strict=True)]
    found = [Sentence.from_words(row).with_runs(decode(marks)) for row, marks in zip(words, wrong, strict=True)]
    evaluation = evaluate(gold, found)
    report = classification_report(tags, wrong, output_dict=True, zero_division=0)
    assert same(evaluation.micro, report["micro avg"])
    assert evaluation.micro.support == len(get_entities(tags))
    assert evaluation.slot_f1 < 0.9


def tagged(text: str, tags: str, where: str = "") -> Sentence:
    return Sentence.from_words(text.split(), where=where).with_runs(PLAIN.decode(tags.split()))


PLAIN_GOLD = [
    tagged("the dog sees the cat", "DT NN VB DT NN"),
    tagged("dogs see !", "NN VB O"),
    tagged("see dogs .", "VB NN O"),
]
PLAIN_FOUND = [
    tagged("the dog sees the cat", "DT NN NN DT O"),
    tagged("dogs see !", "NN VB VB"),
    tagged("see dogs .", "VB VB O"),
]


def test_plain_figures_by_hand() -> None:
    evaluation = evaluate_plain(PLAIN_GOLD, PLAIN_FOUND)
    assert evaluation.whole == PlainScore(accuracy=6 / 9, exact_match=1 / 3, sequences=3)
    assert evaluation.per_length == {3: PlainScore(3 / 4, 1 / 2, 2), 5: PlainScore(3 / 5, 0, 1)}


def test_the_length_of_next_symbols_is_what_is_read_before_they_can_be_known() -> None:
    gold = [tagged("a X b", "O b end"), tagged("a a X b b", "O O b b end"), tagged("X a a X b b", "a O O b b end")]
    found = [gold[0], tagged("a a X b b", "b b b b b"), gold[2]]
    evaluation = evaluate_plain(gold, found)
    assert evaluation.per_length == {1: PlainScore(1, 1, 1), 2: PlainScore(6 / 7, 1 / 2, 2)}


def test_plain_scores_without_a_token_that_counts_are_zero() -> None:
    assert evaluate_plain([tagged("a", "O")], [tagged("a", "NN")]).whole == PlainScore(0, 1, 1)


def test_a_span_of_several_tokens_has_no_plain_score() -> None:
    with pytest.raises(DataError, match=r"^f:1: a span of slot 'x' has 2 tokens, expected one"):
        evaluate_plain([sentence("a b", (0, 2, "x"), where="f:1")], [sentence("a b")])


def test_a_plain_report_counts_no_tag_where_none_is_marked() -> None:
    report = Report.of_plain((PLAIN_GOLD, PLAIN_FOUND), ((), ()), model="m", data="pos", split="test")
    assert report.beyond is None
    assert report.plain == evaluate_plain(PLAIN_GOLD, PLAIN_FOUND)
    assert (report.evaluation.recall, report.evaluation.exact_match) == (6 / 9, 1 / 3)
    assert report.evaluation.per_slot["VB"] == Score(2 / 3, 2 / 3, pytest.approx(2 / 3), 3)
    assert [gold.words[0] for gold, _ in report.wrong] == ["the", "see"]


def test_the_json_of_plain_tags_has_the_lengths_of_both_parts() -> None:
    beyond = ([tagged("a b c d e f", "X X X X X X")], [tagged("a b c d e f", "X X X X X Y")])
    report = Report.of_plain((PLAIN_GOLD, PLAIN_FOUND), beyond, model="m", data="pos", split="test")
    assert json.loads(json.dumps(plain_to_json(report))) == {
        "accuracy": pytest.approx(6 / 9),
        "exact_match": pytest.approx(1 / 3),
        "per_length": {
            "3": {"accuracy": 0.75, "exact_match": 0.5, "sequences": 2},
            "5": {"accuracy": 0.6, "exact_match": 0.0, "sequences": 1},
            "6": {"accuracy": pytest.approx(5 / 6), "exact_match": 0.0, "sequences": 1},
        },
        "beyond": {"accuracy": pytest.approx(5 / 6), "exact_match": 0.0, "sequences": 1},
    }
    assert plain_to_json(Report.of(GOLD, FOUND, model="m", data="d", split="test")) == {}


def test_the_page_of_plain_tags_tells_accuracy_by_length() -> None:
    report = Report.of_plain((PLAIN_GOLD, PLAIN_FOUND), (PLAIN_GOLD[:1], PLAIN_GOLD[:1]),
                             model="m", data="pos", split="test")  # fmt: skip
    text = render_page(report, lambda _slot: "#123456")
    assert "accuracy 66.67</title>" in text
    assert "slot F1" not in text
    assert re.search(r"<td>5</td><td class=\"number\">60.00</td>", text)
    assert re.search(r"<td>beyond</td><td class=\"number\">100.00</td>", text)


def test_models_are_chosen_by_f1_or_by_accuracy() -> None:
    assert MEASURES[Task.SPANS].name == "F1"
    assert MEASURES[Task.SPANS].score(GOLD, FOUND) == evaluate(GOLD, FOUND).slot_f1
    assert MEASURES[Task.TAGS].name == "accuracy"
    assert MEASURES[Task.TAGS].score(PLAIN_GOLD, PLAIN_FOUND) == pytest.approx(6 / 9)


def test_a_score_moves_by_chance_as_a_share_of_the_marks_does() -> None:
    marks = sum(len(sentence.spans) for sentence in GOLD)
    assert standard_error(0.8, GOLD) == pytest.approx((0.8 * 0.2 / marks) ** 0.5)
    assert standard_error(1.0, GOLD) == 0.0
    assert standard_error(0.5, [Sentence("", ())]) == 0.0
