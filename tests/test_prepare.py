from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from slottag.data import load_corpus
from slottag.data.builtin import builtin_names
from slottag.text import Span
from tests.command import one_line, slottag

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
BROKEN = '{"text": "to Oslo", "spans": [{"start": 2, "end": 6, "slot": "to"}]}\n'


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def put(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def line(word: str, slot: str = "to") -> str:
    return f'{{"text": "to {word}", "spans": [{{"start": 3, "end": {3 + len(word)}, "slot": "{slot}"}}]}}\n'


def files(folder: str) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def test_the_built_in_corpus_is_prepared_without_an_argument() -> None:
    if "booking" not in builtin_names():
        pytest.skip("the corpus is not here")
    done = slottag("prepare")
    assert (done.status, done.err) == (0, "")
    assert "Written to data/booking as jsonl." in done.out
    assert load_corpus("data/booking").splits == load_corpus("booking").splits


@pytest.mark.parametrize("format", ["jsonl", "conll", "seqio", "inline"])
def test_any_format_becomes_any_other(format: str) -> None:
    put("mine/train.conll", "# intent = go\nto\tO\nSt.\tB-to\nGallen\tI-to\n")
    put("mine/test.inline", "from [Oslo](from)\n")
    done = slottag("prepare", "mine", "-o", "new", "--format", format, "--scheme", "bioes")
    assert (done.status, done.err) == (0, "")
    written = load_corpus("new", tokenizer="whitespace" if format == "inline" else None)
    source = load_corpus("mine")
    assert written.splits == source.splits
    assert written.split("train")[0].intent == "go"


def test_tags_are_written_in_the_scheme_asked_for() -> None:
    put("mine.conll", "to\tO\nNew\tB-to\nYork\tE-to\n")
    slottag("prepare", "mine.conll", "--format", "conll", "--scheme", "bilou")
    assert Path("data/mine/all.conll").read_text() == "to\tO\nNew\tB-to\nYork\tL-to\n\n"


def test_a_table_counts_slots_in_each_split() -> None:
    put("mine/train.jsonl", line("Oslo") + line("Rome") + line("Lima", "from[x]"))
    put("mine/test.jsonl", line("Bonn"))
    rows = [row.split() for row in slottag("prepare", "mine", "-o", "new").out.splitlines()]
    assert rows[:5] == [
        ["train", "test"],
        ["sentences", "3", "1"],
        ["tokens", "6", "2"],
        ["to", "2", "1"],
        ["from[x]", "1", "0"],
    ]


def test_problems_are_told_with_their_places() -> None:
    put("mine/train.conll", "a I-x\n\nb B-x\n\nc B-x\n")
    put("mine/test.jsonl", line("Oslo") + '{"text": "", "spans": []}\n' + '{"text": "b", "spans": []}\n')
    done = slottag("prepare", "mine", "-o", "new")
    assert (done.status, done.err) == (0, "")
    asked = slottag("prepare", "mine", "-o", "new", "--problems", "told.jsonl")
    assert (asked.status, asked.out) == (1, done.out)
    assert asked.err == (
        "slottag: mine/train.conll:1: left are tags that break iob2 (1), sentences in two splits (1), sentences"
        " marked in two ways (1); new is written and holds them: correct what is told above, or let --fix do what it"
        " can\n"
    )
    assert done.out.splitlines()[:10] == [
        "Note: sentences without a token, left out (1)",
        "  mine/test.jsonl:2: text ''",
        "Note: slots that train lacks (1)",
        "  mine/test.jsonl:1: to ('Oslo')",
        "Problems: tags that break iob2 (1)",
        "  mine/train.conll:1: I-x does not follow a tag that opens its slot: [a/I-x]",
        "Problems: sentences in two splits (1)",
        "  mine/test.jsonl:3: also in train (mine/train.conll:3)",
        "Problems: sentences marked in two ways (1)",
        "  mine/test.jsonl:3: marked otherwise in mine/train.conll:3",
    ]


def test_many_problems_are_counted() -> None:
    put("mine.conll", "a I-x\n\nb I-x\n\nc I-x\n\nd I-x\n\n" + "e B-x\n\n" * 9)
    out = slottag("prepare", "mine.conll", "--problems", "all.jsonl").out
    assert "tags that break iob2 (4)" in out
    assert out.count("I-x does not follow") == 3
    assert "and 1 more; --problems FILE writes all" in out
    written = [json.loads(line) for line in Path("all.jsonl").read_text().splitlines()]
    assert [problem["line"] for problem in written] == [1, 3, 5, 7]
    assert written[3] == {
        "file": "mine.conll",
        "line": 7,
        "kind": "tags that break iob2",
        "message": "I-x does not follow a tag that opens its slot",
        "text": "d",
        "around": "[d/I-x]",
    }


def test_all_problems_of_all_files_are_told_at_once() -> None:
    put("mine/train.jsonl", BROKEN + "{\n" + line("Rome") + '{"text": 3}\n' + BROKEN)
    put("mine/dev.conll", "a\tO\nb\n")
    put("mine/test.inline", "to [Oslo(to)\n")
    done = slottag("prepare", "mine", "-o", "new", "--problems", "all.jsonl")
    assert done.status == 1
    assert one_line(done.err)
    written = [json.loads(row) for row in Path("all.jsonl").read_text().splitlines()]
    assert [(problem["file"], problem["line"]) for problem in written] == [
        ("mine/train.jsonl", 2),
        ("mine/train.jsonl", 4),
        ("mine/dev.conll", 2),
        ("mine/test.inline", 1),
        ("mine/train.jsonl", 1),
        ("mine/train.jsonl", 5),
    ]
    assert written[-1]["around"] == "to[ Osl]o"
    assert all(f"{problem['file']}:{problem['line']}: " in done.out for problem in written)
    assert not Path("new").exists()


def test_slot_names_with_spaces_are_taken_and_written_as_the_format_can() -> None:
    put("mine.jsonl", line("Oslo", "arrival city"))
    done = slottag("prepare", "mine.jsonl", "-o", "new", "--format", "conll")
    assert "conll holds no spaces in slot names; written are 'arrival city' as arrival_city" in done.out
    assert "B-arrival_city" in Path("new/all.conll").read_text()
    assert slottag("prepare", "mine.jsonl", "-o", "kept").status == 0
    assert load_corpus("kept").sentences[0].spans == (Span(3, 7, "arrival city"),)
    put("both.jsonl", line("Oslo", "a b") + line("Rome", "a_b"))
    assert "would both be a_b" in slottag("prepare", "both.jsonl", "-o", "new", "--format", "seqio").err


def test_what_is_passed_over_in_a_folder_is_named() -> None:
    put("mine/train.jsonl", line("Oslo"))
    put("mine/devel.jsonl", line("Rome"))
    put("mine/eval.jsonl", line("Lima"))
    put("mine/notes.txt", "hello\n")
    put("mine/README.md", "hello\n")
    out = slottag("prepare", "mine", "-o", "new").out
    assert "mine: passed over notes.txt\n" in out
    assert files("new") == ["dev.jsonl", "test.jsonl", "train.jsonl"]


def test_the_scheme_that_is_read_can_be_forced() -> None:
    put("mine.conll", "a B-x\nb I-x\n")
    out = slottag("prepare", "mine.conll", "--source-scheme", "bioes").out
    assert (
        "Problems: tags that break bioes (1)\n  mine.conll:2: I-x is not followed by the end of its slot: a/B-x [b/I-x]"
        in out
    )


def test_fix_repairs_and_reports() -> None:
    put("mine/train.jsonl", BROKEN + line("Rome") + line("Lima"))
    put("mine/test.jsonl", line("Rome"))
    done = slottag("prepare", "mine", "-o", "new", "--fix")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[:4] == [
        "Repaired: spans trimmed of outer white space and punctuation (1)",
        "  mine/train.jsonl:1: ' Osl' (2..6) of slot to became 'Osl'",
        "Repaired: sentences dropped from train that also occur in another split (1)",
        "  mine/train.jsonl:2: 'to Rome'",
    ]
    assert "Problems" not in done.out
    train = load_corpus("new").split("train")
    assert [(sentence.text, sentence.spans) for sentence in train] == [
        ("to Oslo", (Span(3, 6, "to"),)),
        ("to Lima", (Span(3, 7, "to"),)),
    ]


def test_without_fix_spans_that_do_not_fit_end_it() -> None:
    put("mine/train.jsonl", line("Rome") + BROKEN + BROKEN)
    put("new/train.jsonl", "old")
    done = slottag("prepare", "mine", "-o", "new")
    assert done.status == 1
    assert one_line(done.err)
    assert done.err.startswith("slottag: mine/train.jsonl:2: spans with white space at an edge")
    assert "  mine/train.jsonl:2: ' Osl' (2..6) of slot to: to[ Osl]o\n" in done.out
    assert Path("new/train.jsonl").read_text() == "old"
    assert files("new") == ["train.jsonl"]


def test_sentences_are_divided_by_chance_and_seed() -> None:
    put("mine/train.jsonl", "".join(line(f"Town{number}") for number in range(80)))
    put("mine/test.jsonl", "".join(line(f"City{number}") for number in range(20)))
    first = slottag("prepare", "mine", "-o", "one", "--split", "80/10/10")
    assert first.status == 0
    assert "The splits train, test are put together and divided anew." in first.out
    slottag("prepare", "mine", "-o", "two", "--split", "8/1/1", "--seed", "0")
    slottag("prepare", "mine", "-o", "three", "--split", "80/10/10", "--seed", "1")
    one, two, three = (load_corpus(name).splits for name in ("one", "two", "three"))
    assert {split: len(sentences) for split, sentences in one.items()} == {"train": 80, "dev": 10, "test": 10}
    assert one == two
    assert one != three


def test_a_single_file_is_divided() -> None:
    put("mine.jsonl", "".join(line(f"Town{number}") for number in range(10)))
    done = slottag("prepare", "mine.jsonl", "--split", "80/0/20")
    assert (done.status, files("data/mine")) == (0, ["test.jsonl", "train.jsonl"])


def test_text_is_split_as_asked() -> None:
    put("mine.inline", "to [St. Gallen](to)\n")
    slottag("prepare", "mine.inline", "--tokenizer", "whitespace")
    assert load_corpus("data/mine").sentences[0].words == ["to", "St.", "Gallen"]


def test_inline_says_that_it_holds_no_tokens() -> None:
    put("mine.conll", "St.\tO\n")
    assert "they are made anew where it is read" in slottag("prepare", "mine.conll", "--format", "inline").out
    put("mine.conll", "Saint\tO\n")
    assert "tokenizer" not in slottag("prepare", "mine.conll", "--format", "inline").out


def test_what_was_there_before_is_named() -> None:
    put("mine/train.jsonl", line("Rome"))
    put("new/contrast.jsonl", line("Oslo"))
    assert "Was there before and stays: contrast." in slottag("prepare", "mine", "-o", "new").out


def test_control_characters_of_the_data_do_not_reach_the_terminal() -> None:
    put("mine/train.jsonl", line("Rome"))
    put("mine/test.jsonl", line("Oslo", "\\u001b[31m"))
    assert "\x1b[31m" not in slottag("prepare", "mine", "-o", "new").out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone/x", b"", "mine: no such file or folder, nor a built-in corpus ("),
        ("mine/notes", b"", "mine: holds no data, expected train.*, dev.*, test.*"),
        ("mine", b"", "mine: is empty, expected at least one sentence"),
        ("mine", b"hello\n", "mine: is in no known format, expected JSON Lines"),
        ("mine", b"\x00\x01", "mine: is no text (byte 0 is NUL), expected UTF-8 text"),
        ("mine", b"a\tO\ncaf\xe9\tO\n", "mine:2: byte 0xe9 is not UTF-8"),
        ("mine", b"a\tO\nb\n", "mine:2: 1 column, expected a word and a tag"),
        ("mine", b"a O\nb B-x\nc d e\n", "mine:3: 3 columns, expected 2 as in line 1"),
        ("mine", b"a B-x\nb E-x\nc U-x\n", "mine: tags with the prefixes B, E, U follow no one scheme"),
        ("mine", b'{"text": 1}\n', 'mine:1: "text" is 1, expected a string'),
        ("mine/seq.in", b"a\nb\n", "mine/seq.out: no such file"),
    ],
)
def test_bad_input_is_one_line_and_leaves_everything(name: str, content: bytes, message: str) -> None:
    put(name, content)
    put("new/train.jsonl", "old")
    done = slottag("prepare", "mine", "-o", "new")
    assert (done.status, done.out) == (1, "")
    assert one_line(done.err)
    assert done.err.startswith(f"slottag: {message}")
    assert Path("new/train.jsonl").read_text() == "old"
    assert files("new") == ["train.jsonl"]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("mine", "mine/train.jsonl: is what the data was read from and would be written over"),
        ("file", "file: is a file, expected a folder to write to"),
        ("file/below", "file/below: cannot be written: Not a directory; name a place in a folder"),
        ("other", "other/train.conll: is data already, and with it the new files would be misread"),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line(output: str, message: str) -> None:
    put("mine/train.jsonl", line("Rome"))
    put("file", "old")
    put("other/train.conll", "old")
    before = files(".")
    done = slottag("prepare", "mine", "-o", output)
    assert done.status == 1
    assert one_line(done.err)
    assert done.err.startswith(f"slottag: {message}")
    assert files(".") == before
    assert Path("file").read_text() == "old"


