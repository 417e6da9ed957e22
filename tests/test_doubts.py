"""What is seldom meant is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from slottag.data import load_corpus
from tests.files import put

CITY = '{"text": "to Lima", "spans": [{"start": 3, "end": 7, "slot": "city"}], "intent": "go"}\n'
TOWN = CITY.replace("city", "City").replace("Lima", "Rome")
NONE = '{"text": "hello", "spans": []}\n'


@pytest.mark.parametrize(
    ("files", "notes"),
    [
        ({"train__jsonl": CITY, "dev__jsonl": NONE}, ["no sentence of dev has a span, so a score on it says nothing"]),
        ({"train__jsonl": NONE, "test__jsonl": NONE}, ["no sentence has a span"]),
        ({"train__jsonl": CITY + TOWN}, ["the slots city and City differ by case only"]),
        (
            {"train__jsonl": CITY, "test__jsonl": CITY.replace("go", "ask")},
            ["1 sentence has two intents, first 'to Lima': go ({0}/train.jsonl:1) and ask ({0}/test.jsonl:1)"],
        ),
        ({"train__jsonl": CITY, "test__jsonl": CITY}, []),
    ],
)
def test_what_is_seldom_meant_is_told(tmp_path: Path, files: dict[str, str], notes: list[str]) -> None:
    corpus = load_corpus(put(tmp_path, **files))
    assert list(corpus.notes) == [f"{tmp_path.name}: {note.format(tmp_path)}" for note in notes]


@pytest.mark.parametrize(("rows", "long"), [(30, False), (70, False), (600, True)])
def test_a_file_without_blank_lines_is_told(tmp_path: Path, rows: int, long: bool) -> None:
    path = put(tmp_path, train__tsv="to\tO\nLima\tB-city\n" * (rows // 2)) / "train.tsv"
    notes = "\n".join(load_corpus(path).notes)
    assert (f"no blank line ends a sentence: all {rows} tokens are one" in notes) is (rows > 60)
    assert (f"train.tsv:1: a sentence of {rows} tokens; is the end of sentences marked?" in notes) is long
