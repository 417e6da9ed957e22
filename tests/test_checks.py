from __future__ import annotations

from pathlib import Path

import pytest

from slottag.data import Corpus, load_corpus
from slottag.data.checks import corpus_problems, empty_problems, slot_counts, span_problems, tag_problems, unseen_slots
from slottag.data.corpus import read_corpus
from slottag.data.offsets import from_bytes, from_utf16
from slottag.data.repair import drop_leaks, repair_reading
from slottag.data.splits import divide, set_aside
from slottag.errors import DataError
from slottag.text import SCHEMES, Span
from tests.files import put, sentence

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
ONE = '{"text": "to Oslo", "spans": [{"start": 3, "end": 7, "slot": "to"}]}\n'
IOB2 = SCHEMES["iob2"]
TRIMMED = "spans trimmed of outer white space and punctuation"


def test_checks_of_records_say_where(tmp_path: Path) -> None:
    spans = ", ".join(f'{{"start": {start}, "end": {end}, "slot": "x"}}' for start, end in [(5, 7), (0, 2), (1, 7)])
    put(
        tmp_path,
        train__jsonl=f'{{"text": "to Oslo", "spans": [{spans}]}}\n{{"text": " ", "spans": []}}\n',
        dev__conll="a I-x\nb O\nc O\nd B-x\n\ne B-y\nf I-y\n",
    )
    reading = read_corpus(tmp_path)
    train, dev = tmp_path / "train.jsonl", tmp_path / "dev.conll"
    assert [(problem.where, problem.message) for problem in span_problems(reading)] == [
        (f"{train}:1", "'to' (0..2) of slot x and 'o Oslo' (1..7) of slot x"),
        (f"{train}:1", "'o Oslo' (1..7) of slot x and 'lo' (5..7) of slot x"),
    ]
    assert [problem.where for problem in empty_problems(reading)] == [f"{train}:2"]
    assert [(problem.where, problem.message) for problem in tag_problems(reading)] == [
        (f"{dev}:1", "I-x does not follow a tag that opens its slot")
    ]


def test_checks_of_a_corpus_compare_sentences() -> None:
    corpus = Corpus(
        "mine",
        {
            "train": (sentence("a b", (0, 1, "x"), where="train:1"), sentence("a b", (1, 2, "x"), where="train:2")),
            "dev": (sentence("c d", (0, 1, "y"), where="dev:1"),),
            "test": (sentence("c d", (0, 1, "y"), where="test:1"), sentence("a b", (0, 1, "x"), where="test:2")),
        },
        "words",
    )
    assert [(problem.kind, problem.where, problem.message) for problem in corpus_problems(corpus)] == [
        ("sentences in two splits", "test:1", "also in dev (dev:1)"),
        ("sentences in two splits", "test:2", "also in train (train:1)"),
        ("sentences marked in two ways", "train:2", "marked otherwise in train:1"),
    ]
    assert [(problem.kind, problem.where, problem.message) for problem in unseen_slots(corpus)] == [
        ("slots that train lacks", "dev:1", "y ('c')")
    ]
    assert slot_counts(corpus) == {"x": {"train": 2, "test": 1}, "y": {"dev": 1, "test": 1}}
    assert corpus_problems(Corpus("one", {"test": corpus.split("dev")}, "words")) == []


def test_test_sets_may_share_sentences() -> None:
    shared = tuple(sentence("c d", (0, 1, "y"), where=f"{name}:1") for name in ("test", "noisy"))
    splits = {"test": shared[:1], "noisy": shared[1:]}
    assert corpus_problems(Corpus("mine", splits, "words")) == []
    learned = {**splits, "dev": (sentence("c d", (0, 1, "y"), where="dev:1"),)}
    assert [problem.where for problem in corpus_problems(Corpus("mine", learned, "words"))] == ["dev:1"]


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        (ONE, None, ""),
        (ONE.replace('"start": 3', '"start": 4'), None, ""),
        (ONE.replace('"start": 3', '"start": 2'), "spans with white space at an edge", "' Oslo' (2..7) of slot to"),
        (ONE.replace('"end": 7', '"end": 8'), "spans that end behind the text", "'Oslo' (3..8) of slot to"),
        (
            ONE.replace("Oslo", "Oslo\\u0301").replace('"slot"', '"value": "Oslo", "slot"'),
            "spans that begin or end inside a character",
            "'Oslo' (3..7) of slot to",
        ),
        (
            ONE.replace('"slot"', '"value": "Rome", "slot"'),
            "values that contradict their offsets",
            "span 3..7 of slot 'to' is 'Oslo', its value 'Rome'",
        ),
        (
            ONE.replace("to Oslo", "🙂 Oslo!"),
            "offsets that look like UTF-16 units, not characters",
            "the spans of the split train",
        ),
        (
            ONE.replace("to Oslo", "é Oslo!"),
            "offsets that look like bytes of UTF-8, not characters",
            "the spans of the split train",
        ),
    ],
)
def test_spans_that_no_sentence_can_hold_are_told(tmp_path: Path, line: str, kind: str | None, message: str) -> None:
    reading = read_corpus(put(tmp_path, train__jsonl=line))
    found = span_problems(reading)
    assert [(problem.kind, problem.message) for problem in found][:1] == ([(kind, message)] if kind else [])
    if kind:
        with pytest.raises(DataError, match="prepare --fix"):
            reading.corpus()


