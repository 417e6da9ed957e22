"""Model directories that somebody altered: refused in one line that says where and what to do, whatever is in them."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from benchmarks.faults.models import models
from slottag.errors import ConfigError, ModelError
from slottag.model import Config, Model, Vocabulary
from slottag.model.arrays import check_arrays
from slottag.model.names import CONFIG, METRICS, VOCABULARY, WEIGHTS
from slottag.model.settings import read_toml
from slottag.model.shapes import check_size, shapes_of
from slottag.runtime.tagger import Tagger
from tests.command import one_line, slottag
from tests.sealing import refusal, seal
from tests.test_kept_models import MODELS

FILES = [CONFIG, VOCABULARY, WEIGHTS, METRICS]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "crf", tmp_path / "model"))


# ---- files that are none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_pipe_a_device_and_a_folder_are_no_files_of_a_model(model: Path, name: str) -> None:
    (model / name).unlink()
    os.mkfifo(model / name)
    assert "expected a plain file" in refusal(model)
    (model / name).unlink()
    (model / name).symlink_to("/dev/zero")
    assert "expected a plain file" in refusal(model)
    (model / name).unlink()
    (model / name).mkdir()
    assert "expected a plain file" in refusal(model)
    (model / name).rmdir()
    (model / name).symlink_to(model / name)
    refusal(model)


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_a_file_is_a_file(model: Path, name: str) -> None:
    (model / name).rename(model.parent / name)
    (model / name).symlink_to(model.parent / name)
    assert Tagger.load(model).slots == ("dish", "time")


@pytest.mark.parametrize("name", FILES)
def test_a_file_beyond_all_measure_is_not_read(model: Path, name: str) -> None:
    with (model / name).open("r+b") as file:
        file.truncate(2**40)
    assert "bytes, got 1,099,511,627,776" in refusal(model)


@pytest.mark.parametrize("name", FILES)
def test_nesting_beyond_all_measure_is_refused(model: Path, name: str) -> None:
    nested = b"[" * 200_000 + b"]" * 200_000
    content = {CONFIG: b"x = " + nested, WEIGHTS: len(nested).to_bytes(8, "little") + nested}.get(name, nested)
    (model / name).write_bytes(content)
    if name != CONFIG:
        seal(model)
    assert "nested too deeply" in refusal(model)


def test_a_key_of_very_many_parts_is_not_read_for_minutes(model: Path) -> None:
    (model / CONFIG).write_bytes(b".".join([b"a"] * 100_000) + b" = 1\n")
    assert "more than 100 dots" in refusal(model)


# ---- settings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("format", 2, "expected a model of format 1, got 2"),
        ("format", True, "format: expected int, got True"),
        ("format", 0, "expected a model of format 1, got 0"),
        ("version", 3, "version: expected str, got 3"),
        ("written", "now", "written: expected datetime, got 'now'"),
        ("corpus", [], r"corpus: expected str, got []"),
        ("tokenizer", ["words"], "tokenizer: expected str"),
        ("tokenizer", "letters", "tokenizer: expected one of fitted, words, whitespace, got 'letters'"),
        ("checksums", "none", "checksums: expected dict"),
        ("checksums", {VOCABULARY: 3}, "checksums: expected texts"),
    ],
)
def test_what_tells_of_a_model_is_checked_in_type(model: Path, name: str, value: object, said: str) -> None:
    seal(model, lambda tables: tables["model"].update({name: value}))
    assert said in refusal(model)


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("training", "clip", 10**400),
        ("training", "seed", 2**64),
        ("training", "epochs", -1),
        ("network", "hidden", 10**30),
        ("network", "hidden", 8.0),
        ("network", "encoder", "x" * 5000),
        ("network", "layers", [1]),
        ("network", "members", 0),
    ],
)
def test_a_setting_is_checked_in_type_and_range(model: Path, table: str, name: str, value: object) -> None:
    seal(model, lambda tables: tables[table].update({name: value}))
    assert f"{name}: expected" in refusal(model)


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: tables["model"].update(format=7, version="3.1"),
        lambda tables: (tables["model"].update(version="3.1"), tables["network"].update(gears=4)),
        lambda tables: (tables["model"].update(version="3.1"), tables.update(gears={"count": 4})),
        lambda tables: tables["model"].update(version="3.1", gears=4),
    ],
)
def test_a_model_of_a_version_to_come_asks_for_that_version(model: Path, change: Callable[[Any], object]) -> None:
    seal(model, change)
    message = refusal(model)
    assert "written by slottag 3.1, newer than this" in message
    assert "update slottag: pip install -U slottag" in message
    assert "train" not in message.removeprefix(str(model))


def test_a_model_names_the_version_that_wrote_it_and_when(model: Path) -> None:
    from datetime import datetime, timedelta, timezone

    from slottag import __version__

    Model.load(model).save(model.parent / "new")
    head = read_toml(model.parent / "new" / CONFIG)["model"]
    assert head["version"] == __version__
    assert timedelta() <= datetime.now(timezone.utc) - head["written"] < timedelta(minutes=5)


# ---- vocabulary and metrics ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slots", "dish"),
        ("slots", ["dish", 3]),
        ("slots", ["dish", "dish"]),
        ("slots", ["di\nsh", "time"]),
        ("slots", ["", "time"]),
        ("slots", ["\ud800", "time"]),
        ("slots", ["x" * 100_000, ["time"]]),
        ("intents", ["order"]),
        ("intents", [None, "order"]),
        ("intents", {}),
        ("characters", ["a"]),
        ("characters", "abca"),
        ("words", ["please"]),
        ("words", {"please": -1}),
        ("words", {"please": True}),
        ("words", {"please": 1.5}),
        ("words", {"please": 10**30, "\udfff": 1}),
    ],
)
def test_a_vocabulary_is_checked_in_type(model: Path, name: str, value: object) -> None:
    vocabulary = json.loads((model / VOCABULARY).read_bytes())
    (model / VOCABULARY).write_text(json.dumps({**vocabulary, name: value}))
    seal(model)
    assert f"{name}: expected " in refusal(model)


@pytest.mark.parametrize("name", ["slots", "characters", "words"])
def test_a_vocabulary_has_all_of_its_parts(model: Path, name: str) -> None:
    vocabulary = json.loads((model / VOCABULARY).read_bytes())
    del vocabulary[name]
    (model / VOCABULARY).write_text(json.dumps(vocabulary))
    seal(model)
    assert f"{name} are missing" in refusal(model)


@pytest.mark.parametrize(
    "content", ["[]", "3", '"x"', "null", '{"seconds": "long"}', '{"dev_score": [1]}', "{", "\xff"]
)
def test_metrics_are_checked_in_type(model: Path, content: str) -> None:
    (model / METRICS).write_bytes(content.encode("latin-1"))
    assert METRICS in refusal(model)


def test_figures_that_are_not_finite_are_told_as_they_are(model: Path) -> None:
    (model / METRICS).write_text('{"seconds": NaN, "max_seconds": null, "dev_score": 1}')
    assert np.isnan(Model.load(model).metrics["seconds"])


# ---- weights ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_weights_that_are_no_numbers_are_refused(model: Path, value: float) -> None:
    arrays = load_file(model / WEIGHTS)
    for name, array in arrays.items():
        if name != "temperature":
            altered = array.copy()
            altered.reshape(-1)[-1] = value
            save_file({**arrays, name: altered}, model / WEIGHTS)
            seal(model)
            assert f"{name} holds numbers that are not finite or beyond 1,000,000" in refusal(model)


@pytest.mark.parametrize("value", [700.0, 1e5, -1e6])
@pytest.mark.parametrize("name", ["decoder.transitions", "decoder.start_transitions", "decoder.end_transitions"])
def test_scores_that_give_no_probabilities_are_an_error_and_no_certainty(model: Path, name: str, value: float) -> None:
    loaded = Model.load(model)
    weights = {**loaded.weights, name: np.full_like(loaded.weights[name], value)}
    tagger = Tagger(dataclasses.replace(loaded, weights=weights))
    with pytest.raises(ModelError, match="what the model makes of a text is not finite"):
        tagger.tag([tagger.parse("please bring tea at noon")])


def test_weights_of_other_names_shapes_and_types_are_refused(model: Path) -> None:
    arrays = load_file(model / WEIGHTS)
    bias = arrays["emissions.bias"]
    for altered, said in [
        ({**arrays, "more": bias}, "'more' belongs to no such network"),
        ({name: array for name, array in arrays.items() if name != "emissions.bias"}, "emissions.bias is missing"),
        ({**arrays, "emissions.bias": bias[:-1]}, "emissions.bias: expected the shape (5,), got (4,)"),
        ({**arrays, "emissions.bias": bias.astype("f8")}, "emissions.bias: expected float32, got float64"),
        ({**arrays, "emissions.bias": bias.astype("i4")}, "no readable header"),
    ]:
        save_file(altered, model / WEIGHTS)
        seal(model)
        assert said in refusal(model)


def test_a_small_file_does_not_ask_for_much_memory(model: Path) -> None:
    """4.7 MB of weights were made into 37 GiB: what each filter says of each character at each place of a window."""
    vocabulary = {**json.loads((model / VOCABULARY).read_bytes()), "characters": "".join(map(chr, range(256, 10_256)))}
    (model / VOCABULARY).write_text(json.dumps(vocabulary))
    sizes = {"character_size": 1, "character_filters": 100, "character_width": 9999}
    seal(model, lambda tables: tables["network"].update(sizes))
    assert "the network needs 37.3 GiB of memory, expected at most 4" in refusal(model)


def test_a_network_that_no_model_may_have_is_not_trained() -> None:
    slots = Vocabulary({"to": 1}, "to", tuple(f"slot{number}" for number in range(10_000)))
    with pytest.raises(ConfigError, match=r"the network needs \d+\.\d GiB of memory"):
        check_size(Config().network, slots)
    words = Vocabulary({"x" * (number + 100_000): 1 for number in range(400)}, "x", ("slot",))
    with pytest.raises(ConfigError, match="400 different words, 153 MiB as text"):
        check_size(Config().network, words)
    with pytest.raises(ConfigError, match="layers of all members together: expected a number from 1 to 10000"):
        Config().replace({"layers": 1000, "members": 100})


@pytest.mark.parametrize("encoder", ["elman", "jordan", "lstm", "peephole", "gru", "clockwork", "cnn", "feedforward"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"layers": 3, "attention": True, "window": 2, "scheme": "bioes"},
        {"directions": 1, "inputs": "words", "decoder": "softmax", "intent": False},
        {"inputs": "characters", "sentence": False, "scheme": "plain"},
    ],
)
def test_the_arrays_are_those_of_the_torch_network(encoder: str, options: dict[str, object]) -> None:
    from slottag.nn import Network

    sizes = {"hidden": 7, "word_size": 5, "character_size": 3, "character_filters": 4}
    config = Config().replace({"encoder": encoder, **sizes, **options}).network
    vocabulary = Vocabulary({"a": 1}, "ab", ("x", "y"), ("i", "j", "k"), asked=("x", "z"))
    expected = {name: tuple(each.shape) for name, each in Network(config, vocabulary).named_parameters()}
    assert shapes_of(config, vocabulary) == expected
    arrays = {name: np.zeros(shape, dtype=np.float32) for name, shape in expected.items()}
    check_arrays(arrays, expected, 1.0)


# ---- all of it ----------------------------------------------------------------------------------------------------


def test_the_command_says_so_in_one_line(model: Path) -> None:
    (model / VOCABULARY).write_bytes(b"[" * 100_000)
    seal(model)
    done = slottag("tag", "-m", model, "tea at noon")
    assert (done.status, done.out) == (1, "")
    assert one_line(done.err)


def test_altered_models_are_refused_or_tag(tmp_path: Path) -> None:
    assert list(models(tmp_path, 0.01).failures) == []
