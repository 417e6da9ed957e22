"""Where models go and are looked for when nobody says where, and what none of them takes the place of unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import slottag
from slottag.data.sources import name_of
from slottag.errors import ModelError, OutputError
from slottag.model import Model
from slottag.model.known import directory_at_hand, directory_of
from tests.command import Done, one_line
from tests.command import slottag as run
from tests.conftest import small_corpus
from tests.test_kept_models import MODELS
from tests.test_train import QUICK, write


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quick.toml").write_text(QUICK)
    for name, sentences in {"mine": small_corpus(), "other": small_corpus()[::2]}.items():
        (tmp_path / "data" / name).mkdir(parents=True)
        write(tmp_path / "data" / name / "train.jsonl", sentences)
        write(tmp_path / "data" / name / "test.jsonl", sentences[::3])
    return tmp_path


def train(*arguments: object) -> Done:
    return run("train", *arguments, "--config", "quick.toml", "--epochs", 1, "--device", "cpu")


def lay(name: str, kept: str = "crf") -> Path:
    return Path(shutil.copytree(MODELS / kept, Path("models") / name))


# ---- without -m ---------------------------------------------------------------------------------------------------


def test_a_model_goes_to_the_name_of_its_data_and_is_looked_for_there() -> None:
    done = train("data/mine")
    assert done.status == 0, done.err
    assert Model.load(Path("models/mine")).corpus == "mine"
    for data in ("data/mine", "data/mine/test.jsonl"):
        done = run("eval", data)
        assert done.status == 0, done.err
    assert not Path("models/booking").exists()


def test_who_evaluates_without_a_model_is_told_which_there_are() -> None:
    done = run("eval", "data/mine")
    assert (done.status, one_line(done.err)) == (1, True)
    assert done.err == "slottag: models/mine: no model there; train one with: slottag train data/mine\n"
    lay("booking")
    lay("other")
    done = run("eval", "data/mine")
    assert done.err.endswith("slottag train data/mine; or name with -m one of models/booking, models/other\n")


def test_who_tags_takes_the_model_of_bookings_or_the_only_one() -> None:
    assert "models/booking: no model there; train one" in run("tag", "tea").err
    lay("kitchen")
    assert directory_at_hand() == Path("models/kitchen")
    assert '"slot": "dish"' in run("tag", "please bring tea at noon").out
    lay("kiosk")
    for command in ("tag", "inspect"):
        done = run(command, "tea")
        assert (done.status, done.out) == (1, "")
        assert done.err == "slottag: models: holds several models; name with -m one of models/kiosk, models/kitchen\n"
    lay("booking")
    assert '"slot": "dish"' in run("tag", "please bring tea at noon").out
    assert run("inspect", "please bring tea at noon").status == 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("booking", "booking"),
        ("counter", "counter"),
        ("counter:5-20", "counter-5-20"),
        ("data/mine", "mine"),
        ("data/mine/", "mine"),
        ("data/mine/train.jsonl", "mine"),
        ("data/mine/test.jsonl", "mine"),
        ("data/more.jsonl", "more"),
        ("data/fold/train/seq.in", "fold"),
        ("data/fold/train", "fold"),
        ("data/fold", "fold"),
        ("data/v1.2", "v1.2"),
    ],
)
def test_data_and_each_split_of_it_have_one_name(data: str, name: str) -> None:
    write(Path("data/more.jsonl"), small_corpus())
    for each in ("data/v1.2", "data/fold/train"):
        Path(each).mkdir(parents=True)
    for part in ("seq.in", "seq.out"):
        Path("data/fold/train", part).write_text("O\n")
    assert name_of(data) == name
    assert directory_of(name) == Path("models") / name


# ---- what would be lost ---------------------------------------------------------------------------------------------


def test_a_model_of_other_sentences_is_not_lost_unasked() -> None:
    assert train("data/mine", "-m", "m").status == 0
    before = Path("m/weights.safetensors").read_bytes()
    done = train("data/other", "-m", "m")
    assert (done.status, one_line(done.err.splitlines()[-1] + "\n")) == (1, True)
    assert "m: holds a model of other sentences (mine, dev F1 " in done.err
    assert "which would be lost; name another directory, or add --replace (replace=True in Python)" in done.err
    assert Path("m/weights.safetensors").read_bytes() == before
    assert train("data/other", "-m", "m", "--replace").status == 0
    assert Model.load(Path("m")).corpus == "other"


def test_the_same_sentences_are_trained_again_without_being_asked() -> None:
    assert train("data/mine", "-m", "m").status == 0
    assert train("data/mine", "-m", "m", "--seed", 3).status == 0
    assert Model.load(Path("m")).config.training.seed == 3


def test_a_model_that_cannot_be_read_may_be_worth_something_to_somebody() -> None:
    model = lay("mine")
    (model / "metrics.json").write_text("{")
    done = train("data/mine")
    assert done.status == 1
    assert "holds a model that cannot be read, which would be lost" in done.err
    assert train("data/mine", "--replace").status == 0


def test_python_asks_likewise() -> None:
    lay("mine")
    settings = {"hidden": 4, "epochs": 1, "device": "cpu"}
    with pytest.raises(OutputError, match="holds a model of other sentences"):
        slottag.train("data/mine", "models/mine", **settings)
    slottag.train("data/mine", "models/mine", replace=True, **settings)
    assert Model.load(Path("models/mine")).corpus == "mine"
    with pytest.raises(ModelError):
        slottag.load("models/none")
