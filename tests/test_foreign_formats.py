"""Files of other tools: each gives the sentences, spans and intents that its tool means, and says what it left."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from slottag.data.content import Content
from slottag.data.corpus import RawCorpus, read_corpus
from slottag.data.formats import writer_of
from slottag.data.formats.recognition import recognise
from slottag.data.writing import write_corpus
from slottag.errors import DataError
from slottag.text import SCHEMES

from .conftest import SHARED

FIXTURES = SHARED.parent / "fixtures" / "formats"
GOLD = {
    "I want to fly from Oslo to Rome on Friday": [("Oslo", "origin"), ("Rome", "destination"), ("Friday", "date")],
    "two tickets to New York, please": [("two", "passengers"), ("New York", "destination")],
    "is there a train from Kyoto to Osaka at 9 am": [("Kyoto", "origin"), ("Osaka", "destination"), ("9 am", "time")],
    "hello there": [],
    "cancel my trip to São Paulo": [("São Paulo", "destination")],
}
CHINESE = {
    "我想从台北飞到东京": [("台北", "origin"), ("东京", "destination")],
    "十一月二日去上海": [("十一月二日", "date"), ("上海", "destination")],
    "你好": [],
}
INTENTS = {"book_flight": 2, "ask_train": 1, "greet": 1, "cancel": 1}
WITH_INTENTS = {
    "json/clu.json", "json/dialogflow", "json/doccano_intent.jsonl", "json/luis.json", "json/massive.jsonl",
    "json/rasa.json", "json/sebis.json", "json/simdial.json", "json/slurp.jsonl", "json/snips_dataset.json",
    "json/wit_new.json", "json/wit_old.json", "text/luis.lu", "text/rasa.md", "text/rasa.yml",
    "text/rasa_marks_only.md",
    "text/snips.yaml", "own/array.json", "own/array_one_line.json", "own/good.jsonl", "own/pretty_objects.json",
    "packed/train.jsonl.gz",
}  # fmt: skip
PREFIXES = {
    "json/label_spaces.jsonl": "Travel ",
    "json/multiwoz22.json": "train-",
    "json/taskmaster.json": "flight_search.",
}
OTHERS = {
    "json/hf_tokens_ints.jsonl", "json/hf_to_json.jsonl", "json/cluener.json", "json/smp.json",
    "json/snips_benchmark.json", "text/rasa_full.yml", "text/rasa_value.md", "text/snips_single_words.yaml",
    "packed/plain.parquet", "packed/train.pkl", "packed/train.zip", "packed/ner.xlsx",
}  # fmt: skip
NAMES = (
    *(f"json/{path.name}" for path in sorted(FIXTURES.glob("json/*"))),
    *(f"text/{path.name}" for path in sorted(FIXTURES.glob("text/*"))),
    *(f"packed/{path.name}" for path in sorted(FIXTURES.glob("packed/*"))),
    *(f"own/{name}" for name in ("array.json", "array_one_line.json", "empty_spans_and_entities.jsonl", "good.jsonl",
                                 "label_for_slot.jsonl", "pretty_objects.json")),
    "pairs/brat",
)  # fmt: skip
shared = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the fixtures are not here")


def marks(reading: RawCorpus) -> dict[str, list[tuple[str, str]]]:
    """What each text has marked on it, in order; a file that cannot be read as a whole has no faults. Where a space in
    front of a comma is written, it is left out here, as it is where a text is made of tokens.
    """
    assert not reading.faults
    return {
        record.text.replace(" ,", ","): [
            (record.text[span.start : span.end], span.slot) for span in sorted(record.spans, key=lambda s: s.start)
        ]
        for record in reading.records
    }


def intents(reading: RawCorpus) -> dict[str | None, int]:
    return dict(Counter(record.intent for record in reading.records))


def read(path: Path, text: str | bytes) -> RawCorpus:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_corpus(path)


@shared
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OTHERS])
def test_a_fixture_is_read_as_what_it_is(name: str) -> None:
    reading = read_corpus(FIXTURES / name)
    prefix = PREFIXES.get(name, "")
    assert marks(reading) == {text: [(value, prefix + slot) for value, slot in found] for text, found in GOLD.items()}
    assert intents(reading) == (INTENTS if name in WITH_INTENTS else {None: 5})


@shared
@pytest.mark.parametrize("name", ["json/cluener.json", "json/smp.json"])
def test_chinese_is_read(name: str) -> None:
    assert marks(read_corpus(FIXTURES / name)) == CHINESE


@shared
def test_the_splits_of_one_file() -> None:
    splits = read_corpus(FIXTURES / "json/massive.jsonl").splits
    assert {split: len(records) for split, records in splits.items()} == {"train": 3, "dev": 1, "test": 1}


@shared
def test_the_benchmark_has_one_intent_a_file() -> None:
    reading = read_corpus(FIXTURES / "json/snips_benchmark.json")
    assert marks(reading) == GOLD
    assert intents(reading) == {"BookFlight": 5}


@shared
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("json/hf_tokens_ints.jsonl", "the tags are numbers and nothing names them"),
        ("json/hf_to_json.jsonl", "the tags are numbers and nothing names them"),
        ("packed/plain.parquet", "the tags are numbers and nothing names them"),
        ("packed/train.pkl", "is a Python pickle, expected text; never opened"),
        ("packed/train.zip", "is a zip archive, expected text; unpack it"),
    ],
)
def test_what_must_be_refused_is_named(name: str, message: str) -> None:
    reading = read_corpus(FIXTURES / name)
    assert len(reading.faults) == 1
    assert message in str(reading.faults[0].error())


def test_rasa_with_all_that_it_knows(tmp_path: Path) -> None:
    text = """version: "3.1"
