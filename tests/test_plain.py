"""Tags that make no spans, through every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slottag.model import Model
from tests.command import one_line, slottag

QUICK = "[network]\nhidden = 8\nword_size = 8\ncharacter_filters = 0\n[training]\nlearning_rate = 0.05\ndropout = 0.0\n"
NOUNS, VERBS = ["dog", "cat", "bird", "fish"], ["sees", "hears", "likes"]
ROWS = [f"the\tDT\n{one}\tNN\n{verb}\tVB\n{two}\tNN\n.\tO\n" for one in NOUNS for verb in VERBS for two in NOUNS]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A part-of-speech corpus whose full stops have no tag, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("quick.toml").write_text(QUICK)
    folder = Path("pos")
    folder.mkdir()
    for split, rows in (("train", ROWS), ("dev", ROWS[::5]), ("test", [*ROWS[1::5], "birds\tNN\n.\tO\n"])):
        (folder / f"{split}.conll").write_text("\n".join(rows))
    return folder


def train(data: Path, *options: object) -> str:
    done = slottag("train", data, "-m", "model", "--config", "quick.toml", "--epochs", 6, "--device", "cpu", *options)
    assert done.status == 0, done.err
    return done.err


@pytest.mark.parametrize("decoder", ["crf", "softmax"])
def test_plain_tags_are_trained_scored_and_written_as_such_without_being_asked(data: Path, decoder: str) -> None:
    lines = train(data, "--decoder", decoder).splitlines()
    assert "dev accuracy 100.00" in lines[-1]
    model = Model.load(Path("model"))
    assert (model.config.network.scheme, model.metrics["measure"], model.metrics["dev_score"]) == (
        "plain",
        "accuracy",
        1,
    )
    report = json.loads(slottag("eval", data, "-m", "model", "--json").out)
    assert report["accuracy"] > 0.9
    assert report["per_length"]["5"] == {"accuracy": 1.0, "exact_match": 1.0, "sequences": 10}
    assert report["per_length"]["2"]["sequences"] == 1
    assert report["slot_f1"] > 0.9
    done = slottag("tag", "-m", "model", "--format", "conll", "the dog likes fish .")
    assert [line.split("\t")[1] for line in done.out.splitlines() if line] == ["DT", "NN", "VB", "NN", "O"]


def test_the_report_shows_the_lengths(data: Path) -> None:
    train(data)
    done = slottag("eval", data, "-m", "model", "--html", "page.html")
    assert done.status == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["length", "accuracy", "exact", "match", "sequences"] in lines
    assert ["5", "100.00", "100.00", "10"] in lines
    assert "accuracy" in Path("page.html").read_text()


def test_an_option_or_a_file_goes_before_what_the_data_asks_for(data: Path) -> None:
    train(data, "--scheme", "bioes")
    assert Model.load(Path("model")).config.network.scheme == "bioes"
    Path("quick.toml").write_text(QUICK.replace("hidden", 'scheme = "iob2"\nhidden'))
    train(data)
    assert Model.load(Path("model")).config.network.scheme == "iob2"


@pytest.mark.parametrize("format", ["conll", "seqio"])
def test_prepare_writes_plain_tags_as_they_were(data: Path, format: str) -> None:
    done = slottag("prepare", data, "-o", "new", "--format", format)
    assert done.status == 0, done.err
    name = "train.conll" if format == "conll" else "train/seq.out"
    tags = {line.split("\t")[-1] for line in Path("new", name).read_text().splitlines() if line}
    assert {tag for row in tags for tag in row.split()} == {"DT", "NN", "VB", "O"}
    assert slottag("prepare", data, "-o", "marked", "--format", format, "--scheme", "iob2").status == 0
    assert "B-NN" in Path("marked", name).read_text()


def test_spans_of_several_tokens_are_no_plain_tags(data: Path) -> None:
    line = {"text": "to New York", "spans": [{"start": 3, "end": 11, "slot": "city"}]}
    Path("spans.jsonl").write_text(2 * (json.dumps(line) + "\n") + json.dumps({"text": "go", "spans": []}) + "\n")
    for arguments in (
        ("train", "spans.jsonl", "-m", "other", "--scheme", "plain"),
        ("prepare", "spans.jsonl", "-o", "new", "--format", "conll", "--scheme", "plain"),
    ):
        done = slottag(*arguments)
        assert (done.status, Path("new").exists(), Path("other").exists()) == (1, False, False)
        assert "spans.jsonl:1: a span of slot 'city' has 2 tokens, expected one" in done.err
    train(data)
    done = slottag("eval", "spans.jsonl", "-m", "model")
    assert (done.status, one_line(done.err)) == (1, True)


def next_symbols(folder: Path) -> Path:
    folder.mkdir()
    sequences = [[*[("a", "O")] * n, ("X", "b"), *[("b", "b")] * (n - 1), ("b", "end")] for n in range(1, 6)]
    text = "\n".join("".join(f"{word}\t{tag}\n" for word, tag in sequence) for sequence in sequences)
    for split in ("train", "dev"):
        (folder / f"{split}.conll").write_text(text)
    return folder


def test_next_symbols_are_read_left_to_right_alone(data: Path) -> None:
    corpus = next_symbols(data.parent / "next")
    train(corpus)
    assert Model.load(Path("model")).config.network.directions == 1
    done = slottag("train", corpus, "-m", "other", "--directions", 2)
    assert (done.status, one_line(done.err), Path("other").exists()) == (1, True, False)
    assert "next symbols, which this network sees; train one that reads left to right alone" in done.err
