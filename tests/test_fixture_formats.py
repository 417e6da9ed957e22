"""Every file of columns, lines, CSV, pairs and splits gives the sentences, spans and intents that it stands for."""

from __future__ import annotations

import pytest

from slottag.data.corpus import read_corpus
from slottag.errors import DataError
from tests.test_foreign_formats import CHINESE, FIXTURES, GOLD, INTENTS, intents, marks, shared

FOLDERS = ("columns", "lines", "csv", "splits")
WITH_INTENTS = {
    "columns/stackprop.txt", "lines/jointslu.w-intent.iob", "lines/multiatis.tsv", "lines/word_colon_tag.txt",
    "lines/nlu_eval.csv", "lines/fb_multilingual.tsv", "own/seqio",
}  # fmt: skip
UPPER = {"columns/other_as_outside.tsv", "lines/mtop.tsv", "lines/top.tsv"}
REFUSED = {
    "columns/gold_and_predicted.conll": "the tags can be in column 2 or 3",
    "lines/unlabelled.txt": "is in no known format",
}
Marks = dict[str, list[tuple[str, str]]]
MANY = "own/inline_first_mark_late.txt"
NAMES = (
    *(f"{folder}/{path.name}" for folder in FOLDERS for path in sorted(FIXTURES.glob(f"{folder}/*"))),
    "pairs/cs230", "pairs/tf_ner", "pairs/i2b2", "own/seqio", "own/inline.txt",
)  # fmt: skip


def tight(text: str) -> str:
    """A text without spaces: where they stood, files of tokens do not say."""
    return text.replace(" ", "")


def tightly(marked: Marks) -> Marks:
    return {tight(text): [(tight(words), slot) for words, slot in spans] for text, spans in marked.items()}


@shared
@pytest.mark.parametrize("name", [name for name in NAMES if name not in REFUSED])
def test_a_fixture_gives_its_gold(name: str) -> None:
    reading = read_corpus(FIXTURES / name)
    assert not reading.faults
    gold = CHINESE if "zh_" in name else GOLD
    if name in UPPER:
        gold = {text: [(words, slot.upper()) for words, slot in spans] for text, spans in gold.items()}
    for split in reading.splits.values():
        assert [tight(record.text) for record in split] == [tight(text) for text in gold]
    assert tightly(marks(reading)) == tightly(gold)
    if name in WITH_INTENTS:
        assert intents(reading) == INTENTS
    elif name in UPPER - {"columns/other_as_outside.tsv"}:
        assert intents(reading) == {intent.upper(): count for intent, count in INTENTS.items()}
    else:
        assert intents(reading) == {None: len(reading.records)}
    if name.startswith("splits"):
        assert list(reading.splits) == ["train", "dev", "test"]


@shared
@pytest.mark.parametrize("name", REFUSED)
def test_a_fixture_that_must_be_refused_says_what_it_is(name: str) -> None:
    with pytest.raises(DataError, match=REFUSED[name]):
        read_corpus(FIXTURES / name).corpus()


@shared
def test_marks_that_come_late_are_seen() -> None:
    reading = read_corpus(FIXTURES / MANY)
    assert (len(reading.records), sum(len(record.spans) for record in reading.records)) == (255, 9)


REPORTS = FIXTURES.parent / "reports"


@shared
@pytest.mark.parametrize(
    ("name", "slots"),
    [
        ("b_empty.conll", ["span"]), ("bio_bare.conll", ["span", "span"]), ("bmeso.conll", ["LOC"]),
        ("in.conll", ["to"]),
        ("io_name2.conll", ["NAME", "CITY"]), ("lowertags.conll", ["loc"]), ("ls.conll", ["Drug"]),
        ("spaceafter.conll", ["LOC"]), ("suffix.conll", ["PER"]), ("underscore.conll", ["LOC"]),
        ("germeval.tsv", ["LOC", "OTH"]), ("kaggle.csv", ["LOC"]), ("u.conllu", ["PRON", "AUX", "PROPN", "PUNCT"]),
        ("nlu.md", None), ("nlu2.md", None), ("nlu2.yml", None), ("array.json", None), ("spacelabel.jsonl", None),
        ("doccano1.jsonl", None), ("doccano2.jsonl", None), ("prodigy.jsonl", None), ("massive.jsonl", None),
    ],
)  # fmt: skip
def test_what_people_reported_is_read(name: str, slots: list[str] | None) -> None:
    reading = read_corpus(REPORTS / name)
    assert not reading.faults
    found = [span.slot for record in reading.records for span in record.spans]
    assert found == slots if slots else found
