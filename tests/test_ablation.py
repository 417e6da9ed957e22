"""The ablation: what its notes rest on, that it goes on where it was ended, and what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ablation
from benchmarks.ablation import DEFAULT, VARIANTS, Note, Outcome, Variant
from benchmarks.results import machine
from benchmarks.trials.catalogue import TRIALS
from slottag.model import Config


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """The runs that are asked for, none of which is made."""
    asked: list[tuple[str, str, int]] = []

    def run(variant: Variant, data: str, seed: int) -> Outcome:
        asked.append((variant.told, data, seed))
        return Outcome(0.9, 0.8, 0.85, 12.0)

    monkeypatch.setattr(ablation, "run", run)
    monkeypatch.setattr(ablation, "NOTES", tmp_path / "notes.jsonl")
    monkeypatch.setattr(ablation, "WRITTEN", tmp_path / "ABLATION.md")
    return asked


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks.ablation", "--write", *arguments])
    ablation.main()


def test_every_trial_is_some_variants() -> None:
    assert {variant.trial for variant in VARIANTS.values()} == set(TRIALS)


def test_every_variant_is_another() -> None:
    assert len({variant.digest for variant in VARIANTS.values()}) == len(VARIANTS)
    assert VARIANTS[DEFAULT].config(seed=3) == Config().replace({"seed": 3, "effort": ablation.EFFORT})
    assert VARIANTS["longer"].config(seed=0).training.effort == 1.5 * ablation.EFFORT


def test_a_variants_settings_go_before_those_of_its_trial() -> None:
    assert VARIANTS["ranking"].config(0).network.decoder == "softmax"
    assert VARIANTS["pretraining"].config(0).training.language_weight == 0.0
    assert VARIANTS["pretraining-beside"].config(0) == VARIANTS[DEFAULT].config(0)


def test_what_is_as_by_default_is_no_part_of_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ablation.differing(Config()) == {"network": {}, "training": {}}
    wide = Config().replace({"hidden": 250, "noise": 0.2})
    assert ablation.differing(wide) == {"network": {"hidden": 250}, "training": {}}
    assert Variant("", {"noise": Config().training.noise}).digest == VARIANTS[DEFAULT].digest
    before = VARIANTS[DEFAULT].digest
    monkeypatch.setattr(ablation, "VERSION", ablation.VERSION + 1)
    assert VARIANTS[DEFAULT].digest != before


def test_it_goes_on_where_it_was_ended(trained: list[tuple[str, str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    call(monkeypatch, DEFAULT, "focus", "--data", "x/atis", "--seeds", "2")
    assert len(trained) == 4
    call(monkeypatch, DEFAULT, "focus", "--data", "x/atis", "y/snips", "--seeds", "3")
    assert len(trained) == len(set(trained)) == 12
    call(monkeypatch, DEFAULT, "focus", "--data", "elsewhere/atis", "--seeds", "3")
    assert len(trained) == 12


def test_the_notes_are_what_was_told(trained: list[tuple[str, str, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    call(monkeypatch, "wide", "--data", "x/snips", "--seeds", "1")
    assert ablation.notes() == [Note("snips", VARIANTS["wide"].digest, 0, Outcome(0.9, 0.8, 0.85, 12.0), machine())]
    assert "| 250 units a direction |  | 85.00 (1), 12 s |  |  |" in ablation.WRITTEN.read_text(encoding="utf-8")
    assert len(trained) == 1


def test_the_gain_is_over_the_corpora_measured_with_its_error() -> None:
    def noted(name: str, scores: list[float]) -> list[Note]:
        return [Note(corpus, VARIANTS[name].digest, seed, Outcome(0.0, 0.0, score, 7.0), machine())
                for corpus in ("atis", "snips", "mit-restaurant") for seed, score in enumerate(scores)]  # fmt: skip

    notes = noted(DEFAULT, [0.90, 0.92]) + noted("gru", [0.93, 0.95])
    page = ablation.page(notes)
    # Scores 2 apart have the variance 2 and their mean 1; six such means are in the gain, which is a third of a sum.
    assert page.count("91.00 ± 1.41 (2), 7 s") == 3
    assert "| GRU in place of the LSTM | " + "94.00 ± 1.41 (2), 7 s | " * 3 + "+3.00 ± 0.82 (3) |" in page
    assert "## Words" not in page
    # Over one corpus alone the error is that of a difference of two such means.
    alone = ablation.page([note for note in notes if note.data == "snips"])
    assert "| GRU in place of the LSTM |  | 94.00 ± 1.41 (2), 7 s |  | +3.00 ± 1.41 (1) |" in alone
    assert "+" not in ablation.page([note for note in notes if note.seed == 0])


def test_times_are_those_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def noted(seed: int, seconds: float, machine: str) -> Note:
        return Note("atis", VARIANTS["gru"].digest, seed, Outcome(0.0, 0.0, 0.9, seconds), machine)

    monkeypatch.setattr(ablation, "machine", lambda: "here")
    page = ablation.page([noted(0, 90.0, "there"), noted(1, 80.0, "there"), noted(2, 7.0, "here")])
    assert "| 90.00 ± 0.00 (3), 7 s |" in page
    assert page.endswith("Measured on here. Some seeds were trained on there, and their CPU times are left out.\n")
    elsewhere = ablation.page([noted(0, 90.0, "there")])
    assert "| 90.00 (1) |" in elsewhere


def test_an_unknown_variant_is_refused_before_anything_is_trained(
    trained: list[tuple[str, str, int]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        call(monkeypatch, DEFAULT, "widest")
    assert "no variant widest; expected some of default, fast" in capsys.readouterr().err
    assert trained == []


def test_no_tracked_file_is_written_unasked(
    trained: list[tuple[str, str, int]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ablation, "UNTRACKED", tmp_path / "models" / "ablation.jsonl")
    monkeypatch.setattr("sys.argv", ["benchmarks.ablation", "fast", "--data", "data/atis", "--seeds", "1"])
    ablation.main()
    ablation.main()
    assert len(trained) == 1
    assert not (tmp_path / "notes.jsonl").exists()
    assert not (tmp_path / "ABLATION.md").exists()
    shown = capsys.readouterr()
    assert "# Ablation" in shown.out
    assert "it takes about" in shown.err