def test_offsets_in_other_units_are_turned(tmp_path: Path) -> None:
    other = ONE.replace("to Oslo", "a 🙂🙂 b").replace('"start": 3', '"start": 7').replace('"end": 7', '"end": 8')
    lines = ONE.replace("to Oslo", "🙂 Oslo!") + other
    reading, done = repair_reading(read_corpus(put(tmp_path, train__jsonl=lines)))
    assert [sentence.value(span) for sentence in reading.corpus().sentences for span in sentence.spans] == ["Oslo", "b"]
    assert done[0].kind == "offsets turned from UTF-16 units to characters"
    assert done[0].message == "'slo!' (3..7) of slot to became 'Oslo' (2..6)"
    text = "🙂 to Zürich"
    assert from_utf16(text, [Span(6, 12, "x")]) == (Span(5, 11, "x"),)
    assert from_bytes(text, [Span(8, 15, "x")]) == (Span(5, 11, "x"),)
    assert from_bytes(text, [Span(1, 4, "x")]) == (Span(1, 4, "x"),)


def test_repair_trims_spans_and_settles_overlaps(tmp_path: Path) -> None:
    text = "to New York, now"
    marks = [(2, 8, "x"), (3, 12, "y"), (3, 6, "z"), (12, 13, "w"), (12, 15, "v")]
    spans = ", ".join(f'{{"start": {start}, "end": {end}, "slot": "{slot}"}}' for start, end, slot in marks)
    put(tmp_path, train__jsonl=f'{ONE}{{"text": "{text}", "spans": [{spans}]}}\n')
    reading, done = repair_reading(read_corpus(tmp_path))
    assert reading.corpus().sentences[1].spans == (Span(3, 11, "y"), Span(13, 15, "v"))
    assert {problem.where for problem in done} == {f"{tmp_path / 'train.jsonl'}:2"}
    assert [(problem.kind, problem.message) for problem in done] == [
        (TRIMMED, "' New Y' (2..8) of slot x became 'New Y'"),
        (TRIMMED, "'New York,' (3..12) of slot y became 'New York'"),
        ("spans dropped of which nothing shows", "' ' (12..13) of slot w"),
        (TRIMMED, "' no' (12..15) of slot v became 'no'"),
        (
            "spans dropped that overlap a longer one",
            "'New Y' (3..8) of slot x, for 'New York' (3..11) of slot y overlaps it",
        ),
        (
            "spans dropped that overlap a longer one",
            "'New' (3..6) of slot z, for 'New York' (3..11) of slot y overlaps it",
        ),
    ]
    assert span_problems(reading) == []


def test_repair_tells_of_tags_that_break_their_scheme(tmp_path: Path) -> None:
    put(tmp_path, train__conll="a I-x\nb I-y\n\nc B-x\nd I-x\n\ne B-x\n\nf B-x\ng O\n")
    reading, done = repair_reading(read_corpus(tmp_path))
    assert [problem.where[-1] for problem in done] == ["1", "2"]
    assert tag_problems(reading) == []
    assert reading.corpus() == load_corpus(tmp_path)
    assert [one.runs() for one in reading.corpus().sentences] == [
        [(0, 1, "x"), (1, 2, "y")],
        [(0, 2, "x")],
        [(0, 1, "x")],
        [(0, 1, "x")],
    ]


def test_leaks_are_dropped_from_train() -> None:
    train = (sentence("a", where="train:1"), sentence("b", (0, 1, "x"), where="train:2"), sentence("b"))
    corpus = Corpus("mine", {"train": train, "test": (sentence("b"),)}, "words")
    kept, done = drop_leaks(corpus)
    assert (kept.split("train"), kept.split("test")) == (train[:1], corpus.split("test"))
    assert [problem.where for problem in done] == ["train:2", ""]
    assert drop_leaks(kept) == (kept, [])
    with pytest.raises(DataError, match="every sentence of train also occurs in another split"):
        drop_leaks(Corpus("mine", {"train": train[1:], "test": (sentence("b"),)}, "words"))


def test_division_is_even_repeatable_and_keeps_equal_sentences_together() -> None:
    sentences = [sentence(f"word {number % 90}", where=str(number)) for number in range(100)]
    parts = divide(sentences, {"train": 80, "dev": 10, "test": 10}, seed=3)
    assert [len(part) for part in parts.values()] == [80, 10, 10]
    assert sorted(int(one.where) for part in parts.values() for one in part) == list(range(100))
    words = [{tuple(one.words) for one in part} for part in parts.values()]
    assert not any(first & second for first in words for second in words if first is not second)
    assert all([int(one.where) for one in part] == sorted(int(one.where) for one in part) for part in parts.values())
    assert parts == divide(sentences, {"train": 0.8, "dev": 0.1, "test": 0.1}, seed=3)
    assert parts != divide(sentences, {"train": 80, "dev": 10, "test": 10}, seed=4)


def test_division_leaves_no_split_empty() -> None:
    three = [sentence(word) for word in "abc"]
    assert [len(part) for part in divide(three, {"train": 98, "dev": 1, "test": 1}).values()] == [1, 1, 1]
    assert list(divide(three, {"train": 90, "dev": 0, "test": 10})) == ["train", "test"]
    with pytest.raises(DataError, match=r"f:1: 1 distinct sentence, expected at least 2 to divide into train, test"):
        divide([sentence("a", where="f:1")] * 5, {"train": 90, "test": 10})


def test_a_part_is_set_aside() -> None:
    train, dev = set_aside([sentence(str(number)) for number in range(50)], 0.1)
    assert (len(train), len(dev)) == (45, 5)
