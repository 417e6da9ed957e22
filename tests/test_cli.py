from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from slottag import __version__
from slottag.cli.draw import labelled
from slottag.data.formats import conll, jsonl
from slottag.evaluation import evaluate, to_json
from slottag.runtime.tagger import Tagger
from slottag.text import Palette, Sentence
from tests.command import one_line, slottag
from tests.conftest import marked, small_corpus


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A file of sentences that the small model half knows."""
    return written(tmp_path / "some.jsonl", small_corpus()[:20])


def written(path: Path, sentences: list[Sentence]) -> Path:
    path.write_text("".join(jsonl.format_sentence(sentence) + "\n" for sentence in sentences), "utf-8")
    return path


# ---- the command itself ------------------------------------------------------------------------------------------


def test_version_and_help() -> None:
    assert slottag("--version").out == f"slottag {__version__}\n"
    assert slottag("--version").status == 0
    for arguments in ([], ["--help"], ["-h"]):
        done = slottag(*arguments)
        assert done.status == 0
        assert all(name in done.out for name in ("prepare", "train", "eval", "tag"))


def test_wrong_usage_has_status_2() -> None:
    for arguments in (["evaluate"], ["--nonsense"], ["eval", "--errors", "-1"], ["eval", "--errors", "many"]):
        done = slottag(*arguments)
        assert done.status == 2, arguments
        assert "Traceback" not in done.err
        assert done.out == ""


def test_module_runs_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "slottag", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"slottag {__version__}\n"


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Tagger, "load", broken)
    with pytest.raises(ZeroDivisionError):
        slottag("tag", "a")


def test_messages_stay_on_one_harmless_line(tmp_path: Path) -> None:
    done = slottag("tag", "-m", tmp_path / "a\nb\x1b[31m", "text")
    assert done.status == 1
    assert one_line(done.err)
    assert "\x1b" not in done.err


# ---- eval --------------------------------------------------------------------------------------------------------


def expected(model: Path, sentences: list[Sentence]) -> dict[str, object]:
    return to_json(evaluate(sentences, Tagger.load(model).tag(sentences)))


KNOWN = "the model was trained on 20 of 20 sentences; the figures say nothing of others"


def test_json_is_one_object_with_the_figures(model_dir: Path, data: Path) -> None:
    done = slottag("eval", data, "-m", model_dir, "--json")
    assert (done.status, done.err) == (0, f"slottag: warning: some, split all: {KNOWN}\n")
    assert done.out.count("\n") == 1
    report = json.loads(done.out)
    figures = json.loads(json.dumps(expected(model_dir, small_corpus()[:20])))
    for confusion in (*report["confusions"], *figures["confusions"]):
        confusion["example"].pop("where")
    assert {key: report[key] for key in figures} == figures
    assert report["model"] == model_dir.name
    assert "some" in report["data"]
    assert report["errors"] == []


def test_json_gives_wrong_sentences_on_request(model_dir: Path, tmp_path: Path) -> None:
    sentences = [marked("hello {origin}", origin="you"), *small_corpus()[:4]]
    report = json.loads(
        slottag("eval", written(tmp_path / "a.jsonl", sentences), "-m", model_dir, "--json", "--errors", 1).out
    )
    assert len(report["errors"]) == 1
    assert report["errors"][0].keys() == {"where", "text", "gold", "found"}


def test_report_names_every_slot_and_average(model_dir: Path, data: Path) -> None:
    done = slottag("eval", data, "-m", model_dir)
    assert (done.status, done.err) == (0, f"slottag: warning: some, split all: {KNOWN}\n")
    figures = expected(model_dir, small_corpus()[:20])
    assert isinstance(figures["per_slot"], dict)
    for slot, score in figures["per_slot"].items():
        row = next(line.split() for line in done.out.splitlines() if line.startswith(f"{slot} "))
        assert row[1:] == [
            *(f"{100 * score[name]:.2f}" for name in ("precision", "recall", "f1")),
            str(score["support"]),
        ]
    assert "micro average" in done.out
    assert "macro average" in done.out
    assert f"exact match {100 * float(str(figures['exact_match'])):.2f} %" in done.out


def test_wrong_sentences_are_shown_with_both_readings(
    model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    file = written(tmp_path / "a.jsonl", [marked("good {destination} to you", destination="\x1b[31mmorning")])
    done = slottag("eval", file, "-m", model_dir, "--errors", 3)
    assert f"{file}:1" in done.out
    assert "marked  good [␛[31mmorning](destination) to you" in done.out
    assert "\nfound " in done.out
    assert "\x1b" not in done.out
    assert "marked  good" not in slottag("eval", file, "-m", model_dir).out


def test_confusions_on_request(model_dir: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", [marked("zzz {destination}", destination="zzz yyy xxx")])
    assert "times" in slottag("eval", file, "-m", model_dir).out
    assert "times" not in slottag("eval", file, "-m", model_dir, "--confusions", 0).out


def test_page(model_dir: Path, data: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "report.html"
    done = slottag("eval", data, "-m", model_dir, "--html", page, "--json")
    assert done.status == 0
    assert json.loads(done.out)
    assert [KNOWN in line or str(page) in line for line in done.err.splitlines()] == [True, True]
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert f">{100 * json.loads(done.out)['slot_f1']:.2f}<" in text


def test_split_is_test_unless_named(model_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    sentences = small_corpus()
    written(folder / "train.jsonl", sentences[:10])
    written(folder / "test.jsonl", sentences[10:14])
    named = json.loads(slottag("eval", folder, "-m", model_dir, "--json", "--split", "train").out)
    default = json.loads(slottag("eval", folder, "-m", model_dir, "--json").out)
    assert (default["split"], default["sentences"]) == ("test", 4)
    assert (named["split"], named["sentences"]) == ("train", 10)
    missing = slottag("eval", folder, "-m", model_dir, "--split", "contrast")
    assert missing.status == 1
    assert one_line(missing.err)
    assert "train, test" in missing.err


def test_further_test_sets_have_a_line_each(model_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    sentences = small_corpus()
    for name, own in (("train", sentences[:9]), ("test", sentences[10:14]), ("noisy", sentences[14:19])):
        written(folder / f"{name}.jsonl", own)
    page = tmp_path / "page.html"
    report = json.loads(slottag("eval", folder, "-m", model_dir, "--json", "--html", page).out)
    alone = json.loads(slottag("eval", folder, "-m", model_dir, "--json", "--split", "noisy").out)
    figures = ("slot_f1", "precision", "recall", "exact_match", "sentences")
    assert report["sets"] == {"noisy": {name: alone[name] for name in figures}}
    assert "sets" not in alone
    assert "<td>noisy</td>" in page.read_text(encoding="utf-8")
    shown = slottag("eval", folder, "-m", model_dir).out
    assert re.search(r"noisy +\d", shown)
    assert not re.search(r"train +\d", shown)


def test_conll_tokens_are_kept(model_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.conll"
    sentence = Sentence.from_words(["leave", "St.Louis,", "now"]).with_runs([(1, 2, "origin")])
    file.write_text(conll.format_sentence(sentence) + "\n", "utf-8")
    assert json.loads(slottag("eval", file, "-m", model_dir, "--json").out)["tokens"] == 3


def test_a_slot_unknown_to_the_model_counts_as_missed(model_dir: Path, tmp_path: Path) -> None:
    sentences = [*small_corpus()[:3], marked("in {cabin} please", cabin="first"), marked("in {cabin}", cabin="second")]
    file = written(tmp_path / "a.jsonl", sentences)
    done = slottag("eval", file, "-m", model_dir, "--json")
    assert done.status == 0
    assert done.err.count("\n") == 2
    assert f"{file}:4: 1 slot that the model {model_dir.name} does not know counts as missed: cabin" in done.err
    assert json.loads(done.out)["per_slot"]["cabin"] == {"precision": 0, "recall": 0, "f1": 0, "support": 2}


def test_sentences_without_a_slot_are_scored_by_their_exact_match(model_dir: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", [marked("good morning"), marked("thank you very much !")])
    report = json.loads(slottag("eval", file, "-m", model_dir, "--json").out)
    assert (report["exact_match"], report["slot_f1"], report["per_slot"]) == (1, 0, {})


def test_data_that_do_not_go_with_the_model(model_dir: Path, tmp_path: Path) -> None:
    sentence, reason = marked("in {cabin}", cabin="first"), "none of its slots (cabin)"
    done = slottag("eval", written(tmp_path / "a.jsonl", [sentence]), "-m", model_dir, "--json")
    assert (done.status, done.out) == (1, "")
    assert one_line(done.err)
    assert reason in done.err


def test_bad_input_is_one_line(model_dir: Path, data: Path, tmp_path: Path) -> None:
    content = data.read_bytes()
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    (tmp_path / "binary.jsonl").write_bytes(b"\x00\x01\xff")
    for arguments in (
        [tmp_path / "none.jsonl", "-m", model_dir],
        [tmp_path / "empty.jsonl", "-m", model_dir],
        [tmp_path / "binary.jsonl", "-m", model_dir],
        [data, "-m", tmp_path / "no-model"],
        [data, "-m", model_dir, "--html", tmp_path],
        [data, "-m", model_dir, "--html", data],
        [data, "-m", model_dir, "--html", data / "below.html"],
    ):
        done = slottag("eval", *arguments)
        assert (done.status, done.out) == (1, ""), arguments
        assert one_line(done.err), done.err
    assert data.read_bytes() == content


# ---- drawing -----------------------------------------------------------------------------------------------------


def test_a_slot_keeps_its_colour_and_few_slots_share_none() -> None:
    slots = [f"slot{letter}" for letter in "abcdefghijklmno"]
    palette, again = Palette(slots), Palette(reversed(slots))
    assert [palette.colour(slot) for slot in slots] == [again.colour(slot) for slot in slots]
    assert len({palette.colour(slot) for slot in slots}) == 15
    assert palette.colour("unknown") == again.colour("unknown")


def test_spans_have_the_colours_of_their_slots() -> None:
    sentence = marked("from {origin} to {destination} !", origin="Oslo", destination="Rome")
    palette = Palette(["origin", "destination"])
    drawn = labelled(sentence, palette, sentence.spans[1:])
    assert drawn.plain == "from Oslo to [Rome](destination) !"
    styles = {drawn.plain[span.start : span.end]: str(span.style) for span in drawn.spans}
    assert styles["Oslo"] == palette.colour("origin")
    assert palette.colour("destination") in styles["[Rome](destination)"]