nlu:
- intent: order
  examples: |
    - a [big]{"entity": "size", "role": "cup", "group": "1"} tea with [milk](extra)
    - [cuppa]{"entity": "drink", "value": "tea"} for [me](who:I), [sic] not (it)

    - no
- intent: ask/yes
  examples:
  - text: |
      how much is [tea](drink)
    metadata:
      mood: fine
- synonym: coffee
  examples: |
    - java
- regex: size
  examples: |
    - [0-9]+
- lookup: drink
  examples: |
    - tea
stories:
- story: one
  steps: []
"""
    reading = read(tmp_path / "nlu.yml", text)
    assert marks(reading) == {
        "a big tea with milk": [("big", "size:cup#1"), ("milk", "extra")],
        "cuppa for me, [sic] not (it)": [("cuppa", "drink"), ("me", "who")],
        "no": [],
        "how much is tea": [("tea", "drink")],
    }
    assert intents(reading) == {"order": 3, "ask/yes": 1}
    assert [record.line for record in reading.records] == [5, 6, 8, 12]


def test_rasa_markdown(tmp_path: Path) -> None:
    text = """## intent:order
- a [big](size) tea <!-- a [secret](thing) -->
* two [teas]("drink")
+ [java](drink:coffee)
## synonym:coffee
- joe
## regex:size
- [a-z]+
## lookup:drink
drinks.txt
"""
    reading = read(tmp_path / "nlu.md", text)
    assert marks(reading) == {
        "a big tea": [("big", "size")],
        "two teas": [("teas", "drink")],
        "java": [("java", "drink")],
    }


def test_snips_yaml_is_the_other_way_round(tmp_path: Path) -> None:
    text = """type: intent
name: order
utterances:
- a [size:amount](big) tea
- [drink](tea) and [drink](cake)
- a [size] tea
---
type: entity
name: amount
values:
- [big, huge]
"""
    reading = read(tmp_path / "data.yaml", text)
    assert marks(reading) == {
        "a big tea": [("big", "size")],
        "tea and cake": [("tea", "drink"), ("cake", "drink")],
    }
    assert reading.notes == (
        f"{tmp_path / 'data.yaml'}: templates, which are no sentences, left out: 1 (first in line 6)",
    )


def test_lu(tmp_path: Path) -> None:
    text = """> !# @app.name = Tea
