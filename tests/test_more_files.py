"""Files as other tools and scripts leave them, each read as it was meant or refused with what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slottag.data.corpus import RawCorpus, read_corpus
from slottag.errors import DataError


def read(path: Path, text: str) -> RawCorpus:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return read_corpus(path)


def marked(reading: RawCorpus) -> list[str]:
    """Each sentence with its marks and its intent: ``go|to [Rome]city``."""
    found = []
    for record in reading.records:
        text, end = "", 0
        for span in record.spans:
            text += f"{record.text[end : span.start]}[{record.text[span.start : span.end]}]{span.slot}"
            end = span.end
        found.append((f"{record.intent}|" if record.intent else "") + text + record.text[end:])
    return found


ROME = '[{""start"": 3, ""end"": 7, ""slot"": ""city""}]'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f'text,spans,intent\n"to Rome, now","{ROME}",go\nhello,[],hi\n'),
        ("a.csv", '\ufeffsentence;entities;intent\r\n"to Rome, now";"[(3, 7, \'city\')]";go\r\nhello;;hi\r\n'),
        ("a.tsv", 'id\ttext\tgold\tintent\n1\tto Rome, now\t{"entities": [[3, 7, "city"]]}\tgo\n2\thello\tnull\thi\n'),
        ("a.csv", 'label,text,intent\n"[{""start"": 3, ""end"": 7, ""text"": ""Rome"", ""labels"": [""city""]}]",'
                  '"to Rome, now",go\n[],hello,hi\n'),
    ],
)  # fmt: skip
def test_spans_in_a_cell(tmp_path: Path, name: str, text: str) -> None:
    assert marked(read(tmp_path / name, text)) == ["go|to [Rome]city, now", "hi|hello"]


def test_a_cell_without_a_list_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.csv", f'text,spans\nto Rome,"{ROME}"\nto Oslo,oops\n')
    assert [(fault.where, fault.message[:9]) for fault in reading.faults] == [(f"{tmp_path / 'a.csv'}:3", "'oops' is")]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_that_says_its_splits_is_divided(tmp_path: Path, name: str) -> None:
    rows = [("to Rome", "train"), ("to Oslo", "validation"), ("to Lima", "other")]
    if name == "a.csv":
        cells = '"[{""start"": 3, ""end"": 7, ""slot"": ""city""}]"'
        text = "text,spans,split\n" + "".join(f"{one},{cells},{split}\n" for one, split in rows)
    else:
        text = "".join(
            json.dumps({"text": one, "label": [[3, 7, "city"]], "split": split}) + "\n" for one, split in rows
        )
    reading = read(tmp_path / name, text)
    assert {split: len(records) for split, records in reading.splits.items()} == {"train": 1, "dev": 1, "all": 1}


@pytest.mark.parametrize(
    "text",
    [
        "sent\tword\ttag\n1\tto\tO\n1\tRome\tB-city\n2\thi\tO\n2\tyou\tO\n",
        "number,word,tag\n1,to,O\n1,Rome,B-city\n2,hi,O\n2,you,O\n",
        "sep=;\nword;tag;sent_id\nto;O;1\nRome;B-city;1\nhi;O;2\nyou;O;2\n",
        "tokens,tags\n\"['to' 'Rome']\",\"['O' 'B-city']\"\n\"['hi', 'you']\",\"['O', 'O']\"\n",
    ],
)
def test_tables_of_other_makes(tmp_path: Path, text: str) -> None:
    assert marked(read(tmp_path / "a.csv", text)) == ["to [Rome]city", "hi you"]


def test_numbers_in_a_table_need_names(tmp_path: Path) -> None:
    text = "tokens,ner_tags\n\"['to', 'Rome']\",\"[0, 1]\"\n"
    (fault,) = read(tmp_path / "a.csv", text).faults
    assert "the tags are numbers and nothing names them" in fault.message
    (tmp_path / "id2label.json").write_text('{"0": "O", "1": "B-city"}', "utf-8")
    assert marked(read(tmp_path / "a.csv", text)) == ["to [Rome]city"]


def test_names_above_gold_and_predicted_are_no_tokens(tmp_path: Path) -> None:
    (fault,) = read(tmp_path / "a.tsv", "token\tgold\tpred\nRome\tB-city\tO\nnow\tO\tO\n").faults
    assert "the tags can be in column 2 or 3" in fault.message


def test_a_word_of_a_header_is_a_word_where_its_tag_comes_again(tmp_path: Path) -> None:
    assert marked(read(tmp_path / "a.tsv", "text\tNOUN\ngoes\tVERB\n\nform\tNOUN\n"))[0] == "[text]NOUN [goes]VERB"


@pytest.mark.parametrize(
    "data",
    [
        [{"content": "to Rome", "annotations": [{"start": 3, "end": 7, "tag_name": "city"}]}],
        [{"text": "to Rome", "entities": {"city": [[3, 7]]}}],
        [{"text": "to Rome", "spans": [{"begin": 3, "end": 7, "class": "city"}]}],
    ],
)
def test_json_under_other_keys(tmp_path: Path, data: object) -> None:
    assert marked(read(tmp_path / "a.json", json.dumps(data))) == ["to [Rome]city"]


def test_words_with_bare_tags(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.txt", "goes/o to/o New/place York/place now/o\nhello/o you/o\n")
    assert marked(reading) == ["goes to [New York]place now", "hello you"]
    with pytest.raises(DataError, match="no known format"):
        read(tmp_path / "b.txt", "and/or he/she\nboth/and\n").corpus()


def universal(*rows: tuple[str, str]) -> str:
    return "".join(f"{n}\t{word}\t_\tX\t_\t_\t0\t_\t_\t{misc}\n" for n, (word, misc) in enumerate(rows, 1)) + "\n"


OLD = [("the", "Entity=(e1-person-2"), ("mayor", "_"), ("of", "_"), ("Oslo", "Entity=(e2-place-1)e1)"), ("!", "_")]


def test_brackets_in_universal_columns(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.conllu", "# global.Entity = eid-etype-head\n" + universal(*OLD))
    assert marked(reading) == ["[the mayor of Oslo]person!"]
    assert any("entities inside others are left out: 1" in note for note in reading.notes)
    plain = universal(("to", "_"), ("Rome", "Entity=(place-1)"), ("now", "SpaceAfter=No|Entity=(time-2)"))
    assert marked(read(tmp_path / "b.conllu", plain)) == ["to [Rome]place [now]time"]


@pytest.mark.parametrize(("misc", "said"), [("Entity=(e1-city", "is not closed"), ("Entity=e1)", "which none opens")])
def test_brackets_without_a_partner(tmp_path: Path, misc: str, said: str) -> None:
    (fault,) = read(tmp_path / "a.conllu", universal(("Rome", misc), ("now", "Entity=(e9-time-1)"))).faults
    assert said in fault.message


def test_a_layer_whose_feature_has_no_value_is_not_asked_for(tmp_path: Path) -> None:
    head = "#FORMAT=WebAnno TSV 3.2\n#T_SP=x.NamedEntity|identifier|value\n\n\n#Text=to Rome\n"
    reading = read(tmp_path / "a.tsv", head + "1-1\t0-2\tto\t_\t_\t\n1-2\t3-7\tRome\t*[1]\tcity[1]\t\n")
    assert marked(reading) == ["to [Rome]city"]


def test_the_text_stands_beside_columns_that_would_lose_it(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.jsonl", json.dumps({"text": "to  Rome -now", "spans": [
        {"start": 4, "end": 8, "slot": "city"}]}) + "\n")  # fmt: skip
    from slottag.data.formats import writer_of
    from slottag.text import SCHEMES

    (text,) = writer_of("conll").render("all", reading.corpus().sentences, SCHEMES["iob2"]).values()
    assert text.startswith("# text = to  Rome -now\nto\tO\n")
    assert [record.text for record in read(tmp_path / "b.conll", text).records] == ["to  Rome -now"]


def test_a_project_is_read_where_its_sentences_lie(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("language: en\n", "utf-8")
    (tmp_path / "domain.yml").write_text("intents: [go]\n", "utf-8")
    nlu = "nlu:\n- intent: go\n  examples: |\n    - to [Rome](city)\n"
    read(tmp_path / "data/nlu.yml", nlu)
    read(tmp_path / "data/stories.yml", "stories: []\n")
    reading = read_corpus(tmp_path)
    assert marked(reading) == ["go|to [Rome]city"]
    assert f"{tmp_path}: the sentences are those of {tmp_path / 'data'}" in reading.notes
    (tmp_path / "data").rename(tmp_path / "corpus")
    (tmp_path / "corpus/nlu.yml").rename(tmp_path / "corpus/train.yml")
    with pytest.raises(DataError, match=f"holds no data, .*name {tmp_path / 'corpus'}, which does"):
        read_corpus(tmp_path)
