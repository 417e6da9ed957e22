"""Calibration of confidences and F1 at coverage: by hand, against a second implementation, and as they are told."""

from __future__ import annotations

import itertools
import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slottag.data.formats import jsonl
from slottag.evaluation import Calibration, Report, calibration_to_json, evaluate, measure_calibration
from slottag.evaluation.calibration import Bin
from slottag.evaluation.page import render_page
from slottag.runtime.tagger import Tagger
from slottag.text import PLAIN, Sentence, Span
from tests.command import slottag
from tests.conftest import small_corpus

GOLD = Sentence.from_words(["to", "Oslo", "or", "Rome"]).with_runs([(1, 2, "destination"), (3, 4, "destination")])


def found(*spans: tuple[int, int, str, float | None], text: Sentence = GOLD) -> Sentence:
    """The sentence with these spans, given over tokens, and their confidences."""
    return text.with_spans(
        Span(text.tokens[first].start, text.tokens[end - 1].end, slot, confidence)
        for first, end, slot, confidence in spans
    )


def measured(gold: list[Sentence], predicted: list[Sentence]) -> Calibration:
    calibration = measure_calibration(gold, predicted)
    assert calibration is not None
    return calibration


# ---- figures -----------------------------------------------------------------------------------------------------


def test_figures_by_hand() -> None:
    predicted = [found((1, 2, "destination", 0.9), (3, 4, "origin", 0.6)), found((3, 4, "destination", 0.7))]
    calibration = measured([GOLD, GOLD], predicted)
    assert calibration.bins == (Bin(0.6, 0.0, 1), Bin(0.7, 1.0, 1), Bin(0.9, 1.0, 1))
    assert calibration.error == pytest.approx((0.6 + 0.3 + 0.1) / 3)
    assert calibration.brier == pytest.approx((0.36 + 0.09 + 0.01) / 3)


def test_bins_hold_as_many_spans_each_the_first_ones_more() -> None:
    """Seventeen spans of 0.00 to 0.16, of which every other is right: two bins of two, then single ones."""
    words = Sentence.from_words([f"w{number}" for number in range(17)])
    gold = words.with_runs([(number, number + 1, "x") for number in range(0, 17, 2)])
    predicted = found(*((number, number + 1, "x", number / 100) for number in range(17)), text=words)
    bins = measured([gold], [predicted]).bins
    assert [each.spans for each in bins] == [2, 2] + [1] * 13
    assert bins[:3] == (Bin(pytest.approx(0.005), 0.5, 2), Bin(pytest.approx(0.025), 0.5, 2), Bin(0.04, 1.0, 1))


def test_within_a_bin_too_sure_and_too_modest_make_up_for_each_other() -> None:
    words = Sentence.from_words([f"w{number}" for number in range(30)])
    gold = words.with_runs([(number, number + 1, "x") for number in range(0, 30, 2)])
    predicted = found(*((number, number + 1, "x", 0.5) for number in range(30)), text=words)
    calibration = measured([gold], [predicted])
    assert len(calibration.bins) == 15
    assert (calibration.error, calibration.brier) == (0, 0.25)


def test_without_a_found_span_the_figures_are_zero() -> None:
    calibration = measured([GOLD], [found()])
    assert calibration == Calibration(0.0, 0.0, (), {90: 0.0, 95: 0.0})


def test_there_is_none_without_confidences() -> None:
    assert measure_calibration([GOLD], [GOLD]) is None
    assert measure_calibration([GOLD], [found((1, 2, "destination", 0.9), (3, 4, "destination", None))]) is None


# ---- coverage ----------------------------------------------------------------------------------------------------


def test_the_sentences_that_are_least_sure_are_left_out() -> None:
    right = found((1, 2, "destination", 0.8), (3, 4, "destination", 0.9))
    half = found((1, 2, "destination", 0.99), (3, 4, "origin", 0.5))
    predicted = [half, *[right] * 17, half, half]
    kept = {95: [half, half, *[right] * 17], 90: [half, *[right] * 17]}
    coverage = measured([GOLD] * 20, predicted).f1_at_coverage
    for percent, sentences in kept.items():
        assert coverage[percent] == pytest.approx(evaluate([GOLD] * len(sentences), sentences).slot_f1)
    assert coverage[90] > coverage[95]


def test_two_fairly_sure_spans_are_less_sure_than_a_single_one_that_is_a_little_less_so() -> None:
    two = found((1, 2, "origin", 0.8), (3, 4, "origin", 0.8))
    single = found((3, 4, "destination", 0.7))
    calibration = measured([GOLD] * 10, [two, *[single] * 9])
    assert calibration.f1_at_coverage[90] == pytest.approx(2 * 9 / (9 + 18))


def test_a_sentence_without_a_found_span_is_sure_and_its_missed_ones_count() -> None:
    doubtful = found((1, 2, "destination", 0.3), (3, 4, "destination", 0.3))
    assert measured([GOLD] * 10, [found(), *[doubtful] * 9]).f1_at_coverage[90] == pytest.approx(2 * 16 / (16 + 18))


def test_what_is_kept_is_rounded_up() -> None:
    wrong = found((0, 1, "origin", 0.1))
    right = found((1, 2, "destination", 0.9), (3, 4, "destination", 0.9))
    assert measured([GOLD], [wrong]).f1_at_coverage == {90: 0.0, 95: 0.0}
    assert measured([GOLD] * 9, [wrong, *[right] * 8]).f1_at_coverage[90] < 1
    assert measured([GOLD] * 10, [wrong, *[right] * 9]).f1_at_coverage == {90: 1.0, 95: pytest.approx(36 / 39)}


# ---- against a second implementation -----------------------------------------------------------------------------

