"""Models that read fixed vectors: torch and NumPy say the same, what is kept and what is named, what is refused."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.errors import ConfigError, ModelError
from slottag.inspection import explain
from slottag.model import Config, Model, NetworkConfig, Vocabulary
from slottag.model.names import CONFIG, VECTORS
from slottag.model.settings import read_toml
from slottag.model.shapes import shapes_of
from slottag.model.vectors import Vectors
from slottag.model.vectors.readings import WORDS
from slottag.model.vectors.table import Table
from slottag.nn import Network
from slottag.runtime import Tagger, kept
from slottag.runtime.network import Network as NumpyNetwork
from slottag.training.material import Material
from slottag.training.session import Session
from tests.command import one_line, slottag
from tests.conftest import marked, small_corpus, train_small
from tests.networks import SENTENCES, arrays, config, packed_emissions, padded_emissions, shaken
from tests.sealing import refusal, seal
from tests.vector_tables import tables_of, write_text

TABLES = tables_of(SENTENCES)
TOWNS = ["Oslo", "Rome", "Leeds", "Riga"]


def both(tables: tuple[Table, ...], **options: Any) -> tuple[Network, NumpyNetwork, Config, Vocabulary]:
    settings = config(vectors="+".join(table.name for table in tables), **options)
    vocabulary = Vocabulary.from_sentences(SENTENCES, None, Vectors(tables))
    network = shaken(Network(settings.network, vocabulary, dropout=0.5).eval())
    return network, NumpyNetwork(arrays(network), settings.network, vocabulary), settings, vocabulary


# ---- the same in torch and in NumPy -------------------------------------------------------------------------------


@pytest.mark.parametrize("tables", [TABLES[:1], TABLES[1:2], TABLES], ids=["words", "places", "all"])
@pytest.mark.parametrize(
    "options",
    [{}, {"encoder": "gru", "directions": 1}, {"encoder": "cnn", "layers": 2}, {"encoder": "feedforward", "window": 1},
     {"inputs": "characters", "attention": True}],
    ids=lambda options: options.get("encoder", "lstm"),
)  # fmt: skip
def test_torch_and_numpy_say_the_same(tables: tuple[Table, ...], options: dict[str, Any]) -> None:
    network, numpy_network, settings, vocabulary = both(tables, **options)
    expected = padded_emissions(network, settings, vocabulary, SENTENCES)
    for found, wanted in zip(packed_emissions(numpy_network, SENTENCES), expected, strict=True):
        assert np.allclose(found, wanted, atol=1e-5)
    shapes = {name: tuple(each.shape) for name, each in network.named_parameters()}
    assert shapes_of(settings.network, vocabulary) == shapes


@pytest.mark.parametrize("number", range(3))
def test_each_table_tells_something(number: int) -> None:
    network, numpy_network, settings, _ = both(TABLES[number : number + 1])
    told = packed_emissions(numpy_network, SENTENCES)[0]
    table = TABLES[number]
    other = Table.build(table.name, table.reading, ["nothing", "known"], np.eye(2, table.size, dtype=np.float32))
    untold = Vocabulary.from_sentences(SENTENCES, None, Vectors((other,)))
    assert not np.allclose(
        packed_emissions(NumpyNetwork(arrays(network), settings.network, untold), SENTENCES)[0], told
    )


def test_in_training_some_sentences_are_told_nothing() -> None:
    network, _, _, _ = both(TABLES)
    vectors = network.vectors
    assert vectors is not None
    vectors.train()
    vectors.dropout.share = 0.5
    torch.manual_seed(0)
    words = torch.randn(3, TABLES[0].size + TABLES[2].size)
    told = vectors(words, torch.zeros(64, 5, dtype=torch.long), torch.randn(64, 5, 8))
    silent = (told == 0).all(dim=2)
    assert (silent.all(dim=1) == silent.any(dim=1)).all()
    assert 10 < int(silent.all(dim=1).sum()) < 54


def test_a_place_contributes_the_same_whatever_is_kept_and_read_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, numpy_network, _, _ = both(TABLES)
    expected = packed_emissions(numpy_network, SENTENCES)
    alone = [packed_emissions(numpy_network, [sentence])[0] for sentence in SENTENCES]
    monkeypatch.setattr(kept, "KEPT_BYTES", 1000)
    _, little, _, _ = both(TABLES)
    for found in (alone, packed_emissions(little, SENTENCES), packed_emissions(little, SENTENCES)):
        assert all(np.allclose(*pair, atol=1e-5) for pair in zip(found, expected, strict=True))


@pytest.mark.parametrize("most", [2000, 2**25])
def test_threads_share_what_is_kept_of_places(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", most)
    _, alone, _, _ = both(TABLES)
    expected = [packed_emissions(alone, [sentence])[0] for sentence in SENTENCES]
    _, shared, _, _ = both(TABLES)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda sentence: packed_emissions(shared, [sentence])[0], SENTENCES * 20))
    assert all(np.allclose(*pair, atol=1e-5) for pair in zip(found, expected * 20, strict=True))


# ---- settings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vectors", ["", "english+english", "none+english", "english+", "a+b+c+d+e"])
def test_names_that_cannot_be_are_refused(vectors: str) -> None:
    with pytest.raises(ConfigError, match="vectors: expected none, or up to 4 different names"):
        NetworkConfig(vectors=vectors)


# ---- models -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = sorted({word.lower() for sentence in small_corpus() for word in sentence.words} | {"leeds", "riga"})
    return write_text(tmp_path_factory.mktemp("vectors") / "words.txt", words)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Path:
    folder = tmp_path_factory.mktemp("models") / "own"
    train_small(folder, vectors=str(file), epochs=3)
    return folder


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "named"
    train_small(folder, vectors="english+chinese", epochs=2)
    return folder


def sentences() -> list[Any]:
    return [marked("leave {origin} on {departure_date}", origin=town, departure_date="Friday") for town in TOWNS]


def test_a_model_holds_the_table_of_a_file(own: Path, file: Path) -> None:
    assert (own / VECTORS[0]).is_file()
    tagger = Tagger.load(own)
    before = tagger.tag(sentences())
    assert tagger.model.vocabulary.vectors.tables[0].name == str(file)
    assert pickle.loads(pickle.dumps(Tagger(tagger.model))).tag(sentences()) == before
    assert "It reads fixed vectors of words" in (own / "README.md").read_text(encoding="utf-8")


def test_a_model_names_the_tables_that_come_with_slottag(named: Path) -> None:
    assert not any((named / name).exists() for name in VECTORS)
    assert set(read_toml(named / CONFIG)["model"]["vectors"]) == {"english", "chinese"}
    model = Model.load(named)
    assert [table.shipped for table in model.vocabulary.vectors.tables] == [True, True]
    assert pickle.loads(pickle.dumps(Tagger(model))).tag(sentences()) == Tagger.load(named).tag(sentences())


def test_a_word_that_was_never_seen_is_told_by_its_vector(own: Path) -> None:
    model = Model.load(own)
    network = NumpyNetwork(model.weights, model.config.network, model.vocabulary)
    unseen, other = (packed_emissions(network, [sentence]) for sentence in sentences()[2:])
    bare = model.vocabulary.word_number
    assert bare("Leeds") == bare("Riga") == 0
    assert not np.allclose(unseen, other)


def copied(model: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in model.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_other_vectors_than_those_it_was_trained_with_are_refused(named: Path, tmp_path: Path) -> None:
    model = copied(named, tmp_path / "m")
    seal(model, lambda tables: tables["model"]["vectors"].update({"english": "0" * 64}))
    assert "was trained with other vectors 'english' (000000000000…)" in refusal(model)
    assert "install the slottag that it was trained with" in refusal(model)


def test_a_shipped_table_that_is_not_installed_is_told(
    named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slottag.model.vectors.shipped._home", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"the vectors english cannot be read: .*; install slottag again"):
        Tagger.load(named)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda tables: tables["model"].pop("vectors"), "expected a fingerprint of each of the vectors"),
        (lambda tables: tables["network"].update(vectors="none"), "expected a fingerprint of each of the vectors none"),
        (lambda tables: tables["model"].update(vectors=3), "vectors: expected dict"),
        (lambda tables: tables["model"].update(vectors={"x": 3}), "vectors: expected texts"),
        (lambda tables: tables["network"].update(vectors="a++b"), "vectors: expected none, or up to 4"),
        (lambda tables: tables["model"]["checksums"].pop(VECTORS[0]), "are missing"),
    ],
)
def test_what_settings_say_of_vectors_is_checked(
    own: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    model = copied(own, tmp_path / "m")
    seal(model, change)
    assert said in refusal(model)


def test_a_table_that_is_altered_or_of_another_size_is_refused(own: Path, tmp_path: Path) -> None:
    model = copied(own, tmp_path / "m")
    path = model / VECTORS[0]
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "cut short or altered since it was written" in refusal(model)
    other = Table.build("x", WORDS, ["a", "b"], np.eye(2, 3, dtype=np.float32))
    path.write_bytes(other.content)
    seal(model)
    assert "was trained with other vectors" in refusal(model)
    name = read_toml(model / CONFIG)["network"]["vectors"]
    seal(model, lambda tables: tables["model"].update(vectors={name: other.fingerprint}))
    assert "weight_ih_l0: expected the shape" in refusal(model)
    path.write_bytes(b"nothing")
    seal(model)
    assert "header" in refusal(model)
    path.unlink()
    assert "cannot be read" in refusal(model)


# ---- trainings ----------------------------------------------------------------------------------------------------


def session(folder: Path, vectors: str, *, resume: bool = False, **options: Any) -> Session:
    settings = {"hidden": 8, "word_size": 6, "character_filters": 4, "epochs": 3, "batch_size": 8, **options}
    chosen = Config().replace({**settings, "vectors": vectors})
    material = Material("small", "words", small_corpus(), small_corpus()[::3])
    return Session(material, chosen, folder, device=torch.device("cpu"), resume=resume)


def begun(training: Session) -> None:
    for step in training.steps():
        if step.epoch == 2:
            break


def finished(training: Session) -> Model:
    for _ in training.steps():
        pass
    return training.finish()


def test_a_training_with_vectors_goes_on_with_the_same_ones_alone(file: Path, tmp_path: Path) -> None:
    whole = finished(session(tmp_path / "whole", str(file)))
    mine = tmp_path / "mine.txt"
    mine.write_bytes(file.read_bytes())
    begun(session(tmp_path / "m", str(mine)))
    mine.write_text(file.read_text(encoding="utf-8").replace("0.1", "0.2"), encoding="utf-8")
    with pytest.raises(ConfigError, match="read other vectors"):
        session(tmp_path / "m", str(mine), resume=True)
    mine.write_bytes(file.read_bytes())
    resumed = finished(session(tmp_path / "m", str(mine), resume=True))
    assert all(np.array_equal(whole.weights[name], resumed.weights[name]) for name in whole.weights)


def test_members_share_a_table(file: Path, tmp_path: Path) -> None:
    model = finished(session(tmp_path / "m", str(file), members=2, epochs=1))
    assert len(model.vocabulary.vectors.tables) == 1
    assert not (tmp_path / "m" / VECTORS[1]).exists()
    assert Tagger.load(tmp_path / "m").tag(sentences()) == Tagger(model).tag(sentences())


def test_train_takes_several_and_names_none(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data.jsonl"
    lines = '{"text": "leave Oslo", "spans": [{"start": 6, "end": 10, "slot": "origin"}]}\n'
    data.write_text(lines * 20 + lines.replace("leave", "quit ") * 20, encoding="utf-8")
    common = ["train", data, "--epochs", 1, "--hidden", 4]
    several = ["--vectors", "english", "--vectors", file]
    done = slottag(*common, "-m", "m", *several)
    assert done.status == 0, done.err
    assert Model.load(tmp_path / "m").config.network.vectors == f"english+{file}"
    assert slottag(*common, "-m", "m", "--vectors", "none").status == 0
    assert Model.load(tmp_path / "m").vocabulary.vectors == Vectors()
    missing = slottag(*common, "-m", "m", "--vectors", "nowhere.txt")
    assert missing.status == 1
    assert one_line(missing.err)
    assert "nowhere.txt: expected a file of word vectors" in missing.err


# ---- looking inside -----------------------------------------------------------------------------------------------


def test_why_tells_what_a_span_is_without_its_vectors(own: Path, model_dir: Path) -> None:
    text = "leave Oslo on Friday"
    told = slottag("inspect", text, "-m", own, "--why", "Oslo")
    assert told.status == 0
    assert "without its vectors: " in told.out
    assert "vectors" not in slottag("inspect", text, "-m", model_dir, "--why", "Oslo").out
    (line,) = slottag("inspect", text, "-m", own, "--why", "Oslo", "--json").out.splitlines()
    reason = json.loads(line)
    tagger = Tagger.load(own)
    vocabulary = tagger.model.vocabulary
    silent = replace(tagger.model, vocabulary=replace(vocabulary, vectors=vocabulary.vectors.silent()))
    run = (reason["first"], reason["end"], reason["slot"])
    expected = explain(Tagger(silent), tagger(text), run).whole
    assert reason["without_vectors"]["probability"] == pytest.approx(expected.probability)
    assert reason["without_vectors"]["probability"] != pytest.approx(reason["probability"])