# Order
- a {@size=big} {@drink={@kind=green} tea}
- a {@size} tea
@ ml size
- big
$drink:simple
# ? what is tea
- why
"""
    reading = read(tmp_path / "tea.lu", text)
    assert marks(reading) == {"a big green tea": [("big", "size"), ("green tea", "drink")]}
    assert intents(reading) == {"Order": 1}
    assert [note.split(": ", 1)[1] for note in reading.notes] == [
        "marks in marks, passed over: 1 (first in line 3)",
        "patterns, which are no sentences, left out: 1 (first in line 4)",
    ]


TEA = "a big tea ☕ for Zoë"
MARKED = {TEA: [("big", "size"), ("Zoë", "who")]}


@pytest.mark.parametrize(
    "data",
    [
        {"text": TEA, "label": [[2, 5, "size"], [16, 19, "who"]]},
        {"data": TEA, "label": [[2, 5, "size"], [16, 19, "who"]]},
        {"text": TEA, "entities": [{"start_offset": 2, "end_offset": 5, "label": "size"},
                                   {"start_offset": 16, "end_offset": 19, "label": "who"}]},
        {"content": TEA, "annotations": [{"start": 2, "end": 5, "tag": "size", "value": "big"},
                                         {"start": 16.0, "end": "19", "tag": "who"}]},
        {"text": TEA, "spans": [{"start": 2, "end": 5, "label": "size"}, {"start": 16, "end": 19, "label": "who"}],
         "answer": "accept"},
        {"text": TEA, "label": [{"start": 2, "end": 5, "text": "big", "labels": ["size"]},
                                {"start": 16, "end": 19, "text": "Zoë", "labels": ["who"]}]},
        {"text": TEA, "entities": [{"entity": "size", "startPos": 2, "endPos": 4},
                                   {"entity": "who", "startPos": 16, "endPos": 18}]},
        {"text": TEA, "intent": "x", "entities": [{"entity": "size", "value": "L", "start": 2, "end": 5},
                                                  {"entity": "who", "value": "Zoe", "start": 16, "end": 19}]},
        {"utt": TEA, "annot_utt": "a [size : big] tea ☕ for [who : Zoë]"},
        {"text": TEA, "label": {"size": {"big": [[2, 4]]}, "who": {"Zoë": [[16, 18]]}}},
        {"text": TEA, "domain": "d", "slots": {"size": "big", "who": "Zoë"}},
        {"speaker": "USER", "utterance": TEA, "frames": [{"slots": [
            {"slot": "size", "start": 2, "exclusive_end": 5, "value": "large"},
            {"slot": "who", "start": 16, "exclusive_end": 19}, {"slot": "area", "value": "east"}]}]},
        {"speaker": "USER", "text": TEA, "segments": [
            {"start_index": 2, "end_index": 5, "text": "big", "annotations": [{"name": "size"}]},
            {"start_index": 16, "end_index": 19, "text": "Zoë", "annotations": [{"name": "who"}]}]},
        {"data": {"text": TEA}, "annotations": [{"result": [
            {"type": "labels", "value": {"start": 2, "end": 5, "text": "big", "labels": ["size"]}},
            {"type": "labels", "value": {"start": 16, "end": 19, "text": "Zoë", "labels": ["who"]}}]}]},
        [TEA, {"entities": [[2, 5, "size"], [16, 19, "who"]]}],
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["line", "array", "deep", "pretty"])
def test_one_sentence_in_many_words(tmp_path: Path, data: object, form: str) -> None:
    filler = {"note": "1"}
    texts = {
        "line": json.dumps(data, ensure_ascii=False) + "\n",
        "array": json.dumps([data]),
        "deep": json.dumps({"about": [filler], "all": {"of": [data]}}, indent=2),
        "pretty": json.dumps(data, indent=1) + "\n" + json.dumps(data, indent=1),
    }
    if form in ("line", "pretty") and isinstance(data, list):
        pytest.skip("a list in a line of its own is an array")
    reading = read(tmp_path / "data.json", texts[form])
    assert marks(reading) == MARKED


@pytest.mark.parametrize(
    "data",
    [
        {"tokens": ["a", "big", "tea"], "ner_tags": ["O", "B-size", "O"]},
        {"words": ["a", "big", "tea"], "labels": ["O", "B-size", "O"]},
        [["a", "O"], ["big", "B-size"], ["tea", "O"]],
        {"tokenized_text": ["a", "big", "tea"], "ner": [[1, 1, "size"]]},
        {"sentence": "a big tea", "tokens": [{"surface": "a"}, {"surface": "big"}, {"surface": "tea"}],
         "entities": [{"span": [1], "type": "size"}]},
        {"user_utterance": {"text": "a big tea", "tokens": ["a", "big", "tea"],
                            "slots": [{"slot": "size", "start": 1, "exclusive_end": 2}]}},
        {"raw": "a big tea", "sentences": [{"tokens": [{"orth": "a", "ner": "O"}, {"orth": "big", "ner": "U-size"},
                                                       {"orth": "tea", "ner": "O"}]}]},
    ],
)  # fmt: skip
def test_words_with_tags_or_places(tmp_path: Path, data: object) -> None:
    reading = read(tmp_path / "data.json", json.dumps([data], indent=1))
    assert marks(reading) == {"a big tea": [("big", "size")]}


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("id2label.json", {"0": "O", "1": "B-size"}),
        ("label2id.json", {"O": 0, "B-size": 1}),
        ("config.json", {"id2label": {"0": "O", "1": "B-size"}}),
        ("dataset_info.json", {"features": {"ner_tags": {"feature": {"names": ["O", "B-size"]}}}}),
    ],
)
def test_names_of_numbers_beside_a_file(tmp_path: Path, name: str, names: object) -> None:
    (tmp_path / name).write_text(json.dumps(names), "utf-8")
    reading = read(tmp_path / "data.jsonl", '{"tokens": ["a", "big", "tea"], "ner_tags": [0, 1, 0]}\n')
    assert marks(reading) == {"a big tea": [("big", "size")]}


def test_names_of_numbers_in_the_file(tmp_path: Path) -> None:
    document = {"id2label": {"0": "O", "1": "B-size"}, "data": [{"tokens": ["big", "tea"], "tags": [1, 0]}]}
    assert marks(read(tmp_path / "data.json", json.dumps(document))) == {"big tea": [("big", "size")]}


def test_the_line_of_a_sentence_deep_in_a_document(tmp_path: Path) -> None:
    document = {"intents": {"order": {"utterances": [{"data": [{"text": "tea"}]}, {"data": [{"text": "no tea"}]}]}}}
    reading = read(tmp_path / "data.json", json.dumps(document, indent=1))
    assert [record.line for record in reading.records] == [5, 12]


def test_clu_counts_utf16_units(tmp_path: Path) -> None:
    utterance = {"text": "☕🫖 tea", "intent": "x", "entities": [{"category": "drink", "offset": 4, "length": 3}]}
    document = {"stringIndexType": "Utf16CodeUnit", "assets": {"utterances": [{**utterance, "dataset": "Test"}]}}
    reading = read(tmp_path / "clu.json", json.dumps(document))
    assert marks(reading) == {"☕🫖 tea": [("tea", "drink")]}
    assert list(reading.splits) == ["test"]


def test_label_studio_tells_its_units_by_the_text(tmp_path: Path) -> None:
    value = {"start": 3, "end": 6, "text": "tea", "labels": ["drink"]}
    tasks = [
        {"data": {"text": "🫖 tea"}, "annotations": [{"result": [{"value": value}]}]},
        {"data": {"text": "🫖 tea!"}, "annotations": [{"result": [], "was_cancelled": True}]},
        {"data": {"text": "my tea"}, "annotations": [
            {"result": []}, {"result": [{"value": {**value, "start": 3, "end": 6}}], "ground_truth": True}]},
    ]  # fmt: skip
    reading = read(tmp_path / "tasks.json", json.dumps(tasks))
    assert marks(reading) == {"🫖 tea": [("tea", "drink")], "my tea": [("tea", "drink")]}
    assert [note.split(": ", 1)[1] for note in reading.notes] == [
        "offsets in UTF-16 units, turned into code points: 1 (first in line 1)",
        "tasks that nobody marked, or whose marks were cancelled, left out: 1 (first in line 1)",
        "tasks that several people marked differently, read as the first or the true one: 1 (first in line 1)",
    ]


def test_wit_says_roles(tmp_path: Path) -> None:
    document = {"utterances": [{"text": "tea at 9", "intent": "order", "traits": [], "entities": [
        {"entity": "drink:drink", "start": 0, "end": 3, "body": "tea"},
        {"entity": "wit$datetime:datetime", "start": 7, "end": 8, "body": "9"},
        {"entity": "drink:first", "start": 0, "end": 3, "body": "tea"}]}]}  # fmt: skip
    reading = read(tmp_path / "wit.json", json.dumps(document))
    assert [span.slot for record in reading.records for span in record.spans] == ["drink", "datetime", "drink:first"]


def test_a_python_file_is_not_run(tmp_path: Path) -> None:
    text = """import nothing_of_that_name
