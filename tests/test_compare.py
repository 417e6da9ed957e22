"""``slottag compare`` as it is used: what it prints, Ctrl-C and kills, what it refuses."""

from __future__ import annotations

import io
import json
import re
import signal
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from slottag.cli.draw_comparison import draw_comparison
from slottag.cli.progress import LiveDisplay
from slottag.comparison import Moved, Over, Training
from slottag.data.formats import jsonl
from slottag.model import Config
from slottag.model.encoders import ENCODERS
from slottag.text import Palette, Sentence
from slottag.training import BatchDone, EpochDone
from slottag.training.checkpoint import checkpoint_directory
from tests.command import Done, one_line, signalled, slottag
from tests.conftest import small_corpus
from tests.test_comparison import exam, result

__all__ = ["exam", "result"]

QUICK = "[network]\nhidden = 8\nword_size = 6\ncharacter_filters = 4\n[training]\nlearning_rate = 0.02\nepochs = 5\n"
TWO = ["--encoder", "lstm", "--encoder", "lstm:hidden=2,directions=1"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small corpus with contrast pairs, in the folder where the command runs."""
    monkeypatch.chdir(tmp_path)
    sentences = small_corpus()
    write("train", sentences[:40] + sentences[-2:])
    write("dev", sentences[::5])
    write("test", sentences[30:])
    write("contrast", sentences[40:60])
    Path("quick.toml").write_text(QUICK)
    return Path("data")


def write(split: str, sentences: list[Sentence]) -> None:
    Path("data").mkdir(exist_ok=True)
    lines = [jsonl.format_sentence(sentence) + "\n" for sentence in sentences]
    Path("data", f"{split}.jsonl").write_text("".join(lines), encoding="utf-8")


def compare(*options: object) -> Done:
    return slottag("compare", "data", "--config", "quick.toml", "--device", "cpu", *options)


@pytest.mark.usefixtures("data")
def test_it_trains_and_prints_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    done = compare(*TWO, "--epochs", 2, "--html", "out.html")
    assert done.status == 0, done.err
    head = "data: 42 sentences to train on, 14 to choose by; 2 networks, 1 seed"
    shared, *lines = done.err.splitlines()
    assert "sentences of test are trained on, too" in shared
    assert lines[0] == f"slottag: {head}"
    assert re.match(r"slottag: lstm, seed 0 \(1/2\): epoch 1/2  loss \d", lines[1])
    assert re.match(r"slottag: lstm, seed 0 \(1/2\): trained: dev F1 \d", lines[3])
    assert lines[-1] == "slottag: the result is in out.html"
    assert re.search(r"exact +pairs *\n", done.out)
    assert re.search(r"network +parameters +epochs +time +dev F1 +test F1 +match +right +tokens/s", done.out)
    assert re.search(r"^lstm +[\d,]{5,} +2 +0:\d\d ( +\d+\.\d\d){4} +[\d,]+$", done.out, re.MULTILINE)
    assert re.search(r"^lstm:hidden=2,directions=1 +[\d,]{5,} ", done.out, re.MULTILINE)
    assert "points of F1 ahead of" in done.out
    assert "±" not in done.out
    folders = sorted(str(path) for path in Path("models/compare-data").glob("*/*"))
    assert folders == [f"models/compare-data/{name}/seed-0" for name in ("lstm,hidden=2,directions=1", "lstm")]
    page = Path("out.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "lstm:hidden=2,directions=1" in page


@pytest.mark.usefixtures("data")
def test_json_is_alone_on_stdout_and_what_stands_is_used_again() -> None:
    first = compare(*TWO, "--seeds", 2, "--epochs", 1, "-m", "kept", "--json")
    again = compare(*TWO, "--seeds", 2, "--epochs", 1, "-m", "kept", "--json", "--differences", 0)
    assert (first.status, again.status) == (0, 0), first.err
    told, retold = json.loads(first.out), json.loads(again.out)
    assert first.out.count("\n") == 1
    assert [row["encoder"] for row in told["networks"]] == ["lstm", "lstm:hidden=2,directions=1"]
    assert [len(row["test_f1"]["values"]) for row in told["networks"]] == [2, 2]
    assert told["networks"][0]["pairs_right"]["values"]
    assert told["max_seconds"] is None
    assert again.err.count(": trained before: ") == 4
    assert "epoch 1/1" not in again.err
    for both in (told, retold):
        del both["differences"]
        for row in both["networks"]:
            del row["tokens_per_second"]
    assert told == retold


def test_the_score_is_that_of_eval(data: Path) -> None:
    told = json.loads(compare("--encoder", "lstm", "--json").out)
    (row,) = told["networks"]
    scored = json.loads(slottag("eval", data, "-m", row["models"][0], "--json").out)
    assert row["test_f1"] == {"mean": scored["slot_f1"], "deviation": None, "values": [scored["slot_f1"]]}
    assert row["exact_match"]["mean"] == scored["exact_match"]
    assert told["significance"] is None


@pytest.mark.usefixtures("data")
def test_without_encoders_all_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slottag.model.defaults.ENCODERS", {"lstm": ENCODERS["lstm"]})
    told = json.loads(compare("--epochs", 1, "--json").out)
    assert [row["encoder"] for row in told["networks"]] == ["lstm"]


@pytest.mark.usefixtures("data")
def test_networks_on_next_symbols_are_those_that_do_not_see_them_and_ranked_by_accuracy() -> None:
    done = slottag("compare", "counter:2-3", "--epochs", 1, "--device", "cpu", "--json")
    assert done.status == 0, done.err
    rows = json.loads(done.out)["networks"]
    assert [row["encoder"] for row in rows] == [name for name in ENCODERS if name != "cnn"]
    for row in rows:
        scored = json.loads(slottag("eval", "counter:2-3", "-m", row["models"][0], "--json").out)
        assert row["test_accuracy"]["mean"] == pytest.approx(scored["accuracy"])
        assert row["exact_match"]["mean"] == pytest.approx(scored["exact_match"])
    drawn = slottag("compare", "counter:2-3", "--epochs", 1, "--device", "cpu", "--html", "out.html")
    assert "points of accuracy ahead of" in drawn.out
    assert "F1" not in drawn.out + Path("out.html").read_text("utf-8")


def test_a_slot_that_train_lacks_is_told_and_slots_of_its_own_alone_are_refused(data: Path) -> None:
    test = (data / "test.jsonl").read_text("utf-8")
    (data / "test.jsonl").write_text(test.replace('"origin"', '"start_place"'), "utf-8")
    told = compare("--encoder", "lstm", "--epochs", 1)
    assert told.status == 0, told.err
    assert "slot that the train split does not know counts as missed: start_place" in told.err
    (data / "test.jsonl").write_text(re.sub(r'"slot": "', r'"slot": "x', test), "utf-8")
    refused = compare("--encoder", "lstm", "--epochs", 1)
    assert refused.status == 1
    assert "split test: the train split knows none of its slots (xarrival_date" in refused.err


def test_a_file_of_splits_without_pairs_or_dev_will_do(data: Path) -> None:
    (data / "contrast.jsonl").unlink()
    (data / "dev.jsonl").unlink()
    done = compare(*TWO, "--epochs", 1)
    assert done.status == 0, done.err
    assert "data: no dev split; 5 of 42 sentences are set aside for it" in done.err
    assert re.search(r"test F1 +match +tokens/s", done.out)


# ---- ended on the way --------------------------------------------------------------------------------------------


def ended(number: int, *, after: str, options: list[str]) -> tuple[int, str]:
    """The status and the lines of a comparison that gets a signal once a line with ``after`` has come."""
    return signalled(["compare", "data", "--config", "quick.toml", *options], number, after=after)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_same_command_goes_on_where_it_was_ended(number: int) -> None:
    Path("quick.toml").write_text(QUICK.replace("epochs = 5", "epochs = 30\npatience = 30"))
    options = ["--encoder", "lstm:epochs=2", "--encoder", "lstm:directions=1", "-m", "kept"]
    status, lines = ended(number, after="directions=1, seed 0 (2/2): epoch 2/", options=options)
    assert "Traceback" not in lines
    if number == signal.SIGINT:
        assert status == 130
        last = lines.splitlines()[-1]
        assert last == "slottag: interrupted: 1 of 2 trainings are over; the same command goes on"
    under_way = Path("kept", "lstm,directions=1", "seed-0")
    assert not under_way.exists()
    assert checkpoint_directory(under_way).is_dir()
    done = compare(*options)
    assert done.status == 0, done.err
    assert "lstm:epochs=2, seed 0 (1/2): trained before:" in done.err
    assert "(2/2): epoch 1/" not in done.err
    assert "(2/2): trained: " in done.err
    assert not checkpoint_directory(under_way).exists()


# ---- what is refused ---------------------------------------------------------------------------------------------


def test_what_cannot_be_compared_is_refused_in_one_line(data: Path) -> None:
    def refused(*options: object) -> str:
        done = compare(*options)
        assert (done.status, one_line(done.err), done.out) == (1, True, ""), done.err
        return done.err

    assert "--encoder abacus: " in refused("--encoder", "abacus")
    assert "did you mean hidden?" in refused("--encoder", "lstm:hiden=3")
    assert "the same network as lstm" in refused("--encoder", "lstm", "--encoder", "lstm")
    assert "cannot be read" in refused("--config", "none.toml")
    assert "is the input, too" in slottag("compare", data / "test.jsonl", "--html", data / "test.jsonl").err
    assert "cannot be written" in refused("--html", "quick.toml/out.html")
    assert "expected splits to train and to compare on" in slottag("compare", data / "train.jsonl").err
    assert "nowhere" in slottag("compare", "nowhere").err
    write("contrast", small_corpus()[:3])
    assert "has 3 sentences, expected pairs" in refused()
    for options in (["--seeds", "0"], ["--differences", "-1"], ["--max-seconds", "-1"], ["--device", "abacus"]):
        assert compare(*options).status == 2
    assert not Path("models").exists()


@pytest.mark.usefixtures("data")
def test_models_of_another_comparison_are_left_alone() -> None:
    assert compare("--encoder", "lstm", "--epochs", 1).status == 0
    model = Path("models/compare-data/lstm/seed-0")
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    done = compare("--encoder", "lstm", "--epochs", 2)
    assert done.status == 1
    last = done.err.splitlines()[-1]
    assert last.startswith(f"slottag: {model}: what was trained there before has other settings; name another folder")
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


# ---- drawing -----------------------------------------------------------------------------------------------------


def drawn(result: object, differences: int, width: int = 150) -> str:
    screen = Console(file=io.StringIO(), width=width, force_terminal=True, color_system="truecolor", _environ={})
    for part in draw_comparison(result, Palette(["destination", "origin"]), differences=differences):  # type: ignore[arg-type]
        screen.print(part)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_the_table_gives_the_spread_over_seeds_and_the_best_in_bold(result: object) -> None:
    text = drawn(result, 0)
    assert "54.17 ±5.89" in plain(text)
    assert "83.33 ±0.00" in plain(text)
    assert re.search(r"\x1b\[1m<good>", text)
    assert not re.search(r"\x1b\[1mpoor", text)
    assert "sentences that one network" not in text


def test_the_sentences_are_coloured_and_those_of_pairs_come_first(result: object) -> None:
    text = drawn(result, 2)
    assert "\x1b[1;38;2;" in text
    shown = plain(text)
    assert shown.count("right: <good>") == 2
    assert "[Taipei](destination)" in shown
    assert "2 of 6 sentences that one network gets right and another wrong, from every seed." in shown


def test_it_fits_a_narrow_terminal(result: object) -> None:
    shown = plain(drawn(result, 1, width=80))
    assert all(heading in shown for heading in ("parameters", "epochs", "tokens/s"))
    assert "54.17" in shown
    assert "…" not in shown


def test_one_bar_runs_over_all_trainings() -> None:
    columns = (TextColumn("{task.description}|{task.fields[left]}|{task.fields[dev]}"),)
    screen = Console(file=io.StringIO(), force_terminal=True, width=200, highlight=False)
    metrics = {"dev_score": 0.5, "best_epoch": 1, "epochs": 2, "seconds": 3.0}
    first, second = (Training("lstm", Config().replace({"seed": seed}), Path("x"), seed + 1, 2) for seed in (0, 1))
    with Progress(*columns, console=screen, auto_refresh=False) as progress:
        display = LiveDisplay(progress, "F1")
        task = progress.tasks[0]
        display.show(Over(first, metrics, reused=True))
        assert (task.completed, task.total) == (1, 2)
        display.show(Moved(second, BatchDone(1, 2, 1, 4, 9.0), 0.125))
        assert (task.completed, task.description) == (1.125, "lstm, seed 1 (2/2) epoch 1/2")
        display.show(Moved(second, EpochDone(1, 2, 9.0, 0.5, 0.5, 1, 1, 3.0), 0.5))
        assert (task.completed, task.fields["dev"]) == (1.5, "50.00")
        assert task.fields["left"] != "?"
        display.show(Over(second, metrics, reused=False))
        assert task.finished
    assert isinstance(screen.file, io.StringIO)
    assert "lstm, seed 0 (1/2): trained before: dev F1 50.00 (epoch 1 of 2), 3 s" in screen.file.getvalue()
