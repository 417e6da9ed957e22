"""What ``slottag tag -i`` takes beside lines of text: files whose sentences have a text among other things."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from .command import Done, one_line, slottag

ROWS = [
    {"id": 1, "text": "leave Oslo on Friday", "note": {"a": [1]}},
    {"id": 2, "text": "arrive Rome 🙂 on Friday", "note": None},
    {"id": 3, "text": ""},
]


def answers(done: Done) -> list[dict[str, Any]]:
    assert done.status == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def tag(model: Path, *arguments: object, stdin: bytes = b"") -> Done:
    return slottag("tag", "-m", model, *arguments, stdin=stdin)


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def plain(model: Path, *texts: str) -> list[dict[str, Any]]:
    return answers(tag(model, *texts))


@pytest.mark.parametrize("jobs", [1, 2])
def test_json_lines_keep_their_fields_and_order(model_dir: Path, tmp_path: Path, jobs: int) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\ufeff" + lines(ROWS[:2]) + "\n" + lines(ROWS[2:]), "utf-8")
    found = answers(tag(model_dir, "-i", path, "--jobs", jobs))
    expected = plain(model_dir, *(row["text"] for row in ROWS))
    assert found == [{**row, **told} for row, told in zip(ROWS, expected, strict=True)]
    assert list(found[0])[:3] == ["id", "text", "note"]
    assert found[0]["spans"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps(ROWS, indent=1)),
        ("a.ndjson", lines(ROWS)),
        ("a.json", "\n".join(json.dumps(row, indent=1) for row in ROWS)),
    ],
)
def test_other_forms_of_json(model_dir: Path, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = answers(tag(model_dir, "-i", tmp_path / name))
    assert [row["id"] for row in found] == [1, 2, 3]
    assert [row["spans"] for row in found] == [told["spans"] for told in plain(model_dir, *(r["text"] for r in ROWS))]


def test_a_packed_file_and_one_of_another_name(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines(ROWS).encode()))
    (tmp_path / "a.log").write_text(lines(ROWS), "utf-8")
    packed = tag(model_dir, "-i", tmp_path / "a.jsonl.gz")
    assert len(answers(packed)) == 3
    assert tag(model_dir, "-i", tmp_path / "a.log", "--source-format", "jsonl") == packed


@pytest.mark.parametrize("field", ["query", "in.it.query"])
def test_the_field_of_the_text(model_dir: Path, tmp_path: Path, field: str) -> None:
    row: dict[str, Any] = {"query": "leave Oslo", "text": "arrive Rome"}
    for name in reversed(field.split(".")[:-1]):
        row = {name: row}
    (tmp_path / "a.jsonl").write_text(lines([row]), "utf-8")
    (found,) = answers(tag(model_dir, "-i", tmp_path / "a.jsonl", "--text-field", field))
    assert [span["value"] for span in found["spans"]] == ["Oslo"]
    assert {key: found[key] for key in row} == row
    (piped,) = answers(tag(model_dir, "--text-field", field, stdin=lines([row]).encode()))
    assert piped == found


def test_words_get_a_text_to_count_in(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"tokens": ["leave", "Oslo", "."], "ner_tags": [0, 1, 0]}\n', "utf-8")
    (found,) = answers(tag(model_dir, "-i", tmp_path / "a.jsonl"))
    assert found["text"][found["spans"][0]["start"] :].startswith("Oslo")
    assert found["ner_tags"] == [0, 1, 0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'id,text\n1,leave Oslo\n2,"arrive Rome, on Friday"\n'),
        ("a.csv", "id;query\n1;leave Oslo\n2;arrive Rome, on Friday\n"),
        ("a.tsv", "id\tutterance\n1\tleave Oslo\n2\tarrive Rome, on Friday\n"),
    ],
)
def test_the_rows_of_a_table(model_dir: Path, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = answers(tag(model_dir, "-i", tmp_path / name))
    assert [row["id"] for row in found] == ["1", "2"]
    assert [row["spans"][0]["value"] for row in found] == ["Oslo", "Rome"]


@pytest.mark.parametrize("content", ["id,text\n", "\ufefftext", "id\ttext\r\n\r\n"])
def test_a_table_without_rows_has_no_sentence(content: str, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / ("a.tsv" if "\t" in content else "a.csv")
    path.write_text(content, encoding="utf-8")
    assert tag(model_dir, "-i", path).out == ""
    (tmp_path / "b.csv").write_text("leave Oslo", encoding="utf-8")
    assert json.loads(tag(model_dir, "-i", tmp_path / "b.csv").out)["text"] == "leave Oslo"


def test_parquet_and_excel(model_dir: Path, tmp_path: Path) -> None:
    import openpyxl
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({"id": [1, 2], "sentence": ["leave Oslo", "arrive Rome"]})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    book = openpyxl.Workbook()
    for row in (("id", "sentence"), (1, "leave Oslo"), (2, "arrive Rome")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    for name in ("a.parquet", "a.xlsx"):
        found = answers(tag(model_dir, "-i", tmp_path / name))
        assert [(str(row["id"]), row["spans"][0]["value"]) for row in found] == [("1", "Oslo"), ("2", "Rome")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("in.conll", "leave\tO\nOslo\tB-x\n\narrive\tO\nRome\tB-y\n"),
        ("nlu.yml", "nlu:\n- intent: a\n  examples: |\n    - leave [Oslo](x)\n    - arrive Rome\n"),
        ("in.inline", "leave [Oslo](x)\narrive Rome\n"),
        ("in.md", "leave Oslo\narrive Rome\n"),
        ("in.txt", "leave Oslo\narrive Rome\n"),
    ],
)
def test_the_texts_of_marked_files(model_dir: Path, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    found = answers(tag(model_dir, "-i", tmp_path / name))
    assert [row["text"] for row in found] == ["leave Oslo", "arrive Rome"]
    assert [row["spans"][0]["value"] for row in found] == ["Oslo", "Rome"]


def test_marks_in_a_text_file_are_lines_unless_its_format_is_named(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("leave [Oslo](x)\n", "utf-8")
    assert answers(tag(model_dir, "-i", tmp_path / "in.txt"))[0]["text"] == "leave [Oslo](x)"
    named = tag(model_dir, "-i", tmp_path / "in.txt", "--source-format", "inline")
    assert answers(named)[0]["text"] == "leave Oslo"


@pytest.mark.parametrize("form", ["conll", "inline", "table", "doccano"])
def test_every_format_takes_fields(model_dir: Path, tmp_path: Path, form: str) -> None:
    (tmp_path / "a.jsonl").write_text(lines(ROWS[:1]), "utf-8")
    done = tag(model_dir, "-i", tmp_path / "a.jsonl", "--format", form)
    assert done.status == 0
    assert "Oslo" in done.out
    assert ('"id": 1' in done.out) == (form == "doccano")


BAD = [b'{"text": "leave Oslo"}', b"no json", b'{"text": 1}', b'{"text": "\xff"}', b"[1]", b'{"text": "arrive Rome"}']


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("form", ["jsonl", "inline", "table"])
def test_lines_that_cannot_be_read_are_set_aside(model_dir: Path, tmp_path: Path, jobs: int, form: str) -> None:
    if jobs > 1 and form == "table":
        pytest.skip("a table is drawn by one")
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(BAD) + b"\n")
    aside = tmp_path / "bad.jsonl"
    done = tag(model_dir, "-i", tmp_path / "a.jsonl", "--skip-errors", aside, "--jobs", jobs, "--format", form)
    assert done.status == 0
    assert "Oslo" in done.out
    assert "Rome" in done.out
    assert sorted(aside.read_bytes().splitlines()) == sorted(BAD[1:-1])
    for number in (2, 3, 4, 5):
        assert f"a.jsonl:{number}: " in done.err
    assert "4 lines set aside; the others are answered" in done.err


def test_plain_lines_are_set_aside_too(model_dir: Path, tmp_path: Path) -> None:
    done = tag(model_dir, "--skip-errors", tmp_path / "bad", stdin=b"leave Oslo\n\xff\nx\0\narrive Rome\n")
    assert [row["text"] for row in answers(done)] == ["leave Oslo", "arrive Rome"]
    assert (tmp_path / "bad").read_bytes() == b"\xff\nx\0\n"


def test_without_an_aside_the_first_bad_line_ends_it(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(BAD))
    done = tag(model_dir, "-i", tmp_path / "a.jsonl")
    assert done.status == 1
    assert [json.loads(line)["text"] for line in done.out.splitlines()] == ["leave Oslo"]
    assert "a.jsonl:2: is no JSON" in done.err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "n,foo\n1,leave\n", 'has no text, got {"n", "foo"}; name where it stands with --text-field'),
        ("a.json", '[{"n": 1}]', 'has no text, got {"n"}'),
        ("a.jsonl", '{"n": "\\ud800"}', 'has no text, got {"n"}; name the field'),
        ("a.jsonl", '{"n": 1, "text": null}', "text: expected a string, got null; correct it, or set it aside"),
        ("a.jsonl", '{"text": "\\ud800"}', "half of a surrogate pair"),
        ("a.pkl", "\x80\x04.", "is a Python pickle"),
    ],
)
def test_a_file_without_texts(model_dir: Path, tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    done = tag(model_dir, "-i", tmp_path / name)
    assert done.status == 1
    assert message in done.err
    assert done.err.count("\n") == 1


def test_offsets_for_javascript(model_dir: Path, tmp_path: Path) -> None:
    text = "👩‍🚀 leave Oslo on Friday"
    (found,) = answers(tag(model_dir, "--offsets", "utf16", text))
    units = text.encode("utf-16-le")
    for span in found["spans"]:
        assert units[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") == span["value"]
    (tmp_path / "a.jsonl").write_text(lines([{"id": 1, "text": text}]), "utf-8")
    assert answers(tag(model_dir, "--offsets", "utf16", "-i", tmp_path / "a.jsonl")) == [{"id": 1, **found}]
    assert tag(model_dir, "--offsets", "utf16", "leave Oslo") == tag(model_dir, "leave Oslo")
    for form in ("conll", "inline", "table"):  # they tell no offsets
        assert tag(model_dir, "--format", form, "--offsets", "utf16", text) == tag(model_dir, "--format", form, text)


def test_wrong_usage(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("leave Oslo\n", "utf-8")
    for arguments in (
        ["--text-field", "x", "a text"],
        ["--offsets", "bytes", "a text"],
        ["--offsets", "utf16", "--format", "doccano", "a text"],
        ["-o", tmp_path / "b", "--skip-errors", tmp_path / "b", "a text"],
        ["--skip-errors", tmp_path / "b", "a text"],
        ["--source-format", "jsonl", "a text"],
        ["--part-size", "5", "a text"],
    ):
        assert tag(model_dir, *arguments).status == 2
    assert tag(model_dir, "-i", tmp_path / "a", "--skip-errors", tmp_path / "a").status == 1


def test_a_file_in_another_format_than_named(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "leave Oslo", "spans": []}\n', "utf-8")
    done = tag(model_dir, "-i", tmp_path / "a.jsonl", "--source-format", "spacy")
    assert (done.status, done.out) == (1, "")
    assert "holds no sentence in the format spacy" in done.err


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("leave\tO\nOslo\tB-origin\n\nhello\tO\n", "conll"),
        ("leave [Oslo](origin)\nhello\n", "inline"),
        ('{"text": "leave Oslo", "spans": [{"start": 6, "end": 10, "slot": "origin"}]}\n', "jsonl"),
        ("leave Oslo\tO B-origin\nhello there\tO O\n", "sentence-tags"),
    ],
)
def test_marked_lines_that_are_tagged_as_text_are_told(model_dir: Path, tmp_path: Path, text: str, form: str) -> None:
    path = tmp_path / "in.txt"
    path.write_text(text, "utf-8")
    done = tag(model_dir, "-i", path)
    assert len(answers(done)) == text.count("\n")
    assert done.err == (
        f"slottag: {path}: looks like annotated sentences in the format {form}, and each of its lines is tagged as"
        f" text; say --source-format {form} to tag the sentences\n"
    )
    assert tag(model_dir, "-i", path, "--source-format", form).err == ""


def test_text_with_signs_of_marks_is_text(model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text(
        "see [this](https://example.org/a) first\nmy blood is of the group O\nwe </3 this\nto Oslo\nand on to Rome\n",
        "utf-8",
    )
    assert tag(model_dir, "-i", path).err == ""


@pytest.mark.parametrize(
    ("name", "told"),
    [("found.csv", True), ("found.CONLL", True), ("found.yml.gz", True), ("found.jsonl.gz", False), ("found", False)],
)
def test_an_output_whose_name_promises_something_else_is_told(
    model_dir: Path, tmp_path: Path, name: str, told: bool
) -> None:
    (tmp_path / "in.txt").write_text("leave Oslo\n", encoding="utf-8")
    command = ["tag", "-m", model_dir, "-i", tmp_path / "in.txt", "-o", tmp_path / name]
    done = slottag(*command)
    assert (done.status, "JSON Lines are written, whatever its name says" in done.err) == (0, told)
    assert (tmp_path / name).exists()
    assert "whatever" not in slottag(*command, "--format", "jsonl").err


def test_a_folder_is_no_input(model_dir: Path, tmp_path: Path) -> None:
    done = tag(model_dir, "-i", tmp_path)
    assert (done.status, done.out) == (1, "")
    assert f"{tmp_path}: is a folder, expected a file; name a file in it" in done.err


def test_a_packed_file_that_is_cut_short_is_answered_as_far_as_it_goes_and_told(
    model_dir: Path, tmp_path: Path
) -> None:
    packed = gzip.compress("".join(f"leave Oslo on day {number}\n" for number in range(30_000)).encode(), mtime=0)
    (tmp_path / "cut.txt.gz").write_bytes(packed[:-500])
    done = slottag("tag", "-m", model_dir, "-i", tmp_path / "cut.txt.gz")
    assert done.status == 1
    assert one_line(done.err)
    assert "cut.txt.gz: cannot be read: Compressed file ended" in done.err
    assert len(done.out.splitlines()) > 1000
