"""The model directory: what is written is what is read, and nothing else is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from slottag.errors import ConfigError, ModelError, OutputError
from slottag.model import Config, Model, Vocabulary
from slottag.model.card import model_card
from slottag.model.description import FORMAT_NUMBER
from slottag.model.settings import read_toml
from slottag.runtime.tagger import Tagger
from tests.conftest import train_small


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_dir, tmp_path / "copy"))


def test_a_model_is_read_as_it_was_written(model_dir: Path, tmp_path: Path) -> None:
    model = Model.load(model_dir)
    model.save(tmp_path / "again")
    again = Model.load(tmp_path / "again")
    assert (again.config, again.vocabulary) == (model.config, model.vocabulary)
    assert (again.tokenizer, again.corpus, again.metrics) == (model.tokenizer, model.corpus, model.metrics)
    assert again.temperature == model.temperature
    assert list(again.vocabulary.words) == list(model.vocabulary.words)
    assert again.weights.keys() == model.weights.keys()
    assert all(np.array_equal(again.weights[name], array) for name, array in model.weights.items())


def test_a_directory_holds_plain_data_alone(model_dir: Path) -> None:
    names = {path.name for path in model_dir.iterdir()}
    assert names == {"config.toml", "vocab.json", "weights.safetensors", "metrics.json", "README.md", "curve.png"}
    assert read_toml(model_dir / "config.toml")["model"]["format"] == FORMAT_NUMBER
    assert json.loads((model_dir / "metrics.json").read_bytes())["dev_score"] > 0.9
    assert "`destination`" in (model_dir / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["config.toml", "vocab.json", "weights.safetensors", "metrics.json"])
def test_a_directory_cut_short_is_refused(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match=str(copy)):
        Model.load(copy)
    (copy / name).unlink()
    with pytest.raises(ModelError, match=str(copy)):
        Model.load(copy)


def test_settings_cut_at_the_end_of_any_line_are_refused(copy: Path) -> None:
    lines = (copy / "config.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    for kept in range(len(lines)):
        (copy / "config.toml").write_text("".join(lines[:kept]), encoding="utf-8")
        with pytest.raises(ModelError, match=str(copy)):
            Model.load(copy)


def test_altered_weights_are_refused(copy: Path) -> None:
    content = bytearray((copy / "weights.safetensors").read_bytes())
    content[-3] ^= 1
    (copy / "weights.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match=r"weights\.safetensors: cut short or altered"):
        Model.load(copy)


def test_weights_that_do_not_fit_the_settings_are_refused(copy: Path) -> None:
    path = copy / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("hidden = 16", "hidden = 15"), encoding="utf-8")
    with pytest.raises(ModelError, match=r"weight_ih_l0: expected the shape \(60, 20\), got \(64, 20\)"):
        Tagger.load(copy)


def test_missing_weights_are_named(model_dir: Path, tmp_path: Path) -> None:
    model = Model.load(model_dir)
    weights = {name: array for name, array in model.weights.items() if name != "emissions.bias"}
    broken = Model(model.config, model.vocabulary, weights, model.tokenizer, model.corpus)
    broken.save(tmp_path / "broken")
    with pytest.raises(ModelError, match=r"emissions\.bias is missing"):
        Tagger.load(tmp_path / "broken")


def test_what_is_no_model_is_refused(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(ModelError, match="no model there; train one"):
        Model.load(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="expected a model directory"):
        Model.load(tmp_path)
    path = copy / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("format = 1", "format = 99"), encoding="utf-8")
    with pytest.raises(ModelError, match="expected a model of format 1, got 99"):
        Model.load(copy)


def test_a_model_never_takes_the_place_of_something_else(model_dir: Path, tmp_path: Path) -> None:
    model = Model.load(model_dir)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    with pytest.raises(OutputError, match=r"holds 'dear\.txt'"):
        model.save(tmp_path / "letters")
    assert (tmp_path / "letters" / "dear.txt").read_text() == "Dear"
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        model.save(tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "letters"]


def test_a_failure_while_writing_leaves_the_earlier_model(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.load(copy)

    def fail(*_: object) -> str:
        raise RuntimeError("stop")

    monkeypatch.setattr("slottag.model.card.model_card", fail)
    with pytest.raises(RuntimeError):
        model.save(copy)
    assert Model.load(copy).metrics == model.metrics
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


def test_weights_hold_float32_under_the_names_of_the_torch_network(model_dir: Path) -> None:
    from slottag.nn import Network

    model = Model.load(model_dir)
    network = Network(model.config.network, model.vocabulary)
    expected = {name: tuple(parameter.shape) for name, parameter in network.named_parameters()}
    weights = load_file(model_dir / "weights.safetensors")
    assert {name: array.shape for name, array in weights.items()} == {**expected, "temperature": (1,)}
    assert model.weights.keys() == expected.keys()
    assert {array.dtype for array in weights.values()} == {np.dtype("float32")}


def test_settings_are_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[network]\nhidden = 20\n[training]\nlearning_rate = 1\n")
    config = Config.read(path)
    assert (config.network.hidden, config.training.learning_rate, config.network.layers) == (20, 1.0, 1)
    assert config.replace({"hidden": 30, "seed": None}).network.hidden == 30


def test_a_model_from_before_there_were_these_settings_has_their_defaults(copy: Path) -> None:
    later = ("window", "convolution_width", "clock_groups", "attention", "inputs")
    path = copy / "config.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(later)]
    assert len(kept) == len(lines) - len(later)
    path.write_text("".join(kept), encoding="utf-8")
    before = Model.load(copy)
    assert before.config.network == Config().replace({"hidden": 16, "word_size": 12, "character_filters": 8}).network
    assert Tagger(before).tag([Tagger(before).parse("leave Oslo on Friday")])[0].spans


def test_a_model_from_before_the_sentence_had_a_say_is_read_without_it(tmp_path: Path) -> None:
    train_small(tmp_path / "model", sentence=False)
    now = Model.load(tmp_path / "model")
    path = tmp_path / "model" / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("sentence = false\n", ""), encoding="utf-8")
    before = Model.load(tmp_path / "model")
    assert before.config == now.config
    assert Tagger(before).tag([Tagger(before).parse("leave Oslo on Friday")])[0].spans


def test_a_model_whose_settings_are_gone_is_read_without_them(copy: Path) -> None:
    now, path = Model.load(copy), copy / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[training]\n", "[training]\nteachers = 3\nlesson_weight = 0.5\n"), encoding="utf-8")
    assert Model.load(copy).config == now.config
    path.write_text(text.replace("[training]\n", "[training]\npupils = 3\n"), encoding="utf-8")
    with pytest.raises(ModelError, match=r"\[training\]: unknown setting 'pupils'.*; update slottag"):
        Model.load(copy)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "`lstm`: 1 layer of 150 units, both directions. It knows\n2 words and 5 characters, and"),
        ({"encoder": "cnn", "inputs": "words"}, "filters of 3 words. It knows\n2 words, and"),
        ({"encoder": "feedforward", "attention": True, "inputs": "characters"},
         "a window of 0 words on each side, attention. It knows\n5 characters, and"),
    ],
)  # fmt: skip
def test_the_card_says_what_the_network_is(options: dict[str, object], said: str) -> None:
    vocabulary = Vocabulary({"to": 1, "fly": 1}, "tofly", ("place",))
    assert said in model_card("c", Config().replace(options), vocabulary, {}, ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[network]\nhiden = 3", r"\[network\]: unknown key 'hiden'; expected one of encoder, hidden"),
        ("[network]\nhidden = '3'", r"hidden: expected int, got '3'"),
        ("[network]\nhidden = true", r"hidden: expected int, got True"),
        ("[network]\nhidden = 0", r"hidden: expected a number from 1 to 10000, got 0"),
        ("[network]\nencoder = 'abacus'", r"encoder: expected one of elman, .*, got 'abacus'"),
        ("[network]\ninputs = 'letters'", r"inputs: expected one of words, characters, both, got 'letters'"),
        ("[network]\ninputs = 'characters'\ncharacter_filters = 0", r"character_filters: expected a number from 1 to"),
        ("[network]\nwindow = -1", r"window: expected a number from 0 to 100, got -1"),
        ("[network]\nattention = 1", r"attention: expected bool, got 1"),
        ("[network]\nconvolution_width = 2", r"convolution_width: expected an odd number, got 2"),
        ("[network]\nencoder = 'cnn'\nlayers = 13", r"layers: expected a number from 1 to 12, got 13"),
        ("[network]\nclock_groups = 17", r"clock_groups: expected a number from 1 to 16, got 17"),
        ("[network]\nscheme = 'iob1'", r"scheme: expected one of iob2, bioes, bilou, plain, got 'iob1'"),
        ("[training]\ndropout = 1.0", r"dropout: expected a number from 0.0 to 0.99999"),
        ("[train]\nseed = 1", r"unknown key 'train'; expected one of network, training"),
        ("network = 3", r"network: expected a table"),
        ("[network", r"expected TOML"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        Config.read(path)
    assert str(path) in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.read(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="expected UTF-8"):
        Config.read(tmp_path / "binary.toml")
