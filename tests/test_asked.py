"""What was asked before a sentence: in data, in both networks, in what is trained, tagged, measured and served."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import slottag
from benchmarks import asked as benchmark
from slottag.data import Corpus
from slottag.data.checks import corpus_problems
from slottag.data.formats import FORMATS, WRITTEN, writer_of
from slottag.errors import DataError, ModelError
from slottag.inspection import explain
from slottag.model import Model, Vocabulary
from slottag.model.asked import asked_marks
from slottag.model.fingerprints import TRAINED_ON, fingerprints, known_among
from slottag.nn import Network
from slottag.nn.asked import Asked
from slottag.runtime import Tagger
from slottag.runtime.network import Network as NumpyNetwork
from slottag.runtime.obeying import tag_once
from slottag.runtime.packing import Packing
from slottag.serving.app import application
from slottag.serving.service import Service
from slottag.text import SCHEMES, Sentence
from slottag.training.checkpoint import fingerprint
from tests.asgi import asked as posted
from tests.command import one_line
from tests.command import slottag as command
from tests.conftest import PLACES, marked, small_corpus, train_on
from tests.networks import arrays, config, packed_emissions, padded_emissions, shaken
from tests.vector_tables import tables_of


def answer(template: str, *asked: str, **values: str) -> Sentence:
    return replace(marked(template, **values), asked=asked)


def answers() -> list[Sentence]:
    """Bare answers that only their question tells apart, and requests before which nothing was asked."""
    found = small_corpus()
    for number in map(str, range(2, 14)):
        found.append(answer("{people}", "people", people=number))
        found.append(answer("{time}", "time", time=number))
        found.append(answer("{people} please", "people", people=number))
    for place in PLACES:
        found.append(answer("{origin}", "origin", origin=place))
        found.append(answer("{destination}", "destination", destination=place))
        found.append(answer("{origin} please", "origin", origin=place))
    again = answer("{origin} then", "origin", "destination", "origin", origin="Rome")
    return [*found, again, answer("how much is it ?", "time"), answer("no idea", "origin")]


MIXED = [
    answer("{people} please", "people", people="13"),
    answer("{origin}", "origin", "destination", "origin", origin="Oslo"),
    marked("leave {origin} on {departure_date}", origin="Rome", departure_date="Friday"),
    answer("how much is it ?", "time", "nothing that it knows"),
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "answers"
    train_on(answers(), directory, epochs=16, noise=0.0, word_dropout=0.2)
    return directory


@pytest.fixture(scope="module")
def tagger(model: Path) -> Tagger:
    return Tagger.load(model)


def found(sentence: Sentence) -> list[tuple[str, str]]:
    return [(slot.name, slot.text) for slot in sentence.slots]


# ---- the networks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_vectors", [False, True])
@pytest.mark.parametrize(
    "options",
    [{}, {"layers": 2, "members": 1, "attention": True}, {"encoder": "gru", "directions": 1}, {"encoder": "jordan"},
     {"encoder": "cnn", "layers": 2}, {"encoder": "feedforward", "window": 1}, {"inputs": "characters"},
     {"asked_order": False}],
    ids=lambda options: options.get("encoder", "lstm"),
)  # fmt: skip
def test_torch_and_numpy_say_the_same(options: dict[str, Any], with_vectors: bool) -> None:
    sentences = answers()
    tables = tables_of(sentences) if with_vectors else ()
    settings = config(vectors="+".join(table.name for table in tables) or "none", **options)
    vocabulary = Vocabulary.from_sentences(sentences)
    if tables:
        vocabulary = replace(vocabulary, vectors=replace(vocabulary.vectors, tables=tables))
    assert vocabulary.asked == ("destination", "origin", "people", "time")
    network = shaken(Network(settings.network, vocabulary, dropout=0.5).eval())
    of_numpy = NumpyNetwork(arrays(network), settings.network, vocabulary)
    expected = padded_emissions(network, settings, vocabulary, MIXED)
    unasked = packed_emissions(of_numpy, [replace(sentence, asked=()) for sentence in MIXED])
    for number, emissions in enumerate(packed_emissions(of_numpy, MIXED)):
        assert np.allclose(emissions, expected[number], atol=1e-5)
        assert np.allclose(emissions, unasked[number]) == (number == 2)


def test_what_is_asked_first_and_again_counts_more() -> None:
    orders = ["a", "b", "ab", "ba", "aba", "abb", "abab", "xab", ""]
    marks = asked_marks(orders, ["a", "b"])
    first = {order: 3 * (one - other) for order, (one, other) in zip(orders, marks, strict=True)}
    assert first == pytest.approx({"a": 3, "b": -3, "ab": 1, "ba": -1, "aba": 3, "abb": -1, "abab": 1, "xab": 1, "": 0})
    assert marks[0].tolist() == [1, 0]
    assert marks[5].sum() > marks[3].sum()
    unordered = asked_marks(orders, ["a", "b"], ordered=False)
    assert unordered.tolist() == [[1, 0], [0, 1], *([[1, 1]] * 6), [0, 0]]


def test_models_of_before_read_it_without_an_order(model: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "model"
    shutil.copytree(model, earlier)
    settings = (earlier / "config.toml").read_text("utf-8")
    (earlier / "config.toml").write_text(settings.replace("asked_order = true\n", ""), "utf-8")

    def sure(tagger: Tagger, *asked: str) -> float | None:
        return tagger("Oslo", asked=asked).confidence

    now, before = Tagger.load(model), Tagger.load(earlier)
    assert sure(before, "origin", "people") == sure(before, "people", "origin", "people")
    assert sure(now, "origin", "people") != sure(now, "people", "origin")
    assert sure(now, "origin") == sure(before, "origin")


def test_what_is_asked_is_left_out_of_some_sentences_in_training() -> None:
    told = Asked(3, 5, dropout=0.5).train()
    asked = torch.zeros(400, 3)
    asked[:, 1] = 1
    silent = (told(asked) == 0).all(dim=2).float().mean()
    assert 0.1 < silent < 0.3
    assert torch.equal(told.eval()(asked)[0, 0], told.weight[1])


def test_what_is_kept_of_words_rests_on_the_words_alone() -> None:
    vocabulary = Vocabulary.from_sentences(answers())
    network = shaken(Network(config().network, vocabulary).eval())
    of_numpy = NumpyNetwork(arrays(network), config().network, vocabulary)
    words, packing = ["13", "please"], Packing.of([2])
    before = of_numpy(words, packing).emissions
    assert not np.allclose(of_numpy(words, packing, [("time",)]).emissions, before)
    assert np.array_equal(of_numpy(words, packing).emissions, before)


# ---- a model ------------------------------------------------------------------------------------------------------


def test_the_question_decides_what_an_answer_is(tagger: Tagger) -> None:
    assert tagger.asked == ("destination", "origin", "people", "time")
    assert found(tagger("13", asked=["people"])) == [("people", "13")]
    assert found(tagger("13", asked=["time"])) == [("time", "13")]
    for slot in ("origin", "destination"):
        assert found(tagger("Oslo", asked=[slot])) == [(slot, "Oslo")]
    assert found(tagger("leave Oslo on Friday")) == [("origin", "Oslo"), ("departure_date", "Friday")]
    assert found(tagger("leave Oslo on Friday", asked=["people"])) == [("origin", "Oslo"), ("departure_date", "Friday")]


def test_what_was_asked_stays_with_the_sentence(tagger: Tagger) -> None:
    sentence = tagger("13", asked=("time", "time"), nbest=2)
    assert sentence.asked == ("time", "time")
    assert sentence.to_dict()["asked"] == ["time", "time"]
    assert repr(sentence).endswith(", asked=('time', 'time'))")
    assert tagger("13", asked={"time", "people", "origin"}).asked == ("origin", "people", "time")
    assert sentence.alternatives
    given = [tagger.parse("13", [slot]) for slot in ("people", "time")] + [tagger.parse("13")]
    assert [one.asked for one in tagger.tag_many(given)] == [("people",), ("time",), ()]
    assert [found(one)[0][0] for one in tagger.tag_many(given[:2])] == ["people", "time"]
    assert [one.asked for one in tagger.reread(given)] == [("people",), ("time",), ()]
    (obedient,) = tag_once(tagger, given[1:2], ["time"])
    assert obedient is not None
    assert (obedient.sentence.asked, found(obedient.sentence)) == (("time",), [("time", "13")])


def test_a_long_answer_is_read_in_pieces_with_its_question(tagger: Tagger) -> None:
    text = "thank you very much ! " * 900
    long = tagger.tag([tagger.parse(f"13 {text}", ["people"]), tagger.parse(f"13 {text}", ["time"])])
    assert [sentence.asked for sentence in long] == [("people",), ("time",)]
    assert long[0].spans != long[1].spans


def test_a_question_that_a_model_does_not_know_is_refused(tagger: Tagger, model_dir: Path) -> None:
    with pytest.raises(DataError, match="knows no question about 'cabin', expected one of destination, origin, people"):
        tagger("13", asked=["time", "cabin"])
    with pytest.raises(
        DataError, match="no question about 'time', nor about any slot: no sentence that it was trained"
    ):
        Tagger.load(model_dir)("13", asked=["time"])
    with pytest.raises(TypeError, match="asked is str, expected the names of slots"):
        tagger("13", asked="time")
    with pytest.raises(TypeError, match="asked holds a int"):
        tagger("13", asked=[3])  # type: ignore[list-item]


def test_it_is_told_why(tagger: Tagger) -> None:
    sentence = tagger("13", asked=["time"])
    reason = explain(tagger, sentence, sentence.runs()[0])
    assert reason.unasked is not None
    assert reason.whole.probability > reason.unasked.probability
    assert explain(tagger, tagger("leave Oslo"), (1, 2, "origin")).unasked is None
    done = command("inspect", "-m", tagger.path, "13 please", "--why", "13", "--asked", "people")
    assert (done.status, "had nothing been asked: " in done.out) == (0, True)
    (told,) = map(
        json.loads,
        command("inspect", "-m", tagger.path, "13", "--why", "all", "--asked", "time", "--json").out.splitlines(),
    )
    assert told["unasked"]["probability"] < told["probability"]
    recorded = [next(iter(tagger.reader.recordings([tagger.parse("13", asked)]))) for asked in ([], ["time"])]
    hidden = [record.layers[0].gates["hidden"] for record in recorded]
    assert not np.allclose(*hidden)
    done = command("inspect", "-m", tagger.path, "--find", "position", "--asked", "time")
    assert (done.status, "DATA says itself" in done.err) == (2, True)


def test_a_model_directory_keeps_it_and_others_have_nothing_of_it(model: Path, model_dir: Path) -> None:
    told = json.loads((model / "vocab.json").read_bytes())
    assert told["asked"] == ["destination", "origin", "people", "time"]
    assert Model.load(model).weights["asked.weight"].shape[0] == 4
    assert "asked" not in json.loads((model_dir / "vocab.json").read_bytes())
    assert "asked.weight" not in Model.load(model_dir).weights
    assert Vocabulary.from_json(told, "here").to_json() == told


@pytest.mark.parametrize("altered", [5, "time", ["time", "time"], [""], ["a\nb"], [["time"]]])
def test_a_vocabulary_with_other_things_is_refused(model: Path, altered: object) -> None:
    told = json.loads((model / "vocab.json").read_bytes())
    with pytest.raises(ModelError, match="asked: expected different names, each on one line"):
        Vocabulary.from_json({**told, "asked": altered}, "here")


def test_the_same_sentences_with_other_questions_are_others() -> None:
    plain = marked("{time}", time="13")
    named = [fingerprint([replace(plain, asked=asked)]) for asked in ((), ("time",), ("people",))]
    assert len({*named}) == 3
    # As it was called before there were questions, so that a training that is kept is resumed.
    assert named[0] == sha256(repr((plain.text, plain.runs(), None)).encode()).hexdigest()
    metrics = {TRAINED_ON: fingerprints([replace(plain, asked=("time",))])}
    asked = [replace(plain, asked=own) for own in (("time",), ("people",), ())]
    assert known_among(metrics, asked) == (True, False, False)


# ---- data ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITTEN)
def test_formats_keep_it_or_say_that_they_do_not(tmp_path: Path, name: str) -> None:
    writer = writer_of(name)
    sentences = [sentence for sentence in answers() if sentence.asked] if name != "snips" else MIXED[:2]
    files = writer.render("train", sentences, SCHEMES["iob2"])
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    (target,) = {tmp_path / file.split("/")[0] for file in files} if name != "brat" else {tmp_path / "train.ann"}
    kept = [record.asked for record in FORMATS[name].read_file(target)]
    assert kept == [sentence.asked if writer.keeps_asked else () for sentence in sentences]


def test_what_the_system_requests_in_a_dialogue_was_asked(tmp_path: Path) -> None:
    def user(text: str) -> dict[str, Any]:
        return {"speaker": "USER", "utterance": text, "frames": []}

    asking = [{"act": "REQUEST", "slot": "time"}, {"act": "OFFER", "slot": "price"}, {"act": "REQUEST", "slot": "time"}]
    system = {"speaker": "SYSTEM", "utterance": "When?", "frames": [{"actions": asking}]}
    turns = [user("a table please"), system, user("13"), user("and tea")]
    (tmp_path / "sgd.json").write_text(json.dumps([{"turns": turns}]), "utf-8")
    assert [record.asked for record in FORMATS["sgd"].read_file(tmp_path / "sgd.json")] == [(), ("time",), ()]
    told = {"tokens": ["13"], "slots": []}
    turns = [{"user_utterance": told}, {"user_utterance": told, "system_acts": [{"type": "REQUEST", "slot": "people"}]}]
    (tmp_path / "simulated.json").write_text(json.dumps([{"turns": turns}]), "utf-8")
    assert [record.asked for record in FORMATS["simdial"].read_file(tmp_path / "simulated.json")] == [(), ("people",)]


def test_columns_cannot_hold_spaces_in_what_was_asked() -> None:
    with pytest.raises(DataError, match="'a b' was asked, and conll holds no spaces in slots; write jsonl"):
        writer_of("conll").render("train", [replace(MIXED[0], asked=("a b",))], SCHEMES["iob2"])


def test_the_same_words_may_answer_two_questions() -> None:
    corpus = slottag.read({"train": [answer("{time}", "time", time="13"), answer("{people}", "people", people="13")]})
    assert corpus_problems(corpus) == []
    twice = slottag.read([marked("{time}", time="13"), marked("{people}", people="13")])
    assert [problem.kind for problem in corpus_problems(twice)] == ["sentences marked in two ways"]


def test_prepare_keeps_it(tmp_path: Path) -> None:
    slottag.write(answers(), tmp_path / "all.jsonl")
    done = command("prepare", tmp_path / "all.jsonl", "-o", tmp_path / "new", "--split", "60/20/20")
    assert done.status == 0, done.err
    told = [one for path in (tmp_path / "new").glob("*.jsonl") for one in slottag.read(path).sentences]
    assert sorted(map(repr, told)) == sorted(map(repr, slottag.read(answers()).sentences))
    done = command("prepare", tmp_path / "all.jsonl", "-o", tmp_path / "rasa", "--format", "rasa")
    assert "rasa holds nothing of what was asked, which is left out; jsonl keeps it." in done.out
    slottag.write([replace(MIXED[0], asked=("party size",))], tmp_path / "spaces.jsonl")
    command("prepare", tmp_path / "spaces.jsonl", "-o", tmp_path / "conll", "--format", "conll")
    assert "# asked = party_size\n" in (tmp_path / "conll" / "all.conll").read_text(encoding="utf-8")


def test_a_sentence_is_not_asked_about_what_is_no_slot() -> None:
    with pytest.raises(DataError, match="slot name '' is empty"):
        replace(MIXED[0], asked=("",))


# ---- the commands -------------------------------------------------------------------------------------------------


def test_tag_takes_it_for_all_and_for_each_line(model: Path, tmp_path: Path) -> None:
    done = command("tag", "-m", model, "13", "--asked", "people", "--format", "jsonl")
    assert (done.status, json.loads(done.out)["spans"][0]["slot"]) == (0, "people")
    rows = [{"text": "13", "asked": ["time"], "id": 1}, {"text": "13"}, {"text": "13", "asked": None}]
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    done = command("tag", "-m", model, "-i", tmp_path / "in.jsonl", "--asked", "people", "--jobs", "2")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one["spans"][0]["slot"] for one in told] == ["time", "people", "people"]
    assert [one["asked"] for one in told] == [["time"], ["people"], ["people"]]
    (tmp_path / "in.conll").write_text("# asked = time\n13\tO\n\n# asked = people\n13\tO\n", "utf-8")
    done = command("tag", "-m", model, "-i", tmp_path / "in.conll")
    assert [json.loads(line)["spans"][0]["slot"] for line in done.out.splitlines()] == ["time", "people"]


def test_tag_refuses_questions_that_the_model_does_not_know(model: Path, tmp_path: Path) -> None:
    done = command("tag", "-m", model, "13", "--asked", "tiem")
    assert (done.status, one_line(done.err)) == (1, True)
    assert "asked: the model knows no question about 'tiem', expected one of destination" in done.err
    assert command("tag", "-m", model, "13", "--asked", "time,").status == 2
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "13"}\n{"text": "13", "asked": ["tiem"]}\n{"text": "13", "asked": 3}\n{"text": "2"}\n')
    done = command("tag", "-m", model, "-i", path)
    assert (done.status, len(done.out.splitlines())) == (1, 1)
    assert f"{path}:2: asked: the model knows no question about 'tiem'" in done.err
    done = command("tag", "-m", model, "-i", path, "--skip-errors", tmp_path / "aside")
    assert (done.status, len(done.out.splitlines())) == (0, 2)
    assert f'{path}:3: "asked" is 3, expected a list of slots' in done.err


def test_a_model_without_questions_passes_over_what_data_say_of_them(model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "leave Oslo"}\n' + '{"text": "leave Oslo", "asked": ["origin"]}\n' * 2)
    done = command("tag", "-m", model_dir, "-i", path)
    bare = command("tag", "-m", model_dir, "leave Oslo", "--format", "jsonl")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one["spans"] for one in told] == [json.loads(bare.out)["spans"]] * 3
    assert (done.status, done.err.count("what was asked is passed over")) == (0, 1)
    assert command("tag", "-m", model_dir, "leave Oslo", "--asked", "origin").status == 1
    report = slottag.evaluate(model_dir, slottag.read([answer("leave {origin}", "origin", "time", origin="Oslo")]))
    assert report.unasked is None
    (warning,) = report.warnings
    assert warning.startswith("sentences:1: was asked about 2 slots that the model knows no question about")
    assert warning.endswith(", which is passed over: origin, time")


def test_eval_tells_the_figure_with_and_without(model: Path, tmp_path: Path) -> None:
    slottag.write(answers(), tmp_path / "test.jsonl")
    done = command("eval", tmp_path / "test.jsonl", "-m", model, "--json", "--predictions", tmp_path / "found.jsonl")
    told = json.loads(done.out)
    assert told["slot_f1"] > 0.95 > told["unasked"]["slot_f1"]
    assert "asked" in json.loads((tmp_path / "found.jsonl").read_text("utf-8").splitlines()[-1])
    assert "slot F1 unasked" in command("eval", tmp_path / "test.jsonl", "-m", model).out
    slottag.write(small_corpus(), tmp_path / "bare.jsonl")
    assert "unasked" not in json.loads(command("eval", tmp_path / "bare.jsonl", "-m", model, "--json").out)


def test_what_it_is_worth_is_written_for_each_size_with_its_seeds(
    tagger: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("train", "train-20", "test"):
        slottag.write(answers(), tmp_path / "data" / f"{name}.jsonl")
    asked_of: list[tuple[str, bool]] = []

    def trained(corpus: Corpus, place: Path, settings: dict[str, Any]) -> Tagger:
        told = any(sentence.asked for sentence in corpus.split("train"))
        asked_of.append((f"{place.parent.name} {settings['seed']} {settings['preset']}", told))
        return tagger

    monkeypatch.setattr(benchmark, "trained", trained)
    monkeypatch.setattr(benchmark.results, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr("sys.argv", ["asked", str(tmp_path / "data"), "all:4", "20", "--preset", "fast", "--write"])
    benchmark.main()
    places = ["all-4 4 fast", "20-0 0 fast", "20-1 1 fast", "20-2 2 fast"]
    assert asked_of == [(place, told) for place in places for told in (True, False)]
    text = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "## What was asked: data (--preset fast)\n" in text
    assert "/data all:4 20 --preset fast`" in text
    first, second = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith(("| all", "| 20"))]
    assert [part.strip() for part in first[:3]] == ["all", str(len(answers())), "4"]
    assert float(first[3]) > float(first[4])
    assert second[2] == "0, 1, 2"
    assert second[3] == f"{first[3]} ({first[3]} to {first[3]})"


# ---- the service --------------------------------------------------------------------------------------------------


def test_the_service_takes_it(model: Path, tagger: Tagger) -> None:
    app = application(Service.of({"answers": model}))
    told = tagger("13", asked=["time"]).to_dict()
    assert posted(app, "/tag", {"text": "13", "asked": ["time"]}).json == told
    assert posted(app, "/tag?asked=time", {"text": "13"}).json == told
    both = posted(app, "/tag", {"texts": ["13", "13"], "asked": ["people"]}).json["sentences"]
    assert [one["spans"][0]["slot"] for one in both] == ["people", "people"]
    assert posted(app, "/tag", {"text": "13", "asked": "time"}).status == 400
    refused = posted(app, "/tag", {"text": "13", "asked": ["tiem"]})
    assert (refused.status, "knows no question about 'tiem'" in refused.json["error"]) == (400, True)
    lines = b'{"text": "13", "asked": ["time"]}\n{"text": "13", "asked": ["tiem"]}\n{"text": "13"}\n"13"\n'
    answered = posted(app, "/tag?asked=people", lines, "application/x-ndjson").body.splitlines()
    first, second, third, fourth = map(json.loads, answered)
    assert (first["spans"][0]["slot"], first["asked"]) == ("time", ["time"])
    assert (second["line"], second["code"]) == (2, "bad_request")
    assert [one["spans"][0]["slot"] for one in (third, fourth)] == ["people", "people"]
