"""The benchmark of speed: programs and what they need, the tables, the command; peers where they are installed."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import results, speed
from benchmarks.peers import catalogue, crfsuite
from benchmarks.programs import HERE, Measured, Program, measured, peers, slottag
from benchmarks.results import usage_of
from benchmarks.speed import BASE, command, figures, multiples, ranges
from tests.conftest import small_corpus

FAST = Measured(pace=60_000, p50=0.5, p99=1.5, fresh=0.2, memory=60, size=2)
SLOW = Measured(pace=6_000, p50=2.0, p99=3.0, fresh=1.7, memory=240, size=1)
FOUND = {
    BASE: [FAST, replace(FAST, pace=50_000), replace(FAST, pace=80_000)],
    "slow": [SLOW, SLOW, replace(SLOW, pace=9_000)],
}


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts"
    path.write_text("leave Oslo on Friday\nI would like to arrive Lima tomorrow\n", encoding="utf-8")
    return path


def check(program: Program, texts: Path) -> None:
    """A program can be asked in each of the ways, and tells plausible figures."""
    found = measured(program, texts, texts, tokens=11)
    assert len(program.times(texts)) == 2
    assert 0 < found.p50 <= found.p99 < 1000
    assert 0 < found.fresh < 10
    assert 5 < found.memory < 2000
    assert 0 < found.size < 10


@pytest.mark.parametrize("confidence", [True, False])
def test_slottag_is_a_program(model_dir: Path, texts: Path, confidence: bool) -> None:
    program = slottag("slottag", model_dir, confidence=confidence)
    assert program.megabytes == sum(file.stat().st_size for file in model_dir.iterdir()) / 2**20
    check(program, texts)


def test_an_earlier_checkout_runs_its_own_modules(model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "slottag").mkdir()
    (tmp_path / "slottag" / "__init__.py").touch()
    (tmp_path / "slottag" / "__main__.py").write_text("raise SystemExit(3)")
    program = slottag("slottag (before)", model_dir, checkout=tmp_path)
    with pytest.raises(SystemExit, match=r"^python -m slottag tag .* leave Oslo: ended with status 3$"):
        program.one("leave Oslo")


def test_a_process_reads_what_it_is_given(texts: Path, tmp_path: Path) -> None:
    with texts.open("rb") as lines, (tmp_path / "out").open("w", encoding="utf-8") as out:
        found = usage_of(["-c", "print(len(input()))"], stdin=lines, stdout=out, python=sys.executable)
    assert (tmp_path / "out").read_text() == "20\n"
    assert found.processor_seconds > 0


def test_peers_that_were_not_trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KEPT", tmp_path)
    with pytest.raises(SystemExit, match=r"small: no peer there; train some: PYTHON -m benchmarks\.peers data/small$"):
        peers("data/small", "PYTHON")


def test_a_peer_is_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: Path) -> None:
    pytest.importorskip("pycrfsuite")
    monkeypatch.setattr(catalogue, "KEPT", tmp_path)
    folder = catalogue.kept("small", "crfsuite") / catalogue.MODEL
    folder.mkdir(parents=True)
    crfsuite.fit({"c1": 0.1, "c2": 0.1}, small_corpus(), lambda _: 0.0, folder)
    (program,) = peers("small", sys.executable)
    assert program.name == "crfsuite"
    check(program, texts)


def test_figures_are_medians() -> None:
    lines = figures(FOUND).splitlines()
    assert lines[0] == ("| tagger | tokens/s | p50, ms | p99, ms | fresh process, s | peak memory, MB | model, MB |")
    assert lines[2] == f"| {BASE} | 60,000 | 0.50 | 1.50 | 0.200 | 60 | 2.0 |"
    assert lines[3] == "| slow | 6,000 | 2.00 | 3.00 | 1.700 | 240 | 1.0 |"


def test_multiples_are_of_slottag_without_confidences() -> None:
    lines = multiples(FOUND).splitlines()
    assert lines[2] == f"| {BASE} | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 |"
    assert lines[3] == "| slow | 0.10 | 4.00 | 2.00 | 8.50 | 4.00 | 0.50 |"


def test_ranges_are_from_the_slowest_round_to_the_fastest() -> None:
    assert ranges(FOUND) == f"{BASE}: 50,000 to 80,000; slow: 6,000 to 9,000"


def test_the_command_names_no_interpreter() -> None:
    arguments = Namespace(
        data="small",
        model=Path("models/small"),
        peers="/somewhere/python",
        before=HERE,
        repeat=20,
        rounds=5,
        beside=Path("models/other"),
        split="train",
    )
    assert command(arguments) == (
        "python -m benchmarks.speed small models/small --beside models/other --peers PYTHON --before CHECKOUT"
        " --split train --repeat 20 --rounds 5"
    )


def test_the_section(model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test.conll").write_text("fly O\nto O\nOslo B-city\n\nfrom O\nLima B-city\n", encoding="utf-8")
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(speed, "starts", lambda *_: "starts")
    monkeypatch.setattr(speed, "jobs", lambda *_: "jobs")
    options = ["--repeat", "2", "--rounds", "1"]
    monkeypatch.setattr("sys.argv", ["speed", "--write", str(tmp_path / "test.conll"), str(model_dir), *options])
    speed.main()
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "\n10 tokens from text to JSON on one core" in text
    assert "\n| slottag |" in text
    assert f"\n| {BASE} | 1.00 | 1.00 |" in text
    assert "NCRF++" not in text