TRAIN_DATA = [("big tea", {"entities": [(0, 3, "size")]}), (name(), {"entities": []})]
TEST_DATA: list = [("no tea", {"entities": []})]
"""
    reading = read(tmp_path / "data.py", text)
    assert [(split, [record.text for record in records]) for split, records in reading.splits.items()] == [
        ("train", ["big tea"]),
        ("test", ["no tea"]),
    ]
    assert [str(fault.error()).partition(": ")[2] for fault in reading.faults] == [
        "is no JSON (it holds more than texts, numbers, lists and dicts); correct the line"
    ]


def test_prodigy_counts_what_was_accepted(tmp_path: Path) -> None:
    spans = '"spans": [{"start": 0, "end": 3, "label": "drink"}]'
    lines = [
        f'{{"text": "tea", {spans}, "answer": "accept"}}',
        f'{{"text": "tee", {spans}, "answer": "reject"}}',
        f'{{"text": "tea now", {spans}, "answer": "accept", "_is_binary": true}}',
    ]
    reading = read(tmp_path / "data.jsonl", "\n".join(lines))
    assert marks(reading) == {"tea": [("tea", "drink")]}
    assert [note.split(": ", 1)[1] for note in reading.notes] == [
        "tasks that were rejected or ignored, left out: 1 (first in line 2)",
        "answers about one span, which say nothing of the rest of the text, left out: 1 (first in line 3)",
    ]


def test_dialogflow(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "agent.json").write_text("{}", "utf-8")
    (tmp_path / "intents/tea.json").write_text('{"name": "order tea"}', "utf-8")
    chunks = [{"text": "a "}, {"text": "big", "alias": "size", "meta": "@size"}, {"text": " tea"}]
    examples = [{"data": chunks, "isTemplate": False}, {"data": [{"text": "@size:size tea"}], "isTemplate": True}]
    (tmp_path / "intents/tea_usersays_en.json").write_text(json.dumps(examples), "utf-8")
    reading = read_corpus(tmp_path)
    assert marks(reading) == {"a big tea": [("big", "size")]}
    assert intents(reading) == {"order tea": 1}
    assert "templates, which are no sentences, left out: 1" in reading.notes[0]


def test_brat(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text("a big\ntea for me\n", "utf-8")
    (tmp_path / "doc.ann").write_text(
        "T1\tsize 2 5\tbig\nT2\twho 14 16\tme\nR1\tx Arg1:T1 Arg2:T2\nT3\tall 0 1;6 9\ta tea\n", "utf-8"
    )
    reading = read_corpus(tmp_path)
    assert marks(reading) == {"a big": [("big", "size")], "tea for me": [("me", "who")]}
    assert "entities in several pieces, left out: 1" in reading.notes[0]


def test_other_spaces_in_a_marked_text(tmp_path: Path) -> None:
    row = {"utt": "周五去东京", "annot_utt": "[date : 周 五] 去 [city : 东京]", "intent": "go"}
    assert marks(read(tmp_path / "a.jsonl", json.dumps(row))) == {"周五去东京": [("周五", "date"), ("东京", "city")]}


def test_gzip_is_opened(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"text": "tea", "label": [[0, 3, "drink"]]}).encode())
    assert marks(read(tmp_path / "a.jsonl.gz", packed)) == {"tea": [("tea", "drink")]}


def test_objects_beside_marked_ones_are_sentences(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.json", '[{"text": "tea", "label": [[0, 3, "drink"]]},\n {"text": "no"}]')
    assert marks(reading) == {"tea": [("tea", "drink")], "no": []}
    assert "objects without a list of spans, read as sentences without any: 1 (first in line 2)" in reading.notes[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text": "tea", "label": [[0, "x", "drink"]]}', "a span is [0, \"x\", \"drink\"], expected [start, "),
        ('{"text": "tea", "label": [[3, 3, "drink"]]}', "span 3..3 of slot 'drink' is empty or reversed"),
        ('{"text": "tea", "label": [{"start": 0, "end": -1, "label": "drink"}]}', "end is -1, expected a whole number"),
        ('{"text": "tea", "label": [{"start": 1e400, "end": 2, "label": "x"}]}', "start is Infinity, expected a whole"),
        ('{"text": "tea", "label": [{"start": 0, "end": 2}]}', "a span at 0 has no slot"),
        ('{"text": "tea", "label": [{"start": 0, "label": "x"}]}', "end (or length) is missing"),
        ('{"text": "tea", "label": [[0, 1, "a"]], "spans": [[1, 2, "a"]]}', 'mark different spans, expected one list'),
        ('{"text": "tea", "label": [[0, 1, "\\ud800"]]}', "holds half of a surrogate pair"),
        ('{"tokens": ["a", "b"], "tags": ["O"]}', "2 words and 1 tag, expected one for each word"),
        ('{"tokenized_text": ["a"], "ner": [[0, 1, "x"]]}', "is not within the 1 tokens"),
        ('{"annot_utt": "a [b c"}', "'[' at character 3 of the marked text belongs to no mark"),
        ('{"text": "tea", "label": {"a": {"tea": [3]}}}', "a place is 3, expected [first, last] character"),
    ],
)  # fmt: skip
def test_a_fault_says_where_and_what(tmp_path: Path, text: str, message: str) -> None:
    reading = read(tmp_path / "a.jsonl", text)
    (error,) = (str(fault.error()) for fault in reading.faults)
    assert error.startswith(f"{tmp_path / 'a.jsonl'}:1: ")
    assert message in error
    assert len(error) - len(str(tmp_path)) < 300
    assert "\n" not in error


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", '{"a": [1, 2]}', 'is JSON without annotated sentences, expected objects of a text and spans'),
        ("a.json", "[" * 100_000, "is no JSON"),
        ("a.json", '{"a":' * 500 + "[]" + "}" * 500, "deep"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n   x\n  - y", "is no YAML"),
        ("a.yml", "nlu:\n- intent: " + "[" * 20_000, "is no YAML"),
        ("a.py", 'D = [("tea", {"entities": []})', "is no Python"),
        ("a.yml", 'nlu:\n- intent: a\n  examples: |\n   - [x]{"entity: 1}', "is no JSON object"),
        ("clu.json", '{"stringIndexType": "Grapheme", "text": 1}', "stringIndexType is"),
        ("a.jsonl", '{"tokens": ["a"], "tags": [0]}', "nothing names them"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_file(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    try:
        faults = [str(fault.error()) for fault in read_corpus(tmp_path / name).faults]
    except DataError as error:
        faults = [str(error)]
    assert faults
    assert message in faults[0]
    assert faults[0].startswith(str(tmp_path / name))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x80\x04\x95]\x94.", "is a Python pickle"),
        (b"PK\x03\x04" + b"\0" * 30, "is a zip archive"),
        (b"PK\x03\x04xl/workbook.xml\0", "cannot be read as Excel"),
        (b"PAR1\0\0", "cannot be read as parquet"),
        (b"ARROW1\0\0\0", "cannot be read as Arrow"),
        (b"%PDF-1.7", "is a PDF"),
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"\xd0\xcf\x11\xe0\0", "is an old Excel or Word file"),
    ],
)
def test_bytes_are_named_for_what_they_are(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "data").write_bytes(data)
    content = Content(tmp_path / "data")
    with pytest.raises(DataError, match=message):
        list(recognise(content).records(content))


def test_what_values_mean_stands_beside_the_data(tmp_path: Path) -> None:
    text = "nlu:\n- intent: a\n  examples: |\n    - [joe](drink:coffee)\n- synonym: coffee\n  examples: |\n    - java\n"
    write_corpus(read(tmp_path / "nlu.yml", text).corpus(), tmp_path / "new", writer_of("jsonl"), SCHEMES["iob2"])
    assert (tmp_path / "new/synonyms.toml").read_text("utf-8") == '"coffee" = ["java", "joe"]\n'
    assert read_corpus(tmp_path / "new").notes == ()


def test_the_synonyms_of_rasas_json(tmp_path: Path) -> None:
    entity = {"start": 0, "end": 3, "value": "coffee", "entity": "drink"}
    document = {"rasa_nlu_data": {"common_examples": [{"text": "joe", "intent": "a", "entities": [entity]}],
                                  "entity_synonyms": [{"value": "coffee", "synonyms": ["java"]}]}}  # fmt: skip
    reading = read(tmp_path / "nlu.json", json.dumps(document))
    assert marks(reading) == {"joe": [("joe", "drink")]}
    assert reading.synonyms == {"coffee": ("java", "joe")}
