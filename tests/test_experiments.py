"""The generated corpora, as data and through the commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slottag.corpora.experiments import SEQUENCES
from slottag.data import load_corpus
from slottag.data.builtin import find_experiment
from slottag.data.symbols import predicts_next
from slottag.errors import DataError
from slottag.model import Config, Model
from slottag.model.defaults import defaults_for
from slottag.text import PLAIN, Sentence, tags_of
from tests.command import one_line, slottag

# Whether a sequence is one of its experiment.
FORMS = {
    "counter": lambda text: re.fullmatch("(a+)X(b+)", text) and text.count("a") == text.count("b"),
    "selective-counter": lambda text: re.fullmatch("(X?a)+Yb+", text) and text.count("a") == text.count("b"),
    "memory": lambda text: re.fullmatch("Ax+Ya|Bx+Yb", text),
    "copy": lambda text: re.fullmatch("([abc]+)X\\1", text),
}
experiments = pytest.mark.parametrize("name", SEQUENCES)


def symbols(sentence: Sentence) -> str:
    return "".join(sentence.words)


@experiments
@given(length=st.integers(1, 30), seed=st.integers(0, 1000))
def test_a_sequence_has_its_form_and_as_many_unknown_places_as_it_is_long(name: str, length: int, seed: int) -> None:
    text, unknown = SEQUENCES[name](Random(seed), length)
    assert FORMS[name](text)
    assert len(unknown) == length
    counted = {"counter": "a", "selective-counter": "a", "memory": "x"}
    expected = [place for place, symbol in enumerate(text) if symbol == counted.get(name)] or list(range(length))
    assert list(unknown) == expected


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("counter:2-2", {"aaXbb": "O O b b end"}),
        ("selective-counter:2-2", {"XaaYbb": "a O O b b end", "aXaYbb": "O a O b b end"}),
        ("memory:2-2", {"AxxYa": "x O O a end", "BxxYb": "x O O b end"}),
        ("copy:2-2", {"abXab": "O O a b end", "ccXcc": "O O c c end"}),
    ],
)
def test_the_tags_are_the_next_symbols_where_they_can_be_known(name: str, tags: dict[str, str]) -> None:
    found = {symbols(sentence): " ".join(tags_of(sentence, PLAIN)) for sentence in load_corpus(name).split("train")}
    assert tags.items() <= found.items()


@experiments
def test_the_corpus_is_the_same_every_time_and_longer_beyond(name: str) -> None:
    corpus = load_corpus(name)
    assert corpus == load_corpus(name)
    assert (list(corpus.splits), corpus.task.scheme, corpus.tokenizer) == (
        ["train", "dev", "test", "beyond"],
        "plain",
        "fitted",
    )
    lengths = {
        split: {len(sentence.tokens) - len(sentence.spans) for sentence in sentences}
        for split, sentences in corpus.splits.items()
    }
    assert lengths["train"] == lengths["dev"] == lengths["test"] == set(range(1, 11))
    assert lengths["beyond"] == set(range(11, 41))
    assert len(corpus.split("train")) == 1000
    assert corpus.split("test")[0].where == f"{name}/test:1"
    for split in ("dev", "test", "beyond"):
        texts = [sentence.text for sentence in corpus.split(split)]
        assert len(texts) == len(set(texts))
    assert not {s.text for s in corpus.split("beyond")} & {s.text for s in corpus.split("train")}


def test_what_can_be_unseen_in_test_is_unseen() -> None:
    corpus = load_corpus("copy")
    seen = {sentence.text for sentence in corpus.split("train")}
    long = [sentence for sentence in corpus.split("test") if len(sentence.tokens) > 12]
    assert long
    assert not {sentence.text for sentence in long} & seen


def test_the_lengths_are_settable() -> None:
    corpus = load_corpus("memory:200")
    assert corpus.name == "memory-200"
    assert {len(sentence.tokens) for sentence in corpus.split("train")} == set(range(4, 204))
    assert len(corpus.split("dev")) <= 100
    assert max(len(sentence.tokens) for sentence in corpus.split("test")) == 203
    assert {symbols(sentence) for sentence in load_corpus("memory:3-3").split("test")} == {"AxxxYa", "BxxxYb"}


@pytest.mark.parametrize("name", ["counter:", "counter:0", "counter:x", "copy:5-3", "memory:1001", "memory:1-2-3"])
def test_lengths_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(DataError, match=rf"^{name}: expected \w+, or with lengths from 1 to 1000 such as \w+:20"):
        load_corpus(name)


def test_other_names_and_paths_are_no_experiment() -> None:
    assert find_experiment("booking") is None
    assert find_experiment("./counter") is None
    assert find_experiment(Path("counter")) is None
    with pytest.raises(
        DataError, match=r"counter: no such file or folder, nor a built-in corpus \(.*counter, .*copy\)"
    ):
        load_corpus(Path("counter"))


@experiments
@pytest.mark.parametrize("format", ["jsonl", "conll", "seqio"])
def test_a_prepared_experiment_is_still_one_of_next_symbols(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, format: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = slottag("prepare", name, "--format", format)
    assert (done.status, done.err) == (0, "")
    prepared, original = load_corpus(f"data/{name}"), load_corpus(name)
    assert (prepared.splits, prepared.task.scheme) == (original.splits, "plain")
    assert predicts_next(prepared.sentences)
    assert defaults_for(prepared) == defaults_for(original)


@pytest.mark.parametrize("decoder", ["softmax", "crf"])
def test_counting_is_learned_and_scored_by_length(tmp_path: Path, decoder: str) -> None:
    model = tmp_path / "model"
    done = slottag("train", "counter:3", "-m", model, "--decoder", decoder, "--epochs", 4)
    assert done.status == 0, done.err
    network = Model.load(model).config.network
    assert (network.hidden, network.directions, network.decoder, network.scheme) == (10, 1, decoder, "plain")
    report = json.loads(slottag("eval", "counter:3", "-m", model, "--json").out)
    assert (report["accuracy"], report["exact_match"]) == (1.0, 1.0)
    assert list(report["per_length"]) == [str(length) for length in range(1, 34)]
    assert report["per_length"]["3"] == {"accuracy": 1.0, "exact_match": 1.0, "sequences": 1}
    assert report["beyond"]["sequences"] == 30
    assert report["beyond"]["exact_match"] < 1
    alone = json.loads(slottag("eval", "counter:3", "-m", model, "--json", "--split", "beyond").out)
    assert (alone["exact_match"], "beyond" in alone) == (report["beyond"]["exact_match"], False)
    lines = [line.split() for line in slottag("eval", "counter:3", "-m", model).out.splitlines()]
    assert ["test", "100.00", "100.00", "3"] in lines
    assert [line[0] for line in lines if line and line[-1] == "30"] == ["beyond"]


@pytest.mark.parametrize(
    "options", [["--directions", 2], ["--attention"], ["--encoder", "cnn"], ["--encoder", "feedforward", "--window", 1]]
)
def test_a_network_that_sees_the_next_symbols_is_refused(tmp_path: Path, options: list[object]) -> None:
    done = slottag("train", "memory", "-m", tmp_path / "model", *options)
    assert (done.status, one_line(done.err)) == (1, True)
    assert "memory: its tags are the next symbols, which this network sees" in done.err


def test_what_one_word_or_what_is_behind_shows_is_no_next_symbol() -> None:
    def sees_ahead(**options: object) -> bool:
        return Config().replace({"directions": 1, **options}).network.sees_ahead

    assert not sees_ahead(encoder="clockwork")
    assert not sees_ahead(encoder="feedforward", directions=2)
    assert sees_ahead(encoder="feedforward", attention=True)


def test_networks_are_compared_on_an_experiment(tmp_path: Path) -> None:
    done = slottag("compare", "counter:2", "--encoder", "elman", "--encoder", "feedforward", "--epochs", 2,
                   "-m", tmp_path / "models", "--json")  # fmt: skip
    assert done.status == 0, done.err
    rows = {row["encoder"]: row for row in json.loads(done.out)["networks"]}
    assert rows["elman"]["test_accuracy"]["mean"] > rows["feedforward"]["test_accuracy"]["mean"]
    assert "dev accuracy" in done.err
