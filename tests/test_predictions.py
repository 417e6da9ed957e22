"""``slottag eval --predictions``: marks and what was found, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slottag.data.corpus import load_corpus
from slottag.evaluation.predictions import as_columns, is_right
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence, Span, Task, Token

from .command import slottag

DATA = [
    {"text": "leave Oslo on Friday", "spans": [{"start": 6, "end": 10, "slot": "origin"}], "intent": "go"},
    {"text": "arrive Rome on May 5th", "spans": [{"start": 7, "end": 11, "slot": "destination"}]},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "test.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in DATA), "utf-8")
    return path


def test_json_lines_are_data_with_what_was_found(model_dir: Path, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    done = slottag("eval", data, "-m", model_dir, "--predictions", path)
    assert done.status == 0
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    gold = load_corpus(data).sentences
    found = Tagger.load(model_dir).tag(gold)
    assert [row["found"] for row in rows] == [sentence.to_dict()["spans"] for sentence in found]
    assert [row["right"] for row in rows] == [one.spans == other.spans for one, other in zip(gold, found, strict=True)]
    assert rows[0]["where"] == f"{data}:1"
    assert rows[0]["intent"] == "go"
    assert [sentence.spans for sentence in load_corpus(path).sentences] == [sentence.spans for sentence in gold]


def test_columns_are_what_conlleval_reads(model_dir: Path, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.conll"
    assert slottag("eval", data, "-m", model_dir, "--predictions", path).status == 0
    blocks = path.read_text("utf-8").split("\n\n")
    rows = [line.split("\t") for line in blocks[0].split("\n")]
    assert [row[:2] for row in rows] == [["leave", "O"], ["Oslo", "B-origin"], ["on", "O"], ["Friday", "O"]]
    found = Tagger.load(model_dir).tag(load_corpus(data).sentences)
    assert [row[2] != "O" for row in rows] == [
        any(span.start <= token.start < span.end for span in found[0].spans) for token in found[0].tokens
    ]


def test_an_ending_that_says_nothing_is_wrong_usage(model_dir: Path, data: Path, tmp_path: Path) -> None:
    done = slottag("eval", data, "-m", model_dir, "--predictions", tmp_path / "out.html")
    assert done.status == 2
    assert ".jsonl" in done.err
    assert slottag("eval", data, "-m", model_dir, "--predictions", data).status == 1


def test_tokens_that_the_model_cuts_are_cut_in_columns() -> None:
    text = "to Oslo."
    gold = Sentence(text, (Token("to", 0, 2), Token("Oslo.", 3, 8)), (Span(3, 8, "destination"),))
    found = Sentence(text, (Token("to", 0, 2), Token("Oslo", 3, 7), Token(".", 7, 8)), (Span(3, 7, "destination"),))
    assert list(as_columns([(gold, found)], Task.SPANS)) == [
        "to\tO\tO",
        "Oslo\tB-destination\tB-destination",
        ".\tI-destination\tO",
        "",
    ]


def test_an_intent_belongs_to_what_is_right() -> None:
    gold = Sentence.from_words(["go"], intent="travel")
    for intent, right in (("travel", True), ("greet", False), (None, True)):
        assert is_right(gold, Sentence.from_words(["go"], intent=intent)) is right