def test_what_a_format_cannot_hold_is_refused_before_writing() -> None:
    put("mine.jsonl", line("Rome") + '{"text": "New York", "spans": [], "tokens": [[0, 8]]}\n')
    done = slottag("prepare", "mine.jsonl", "-o", "new/deep", "--format", "conll")
    assert done.status == 1
    assert done.err.startswith("slottag: mine.jsonl:2: 'New York' holds white space or NUL, which conll cannot hold")
    assert not Path("new").exists()


def test_too_few_sentences_for_a_division_are_refused() -> None:
    put("mine.jsonl", line("Rome") * 7)
    done = slottag("prepare", "mine.jsonl", "--split", "80/10/10")
    assert done.status == 1
    assert one_line(done.err)
    assert "1 distinct sentence, expected at least 3 to divide into train, dev, test" in done.err


@pytest.mark.parametrize("split", ["80/20", "a/b/c", "0/50/50", "-1/1/1", "nan/1/1", "inf/1/1", ""])
def test_shares_that_make_no_sense_are_wrong_usage(split: str) -> None:
    put("mine.jsonl", line("Rome"))
    done = slottag("prepare", "mine.jsonl", "--split", split)
    assert done.status == 2
    assert "expected three numbers" in done.err


@pytest.mark.parametrize("option", [["--format", "xml"], ["--scheme", "io"], ["--tokenizer", "bpe"], ["--seed", "x"]])
def test_options_of_unknown_value_are_wrong_usage(option: list[str]) -> None:
    assert slottag("prepare", *option).status == 2


