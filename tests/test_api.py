"""The library: what ``import slottag`` offers, held against the command line."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path

import pytest

import slottag
from slottag.model import Model
from slottag.training import BatchDone, EpochDone
from tests.command import slottag as run
from tests.conftest import small_corpus

TEXTS = ["I would like to arrive Taipei on Friday", "leave Rome on May 5th", "good morning", "", "Zürich <b>&"]
QUICK = {"hidden": 8, "word_size": 8, "character_filters": 4, "epochs": 2}


@pytest.fixture
def tagger(model_dir: Path) -> slottag.Tagger:
    return slottag.load(str(model_dir))


def test_every_public_name_is_there() -> None:
    for name in slottag.__all__:
        assert getattr(slottag, name) is not None
        assert name in dir(slottag)
    with pytest.raises(AttributeError, match="no attribute 'tag'"):
        slottag.tag  # noqa: B018


def test_importing_it_loads_no_numbers() -> None:
    code = "import sys, slottag; print([m for m in ('numpy', 'torch', 'typer', 'pydantic') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_loading_and_tagging_loads_no_torch(model_dir: Path) -> None:
    code = f"import sys, slottag; slottag.load({str(model_dir)!r})('to Rome'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_a_sentence_has_slots(tagger: slottag.Tagger) -> None:
    sentence = tagger("I would like to arrive Taipei on Friday")
    first = sentence.slots[0]
    assert (first.name, first.text, first.start, first.end) == ("destination", "Taipei", 23, 29)
    assert 0 < (first.confidence or 0) <= 1
    assert tagger(sentence.text, confidence=False).slots[0].confidence is None


def test_a_dictionary_is_what_the_command_writes(tagger: slottag.Tagger, model_dir: Path) -> None:
    done = run("tag", "-m", model_dir, *TEXTS)
    assert [json.loads(line) for line in done.out.splitlines()] == [tagger(text).to_dict() for text in TEXTS]


def test_many_texts_are_tagged_in_order_and_lazily(tagger: slottag.Tagger) -> None:
    endless = (TEXTS[number % len(TEXTS)] for number in count())
    found = list(islice(tagger.tag_many(endless), 2500))
    assert [sentence.text for sentence in found] == [TEXTS[number % len(TEXTS)] for number in range(2500)]
    assert found[: len(TEXTS)] == [tagger(text) for text in TEXTS]
    assert list(tagger.tag_many(map(tagger.parse, TEXTS))) == [tagger(text) for text in TEXTS]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda tagger: tagger(7), "text is int, expected a string"),
        (lambda tagger: tagger(["to Rome"]), "text is list, expected a string"),
        (lambda tagger: tagger.tag_many("to Rome"), "texts is str, expected several"),
        (lambda tagger: list(tagger.tag_many(["to Rome", None])), "text is NoneType"),
        (lambda _: slottag.load(3), "model is int, expected a path"),
        (lambda _: slottag.read(b"x"), "data is bytes, expected a path"),
        (lambda tagger: list(tagger.tag_many(None)), "texts is NoneType, expected several"),
        (lambda _: slottag.write(7, "x.jsonl"), "data is int, expected sentences"),
        (lambda _: slottag.write(["to Rome"], "x.jsonl"), "data holds a str, expected sentences"),
        (lambda _: slottag.train("booking", None), "model is NoneType, expected a path"),
        (lambda _: slottag.train("counter", "x", epochs=2.5), "epochs: expected int, got 2.5"),
        (lambda _: slottag.train("booking", "x", epoch=3), "no setting 'epoch'; did you mean 'epochs'"),
    ],
)
def test_a_wrong_type_is_told(tagger: slottag.Tagger, call: object, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        call(tagger)  # type: ignore[operator]


def test_an_unknown_preset_or_device_is_told(tmp_path: Path) -> None:
    for choice in ({"preset": "slow"}, {"device": "gpu"}):
        with pytest.raises(slottag.ConfigError, match="expected one of"):
            slottag.train("counter", tmp_path / "m", **choice)  # type: ignore[arg-type]


def test_errors_are_those_of_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(slottag.ModelError) as caught:
        slottag.load(tmp_path / "none")
    assert run("tag", "-m", tmp_path / "none", "hello").err == f"slottag: {caught.value}\n"


def test_values_are_worth_reading(tagger: slottag.Tagger, model_dir: Path) -> None:
    sentence = tagger("leave <Rome> on May 5th")
    assert repr(tagger).startswith(f"Tagger({model_dir}: lstm, 4 slots: arrival_date, ")
    assert "](departure_date " in repr(sentence)
    page = sentence._repr_html_()
    assert "&lt;" in page
    assert "<Rome>" not in page
    assert "departure_date" in page


def test_a_tagger_can_be_pickled_by_its_path_and_whole(tagger: slottag.Tagger, model_dir: Path) -> None:
    whole = slottag.Tagger(Model.load(model_dir))
    for one, most in ((tagger, 1000), (whole, 10_000_000)):
        data = pickle.dumps(one)
        assert len(data) < most
        assert [pickle.loads(data)(text) for text in TEXTS] == [tagger(text) for text in TEXTS]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_process_pool_tags_the_same(tagger: slottag.Tagger, method: str) -> None:
    with get_context(method).Pool(1) as pool:
        assert pool.map(tagger, TEXTS) == [tagger(text) for text in TEXTS]


def test_several_models_do_not_disturb_each_other(tagger: slottag.Tagger, tmp_path: Path) -> None:
    slottag.write(small_corpus(), tmp_path / "small.jsonl")
    other = slottag.train(tmp_path / "small.jsonl", tmp_path / "other", encoder="gru", **QUICK)
    alone = [tagger(text) for text in TEXTS], [slottag.load(tmp_path / "other")(text) for text in TEXTS]
    mixed = [(tagger(text), other(text)) for text in TEXTS]
    assert [list(side) for side in zip(*mixed, strict=True)] == list(alone)


def test_training_tells_of_its_steps_and_can_be_ended(tmp_path: Path) -> None:
    slottag.write(small_corpus(), tmp_path / "small.jsonl")
    corpus = slottag.read(tmp_path / "small.jsonl")
    steps: list[object] = []
    tagger = slottag.train(corpus, tmp_path / "model", progress=steps.append, **QUICK)
    assert isinstance(steps[0], BatchDone)
    assert [step.epoch for step in steps if isinstance(step, EpochDone)] == [1, 2]
    assert tagger.model.config.network.hidden == 8

    slottag.train(corpus, tmp_path / "ended", progress=lambda step: not isinstance(step, EpochDone), **QUICK)
    resumed = slottag.train(corpus, tmp_path / "ended", resume=True)
    assert [resumed(text) for text in TEXTS] == [tagger(text) for text in TEXTS]


def test_a_training_is_an_iterator_too(tmp_path: Path) -> None:
    slottag.write(small_corpus(), tmp_path / "small.jsonl")
    session = slottag.begin_training(tmp_path / "small.jsonl", tmp_path / "model", **QUICK)
    assert sum(isinstance(step, EpochDone) for step in session.steps()) == 2
    assert session.finish().metrics["epochs"] == 2


def test_evaluating_gives_what_the_command_prints(tagger: slottag.Tagger, model_dir: Path, tmp_path: Path) -> None:
    slottag.write(small_corpus(), tmp_path / "small.jsonl")
    done = run("eval", tmp_path / "small.jsonl", "-m", model_dir, "--json")
    told = json.loads(done.out)
    assert json.loads(json.dumps(slottag.evaluate(model_dir, tmp_path / "small.jsonl").to_dict())) == told
    assert slottag.evaluate(tagger, slottag.read(tmp_path / "small.jsonl")).to_dict() == told


def _marks(sentence: slottag.Sentence) -> tuple[list[str], list[tuple[int, int, str]]]:
    """What every format keeps; columns do not tell where spaces were."""
    return sentence.words, sentence.runs()


@pytest.mark.parametrize("name", ["x.jsonl", "x.conll", "x.txt", "x.unknown"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    # Columns do not tell whether a space stood before the mark of the last one.
    sentences = small_corpus()[:-1]
    assert slottag.write(iter(sentences), tmp_path / name) == [tmp_path / name]
    assert list(map(_marks, slottag.read(tmp_path / name).sentences)) == list(map(_marks, sentences))


def test_a_corpus_is_written_to_a_folder(tmp_path: Path) -> None:
    slottag.write(small_corpus(), tmp_path / "train.jsonl")
    slottag.write(small_corpus()[:3], tmp_path / "dev.jsonl")
    corpus = slottag.read(tmp_path)
    slottag.write(corpus, tmp_path / "out", format="conll")
    again = slottag.read(tmp_path / "out").splits
    assert {split: list(map(_marks, own)) for split, own in again.items()} == {
        split: list(map(_marks, own)) for split, own in corpus.splits.items()
    }


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(slottag.DataError, match="unknown format 'xml'"):
        slottag.write(small_corpus(), tmp_path / "x", format="xml")
    with pytest.raises(slottag.DataError, match="several files"):
        slottag.write(small_corpus(), tmp_path / "x", format="seqio")


def test_sentences_in_memory_are_data(model_dir: Path, tmp_path: Path) -> None:
    sentences = small_corpus()
    slottag.write(sentences, tmp_path / "small.jsonl")
    from_file = slottag.evaluate(model_dir, tmp_path / "small.jsonl").evaluation
    assert slottag.evaluate(model_dir, sentences).evaluation.slot_f1 == from_file.slot_f1
    assert slottag.evaluate(model_dir, (sentence.to_dict() for sentence in sentences)).evaluation == from_file


@pytest.mark.parametrize(
    ("items", "kind", "said"),
    [
        (["to Rome"], TypeError, "sentence 1 is str, expected a Sentence or a dictionary"),
        ([{"text": "to Rome", "spans": [{"start": 3, "slot": "x"}]}], slottag.DataError, "sentences:1: end is missing"),
        ([{"spans": []}], slottag.DataError, 'sentences:1: "text" is missing'),
        ([], slottag.DataError, "no sentence"),
    ],
)
def test_what_is_no_sentence_is_told(items: list[object], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        slottag.read(items)  # type: ignore[arg-type]


def test_splits_are_taken_by_their_names() -> None:
    rome = {"text": "to Rome", "spans": [{"start": 3, "end": 7, "slot": "city"}]}
    corpus = slottag.read({"validation": [rome], "train": small_corpus()})
    assert list(corpus.splits) == ["train", "dev"]
    assert corpus.split("dev")[0].where == "validation:1"
    for data, said in (
        ({"train": rome}, "data has dict under 'train', expected sentences under train, dev or test"),
        (rome, "data has a text under 'text', expected sentences"),
    ):
        with pytest.raises(TypeError, match=said):
            slottag.read(data)  # type: ignore[arg-type]
    for splits, said in (({}, "data has no split"), ({"dev": [rome], "val": [rome]}, "dev and val are both the split")):
        with pytest.raises(slottag.DataError, match=said):
            slottag.read(splits)  # type: ignore[arg-type]


def test_a_dev_split_from_memory_chooses_the_model(tmp_path: Path) -> None:
    sentences = small_corpus()
    tagger = slottag.train({"train": sentences, "dev": sentences[:4]}, tmp_path / "m", encoder="gru", **QUICK)
    assert tagger("to Rome").text == "to Rome"


def test_a_corpus_goes_into_a_file_where_the_path_is_one(tmp_path: Path) -> None:
    corpus = slottag.read(small_corpus())
    assert slottag.write(corpus, tmp_path / "w.conll") == [tmp_path / "w.conll"]
    assert slottag.read(tmp_path / "w.conll").sentences == corpus.sentences
    both = slottag.read({"train": small_corpus(), "dev": small_corpus()})
    with pytest.raises(slottag.DataError, match="holds one split, and there are train, dev; name a folder"):
        slottag.write(both, tmp_path / "both.conll")
    assert slottag.write(both, tmp_path / "both") == [tmp_path / "both/train.jsonl", tmp_path / "both/dev.jsonl"]


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: slottag.load(""), slottag.ModelError, "model is an empty text, expected a path"),
        (lambda: slottag.read(""), slottag.DataError, "data has an empty name"),
        (lambda: slottag.write([], ""), slottag.OutputError, "path is an empty text"),
    ],
)
def test_an_empty_path_is_none(call: object, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        call()  # type: ignore[operator]


def test_white_space_at_the_edge_of_a_span_is_told() -> None:
    rome = {"text": "to Rome now", "spans": [{"start": 3, "end": 8, "slot": "city"}]}
    with pytest.raises(
        slottag.DataError, match=r"'Rome ' \(3\.\.8\) of slot 'city' has white space at an edge; correct"
    ):
        slottag.read([rome])
