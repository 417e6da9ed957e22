"""``slottag train`` as it is used: options, what it says, Ctrl-C, resuming, and what it refuses."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import slottag as library
from slottag.cli.progress import describe_kept
from slottag.data.formats import jsonl
from slottag.model import Model
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence
from slottag.training import EpochDone
from slottag.training.checkpoint import checkpoint_directory
from tests.command import Done, one_line, signalled, slottag
from tests.conftest import small_corpus

QUICK = "[network]\nhidden = 8\nword_size = 6\ncharacter_filters = 4\n[training]\nlearning_rate = 0.02\n"


def write(path: Path, sentences: list[Sentence]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(jsonl.format_sentence(sentence) + "\n" for sentence in sentences), encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    sentences = small_corpus()
    write(tmp_path / "data" / "train.jsonl", sentences)
    write(tmp_path / "data" / "dev.jsonl", sentences[::4])
    (tmp_path / "quick.toml").write_text(QUICK)
    return tmp_path / "data"


def train(data: Path, *options: object) -> Done:
    model = data.parent / "model"
    return slottag("train", data, "-m", model, "--config", data.parent / "quick.toml", "--device", "cpu", *options)


def test_it_says_how_the_epochs_went_and_where_the_model_is(data: Path) -> None:
    done = train(data, "--epochs", 3)
    lines = done.err.splitlines()
    assert done.status == 0
    assert lines[0] == (
        "slottag: data: 66 sentences to train on, 17 to choose by; at most 3 epochs; with the vectors english, without"
        " them: --vectors none"
    )
    assert all(re.match(rf"slottag: epoch {n}/3  loss \d", line) for n, line in enumerate(lines[1:4], 1))
    assert all(re.search(r"  kept: epoch \d \(best \d+\.\d\d", line) for line in lines[1:4])
    assert re.match(r"slottag: the model of epoch \d.* \(dev F1 \d+\.\d\d\), ", lines[4])
    model = Model.load(data.parent / "model")
    assert (model.corpus, model.tokenizer, model.metrics["epochs"]) == ("data", "fitted", 3)


def test_options_go_before_the_file_and_the_file_before_the_defaults(data: Path) -> None:
    done = train(data, "--epochs", 1, "--hidden", 5, "--layers", 2, "--directions", 1, "--decoder", "softmax",
                 "--scheme", "bilou", "--dropout", 0.1, "--seed", 7, "--batch-size", 9, "--patience", 3,
                 "--encoder", "feedforward", "--window", 2, "--attention", "--inputs", "characters")  # fmt: skip
    assert done.status == 0, done.err
    config = Model.load(data.parent / "model").config
    network, training = config.network, config.training
    assert (network.hidden, network.layers, network.directions, network.decoder) == (5, 2, 1, "softmax")
    assert (network.encoder, network.window, network.attention, network.inputs) == (
        "feedforward",
        2,
        True,
        "characters",
    )
    assert (network.scheme, network.word_size, network.character_size) == ("bilou", 6, 30)
    assert (training.seed, training.batch_size, training.patience, training.dropout) == (7, 9, 3, 0.1)


def test_a_single_file_has_a_part_set_aside_for_dev(data: Path) -> None:
    done = slottag("train", data / "train.jsonl", "-m", data.parent / "model", "--epochs", 1, "--hidden", 4)
    assert done.status == 0
    assert "no dev split; 7 of 66 sentences are set aside for it" in done.err


def test_the_model_cuts_text_as_its_sentences_are_cut_or_as_it_is_told_to(data: Path) -> None:
    rows = [("fly", "O"), ("to", "O"), ("st.", "B-city"), ("louis", "I-city")]
    text = "".join(f"{word}\t{tag}\n" for word, tag in rows) + "\n"
    (data.parent / "tokens").mkdir()
    for split in ("train", "dev"):
        (data.parent / "tokens" / f"{split}.conll").write_text(text * 3)
    assert train(data.parent / "tokens", "--epochs", 1).status == 0
    tagger = Tagger.load(data.parent / "model")
    assert tagger.tokenizer == "fitted"
    assert tagger.parse("fly to St. Louis, please.").words == ["fly", "to", "St.", "Louis", ",", "please", "."]
    assert train(data, "--epochs", 1, "--tokenizer", "whitespace", "--replace").status == 0
    assert Model.load(data.parent / "model").tokenizer == "whitespace"


def test_running_out_of_time_keeps_the_best_and_resuming_goes_on(data: Path) -> None:
    done = train(data, "--epochs", 4, "--max-seconds", 0)
    assert done.status == 1
    assert "no epoch has ended" in done.err.splitlines()[-1]
    model = data.parent / "model"
    interrupted(data, after="epoch 2/", options=["--epochs", "5"])
    assert Model.load(model).metrics["epochs"] < 5
    done = slottag("train", data, "-m", model, "--resume")
    assert done.status == 0, done.err
    assert Model.load(model).metrics["epochs"] == 5
    assert not checkpoint_directory(model).exists()
    whole = slottag("train", data, "-m", data.parent / "whole", "--config", data.parent / "quick.toml", "--epochs", 5)
    assert whole.status == 0
    weights = [(path / "weights.safetensors").read_bytes() for path in (model, data.parent / "whole")]
    assert weights[0] == weights[1]


def interrupted(data: Path, *, after: str, options: list[str], twice: bool = False) -> tuple[int, str]:
    """The status and the lines of a training that gets a Ctrl-C once a line with ``after`` has come."""
    arguments = ["train", str(data), "-m", str(data.parent / "model"), "--config", str(data.parent / "quick.toml")]
    return signalled([*arguments, *options], signal.SIGINT, after=after, twice=twice)


def test_ctrl_c_keeps_the_best_model_so_far_and_says_so(data: Path) -> None:
    status, lines = interrupted(data, after="epoch 2/", options=["--epochs", "2000", "--patience", "2000"])
    assert status == 130
    assert "\nslottag: ending after this batch; Ctrl-C again stops at once\n" in lines
    assert "interrupted: the model of epoch " in lines.splitlines()[-1]
    assert "go on with --resume" in lines
    assert Model.load(data.parent / "model").metrics["epochs"] < 2000


def test_a_second_ctrl_c_ends_at_once_and_leaves_nothing_half_written(data: Path) -> None:
    status, lines = interrupted(data, after="epoch 2/", options=["--epochs", "2000", "--patience", "2000"], twice=True)
    assert status == 130
    # Python itself reports an interrupt that falls into a callback of its import machinery, and goes on.
    assert "Traceback" not in lines or "Exception ignored" in lines
    left = {path.name for path in data.parent.iterdir()}
    assert left - {"model", "model.training"} == {"data", "quick.toml"}
    if "model" in left:
        Model.load(data.parent / "model")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what a process has loaded is not told here")
@pytest.mark.parametrize("delay", [0.05, 0.4])
def test_ctrl_c_while_native_modules_are_imported_ends_without_a_crash(data: Path, delay: float) -> None:
    command = [sys.executable, "-m", "slottag", "train", str(data), "-m", str(data.parent / "model")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")
    maps = Path(f"/proc/{process.pid}/maps")
    while maps.exists() and "libtorch" not in maps.read_text() and process.poll() is None:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, "Traceback" in err) == (130, False)


def test_ctrl_c_before_the_first_epoch_has_ended_leaves_no_model(data: Path) -> None:
    write(data / "train.jsonl", small_corpus() * 300)
    status, lines = interrupted(data, after="to train on", options=[])
    assert status == 130
    assert "Traceback" not in lines
    assert sorted(path.name for path in data.parent.iterdir()) == ["data", "quick.toml"]


def test_ctrl_c_while_another_member_is_trained_keeps_it_to_go_on_with(data: Path) -> None:
    options = ["--preset", "best", "--epochs", "400", "--patience", "400"]
    status, lines = interrupted(data, after="network 1/2  epoch 2/", options=options)
    assert status == 130
    assert lines.splitlines()[-1].endswith("there is no model yet; go on with --resume")
    assert {path.name for path in data.parent.iterdir()} == {"data", "quick.toml", "model.training", "model.networks"}
    resumed = slottag("train", data, "-m", data.parent / "model", "--resume", "--max-seconds", 5)
    assert int(re.findall(r"network 1/2  epoch (\d+)/400", resumed.err)[0]) > 2


def test_an_earlier_model_stays_when_training_fails(data: Path) -> None:
    assert train(data, "--epochs", 1).status == 0
    before = {path.name: path.read_bytes() for path in (data.parent / "model").iterdir()}
    (data / "train.jsonl").write_text('{"text": "x", "spans": [')
    done = train(data, "--epochs", 1)
    assert (done.status, one_line(done.err)) == (1, True)
    assert f"{data / 'train.jsonl'}:1: " in done.err
    assert {path.name: path.read_bytes() for path in (data.parent / "model").iterdir()} == before


def test_what_cannot_be_trained_is_refused_in_one_line(data: Path) -> None:
    def refused(*arguments: object) -> str:
        done = slottag("train", *arguments)
        assert (done.status, one_line(done.err)) == (1, True), done.err
        return done.err

    model = data.parent / "model"
    assert "no training under way" in refused(data, "-m", model, "--resume")
    assert "encoder: expected one of elman" in refused(data, "-m", model, "--encoder", "abacus")
    assert "cannot be read" in refused(data, "-m", model, "--config", data.parent / "none.toml")
    assert "no part of a model" in refused(data, "-m", data.parent)
    assert "cannot be written" in refused(data, "-m", data / "train.jsonl" / "model")
    assert "nowhere" in refused(data.parent / "nowhere", "-m", model)
    (data / "train.jsonl").unlink()
    assert "has no split train" in refused(write(data / "test.jsonl", small_corpus()).parent, "-m", model)
    unmarked = write(data.parent / "none" / "a.jsonl", [s.with_spans(()) for s in small_corpus()])
    assert "no span is marked" in slottag("train", unmarked, "-m", model).err
    assert not model.exists()
    assert slottag("train", data, "--device", "abacus").status == 2


def test_resuming_with_other_settings_is_refused(data: Path) -> None:
    interrupted(data, after="epoch 2/", options=["--epochs", "2000", "--patience", "2000"])
    before = Model.load(data.parent / "model").metrics
    done = train(data, "--epochs", 7, "--resume")
    assert (done.status, one_line(done.err)) == (1, True)
    assert "has other settings" in done.err
    assert Model.load(data.parent / "model").metrics == before


def end_after_an_epoch(data: Path, model: Path, config: Path) -> None:
    steps = library.begin_training(data, model, config=config, device="cpu").steps()
    next(step for step in steps if isinstance(step, EpochDone))


def test_the_data_of_a_kept_training_is_found_by_its_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data.parent / "all" / "data").mkdir(parents=True)
    data.rename(data.parent / "all" / "data" / "mine")
    monkeypatch.chdir(data.parent / "all")
    quick = data.parent / "quick.toml"
    end_after_an_epoch(Path("data/mine"), Path("m"), quick)
    resumed = slottag("train", "--resume", "-m", "m", "--device", "cpu", "--max-seconds", 0)
    assert resumed.status == 0
    assert resumed.err.startswith("slottag: mine: 66 sentences")
    Path("data").rename("elsewhere")
    lost = slottag("train", "--resume", "-m", "m")
    assert lost.status == 1
    assert one_line(lost.err)
    assert "the training is of the corpus mine, which is neither built in nor in data/; name its data" in lost.err


def test_a_kept_training_that_is_given_up_is_told_of_first(data: Path) -> None:
    end_after_an_epoch(data, data.parent / "model", data.parent / "quick.toml")
    done = train(data, "--epochs", 1)
    assert done.status == 0
    assert "a training that was ended is given up" in done.err.splitlines()[1]
    assert "given up" not in train(data, "--epochs", 1).err


def epoch(number: int, score: float, best: tuple[float, int], kept: int) -> EpochDone:
    return EpochDone(number, 9, 1.0, score, *best, kept, 1.0)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (epoch(1, 0.5, (0.5, 1), 1), "kept: epoch 1 (best 50.00)"),
        (epoch(3, 0.5, (0.5, 1), 3), "kept: epoch 3 (best 50.00)"),
        (epoch(3, 0.4, (0.5, 1), 3), "kept: epoch 3 (best 50.00, epoch 1, within chance)"),
        (epoch(3, 0.1, (0.5, 1), 1), "kept: epoch 1 (best 50.00)"),
    ],
)
def test_which_epoch_is_kept_is_told_with_the_best(done: EpochDone, told: str) -> None:
    assert describe_kept(done) == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["train", "--epochs", "x"], "'--epochs': expected a whole number"),
        (["train", "--dropout", "x"], "'--dropout': expected a number"),
        (["train", "--device", "gpu"], "'--device': 'gpu' is not one of 'auto', 'cpu', 'cuda'."),
        (["train", "--threads", "9" * 30], "'--threads': expected at most 1024"),
        (["tag", "--jobs", "0", "x"], "'--jobs': expected at least 1"),
        (["tag", "--min-confidence", "2", "x"], "'--min-confidence': expected at most 1"),
        (["eval", "a", "b", "c"], "Error: expected nothing more, got b c"),
    ],
)
def test_wrong_usage_is_told_in_plain_words(arguments: list[str], told: str) -> None:
    done = slottag(*arguments)
    assert done.status == 2
    assert done.err.endswith(f"{told}\n")