spans = st.tuples(st.sampled_from([0, 1, 2, 3]), st.sampled_from(["destination", "origin"]),
                  st.sampled_from([0.0, 0.25, 0.5, 0.9, 0.99, 1.0]))  # fmt: skip
taggings = st.lists(spans, max_size=4, unique_by=lambda span: span[0]).map(
    lambda chosen: found(*((token, token + 1, slot, confidence) for token, slot, confidence in chosen))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(taggings, taggings), min_size=1, max_size=25))
def test_figures_equal_those_of_a_second_implementation(drawn: list[tuple[Sentence, Sentence]]) -> None:
    gold, predicted = [pair[0] for pair in drawn], [pair[1] for pair in drawn]
    calibration = measured(gold, predicted)
    pairs = [(span.confidence or 0.0, float(span in left.spans)) for left, right in drawn for span in right.spans]
    assert calibration.error == pytest.approx(second_error(pairs))
    assert calibration.brier == pytest.approx(sum((p - right) ** 2 / len(pairs) for p, right in pairs))
    assert sum(each.spans for each in calibration.bins) == len(pairs)
    for percent, f1 in calibration.f1_at_coverage.items():
        assert f1 == pytest.approx(second_f1(drawn, percent))


def second_error(pairs: list[tuple[float, float]]) -> float:
    """Each span is given the number of its bin; then the bins are gone through."""
    total = 0.0
    by_rank = sorted(range(len(pairs)), key=lambda index: (pairs[index][0], index))
    edges = [0]
    for number in range(15):
        edges.append(edges[-1] + math.ceil((len(pairs) - number) / 15))
    for low, high in itertools.pairwise(edges):
        gap = sum(pairs[index][0] - pairs[index][1] for index in by_rank[low:high])
        total += abs(gap) / len(pairs) if gap else 0.0
    return total


def second_f1(drawn: list[tuple[Sentence, Sentence]], percent: int) -> float:
    left = list(enumerate(drawn))
    while (len(left) - 1) * 100 >= len(drawn) * percent:
        left.remove(max(left, key=lambda entry: (-sureness(entry[1][1]), entry[0])))
    right = sum(len(set(gold.spans) & set(predicted.spans)) for _, (gold, predicted) in left)
    spans = sum(len(gold.spans) + len(predicted.spans) for _, (gold, predicted) in left)
    return 2 * right / spans if right else 0.0


def sureness(sentence: Sentence) -> float:
    product = 1.0
    for span in sentence.spans:
        product *= span.confidence or 0.0
    return product


# ---- as it is told -----------------------------------------------------------------------------------------------

PREDICTED = [found((1, 2, "destination", 0.9), (3, 4, "origin", 0.6)), found((3, 4, "destination", 0.7))]


def report(predicted: list[Sentence]) -> Report:
    return Report.of([GOLD, GOLD], predicted, model="m", data="d", split="test")


def test_json() -> None:
    assert json.loads(json.dumps(calibration_to_json(report(PREDICTED).calibration))) == {
        "calibration": {
            "error": pytest.approx(1 / 3),
            "brier": pytest.approx(0.46 / 3),
            "bins": [
                {"confidence": 0.6, "accuracy": 0.0, "spans": 1},
                {"confidence": 0.7, "accuracy": 1.0, "spans": 1},
                {"confidence": 0.9, "accuracy": 1.0, "spans": 1},
            ],
            "f1_at_coverage": {"0.90": pytest.approx(4 / 7), "0.95": pytest.approx(4 / 7)},
        }
    }
    assert calibration_to_json(None) == {}


def test_the_page_draws_each_bin() -> None:
    page = render_page(report(PREDICTED), lambda _slot: "#123456")
    rows = re.findall(r'<i style="width: ([\d.]+)%"></i><b style="left: ([\d.]+)%"></b>', page)
    assert rows == [("0.00", "60.00"), ("100.00", "70.00"), ("100.00", "90.00")]
    assert "<b>33.33</b><span>calibration error</span>" in page
    assert "Brier score 0.1533; slot F1 57.14 on the surest 95 % of the sentences; slot F1 57.14 on the" in page


def test_the_page_without_confidences_or_found_spans_has_no_picture() -> None:
    for predicted in ([GOLD, GOLD], [found(), found()]):
        assert "<h2>Confidence" not in render_page(report(predicted), lambda _slot: "#123456")


def test_plain_tags_have_no_calibration() -> None:
    tags = [Sentence.from_words(["dogs", "see"]).with_runs(PLAIN.decode(["NN", "VB"]))]
    assert Report.of_plain((tags, tags), ((), ()), model="m", data="d", split="test").calibration is None
    empty = [sentence.with_spans(()) for sentence in tags]
    assert Report.of_plain((tags, empty), ((), ()), model="m", data="d", split="test").calibration is None


def test_eval_tells_it(model_dir: Path, tmp_path: Path) -> None:
    sentences = small_corpus()[:20]
    data = tmp_path / "some.jsonl"
    data.write_text("".join(jsonl.format_sentence(sentence) + "\n" for sentence in sentences), "utf-8")
    expected = measured(sentences, Tagger.load(model_dir).tag(sentences))
    figures = json.loads(slottag("eval", data, "-m", model_dir, "--json").out)["calibration"]
    assert figures == json.loads(json.dumps(calibration_to_json(expected)))["calibration"]
    assert len(figures["bins"]) == 15
    out = slottag("eval", data, "-m", model_dir).out
    assert f"calibration error {100 * expected.error:.2f} %   Brier score {expected.brier:.4f}\n" in out
    assert f"slot F1 {100 * expected.f1_at_coverage[95]:.2f} on the surest 95 % of the sentences\n" in out