def test_preparing_imports_nothing_heavy() -> None:
    put("mine.jsonl", line("Rome"))
    code = (
        "import sys; from slottag.cli.app import app; app(['prepare', 'mine.jsonl'], standalone_mode=False);"
        "sys.exit(bool({'torch', 'numpy', 'sklearn', 'matplotlib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def test_atis_is_prepared_as_it_is() -> None:
    if not (SHARED / "atis").is_dir():
        pytest.skip("the corpus is not here")
    done = slottag("prepare", SHARED / "atis", "-o", "atis")
    assert done.status == 0
    written, source = load_corpus("atis"), load_corpus(SHARED / "atis")
    assert (written.splits, written.tokenizer) == (source.splits, source.tokenizer)


def test_a_model_directory_is_not_written_into(model_dir: Path) -> None:
    before = {path.name for path in model_dir.iterdir()}
    done = slottag("prepare", put("mine.jsonl", line("Rome")), "-o", model_dir)
    assert done.status == 1
    assert "holds a model, which data would be mixed with" in done.err
    assert {path.name for path in model_dir.iterdir()} == before


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (line("Oslo"), "mine/test.jsonl:1: left are sentences in two splits (1)"),
        (line("Lima") + line("Lima", "to").replace('"start": 3', '"start": 0'), "sentences marked in two ways (1)"),
    ],
)
def test_who_asks_for_problems_is_told_by_the_status_and_all_is_written(test: str, said: str) -> None:
    put("mine/train.jsonl", line("Oslo") + line("Rome"))
    put("mine/test.jsonl", test)
    assert slottag("prepare", "mine", "-o", "new").status == 0
    done = slottag("prepare", "mine", "-o", "new", "--problems", "told.jsonl")
    assert done.status == 1
    assert one_line(done.err)
    assert said in done.err
    assert done.err.endswith("new is written and holds them: correct what is told above, or let --fix do what it can\n")
    assert files("new") == ["test.jsonl", "train.jsonl"]


def test_what_fix_repairs_is_not_left() -> None:
    put("mine/train.jsonl", line("Oslo") + line("Rome"))
    put("mine/test.jsonl", line("Oslo"))
    assert slottag("prepare", "mine", "-o", "new", "--fix").status == 0
    put("mine/train.jsonl", line("Rome") + line("Rome").replace('"to"}', '"from"}'))
    done = slottag("prepare", "mine", "-o", "new", "--fix")
    assert done.status == 1
    assert done.err.endswith("new is written and holds them: correct what is told above\n")
