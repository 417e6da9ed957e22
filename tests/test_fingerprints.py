"""Scores are not flattered: what a model was trained on is told, and no split of before stays beside new ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slottag.data import Corpus
from slottag.evaluation import examine
from slottag.model.fingerprints import fingerprints, known_among
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.training.material import Material
from tests.command import slottag
from tests.conftest import small_corpus
from tests.files import sentence


def test_fingerprints_tell_known_sentences_from_others() -> None:
    trained = [sentence(f"to town {number}") for number in range(500)]
    kept = fingerprints(trained)
    assert len(kept) < 4000
    asked = [sentence("To  town 7"), sentence("to town 500"), sentence("totown 12")]
    assert known_among({"trained_on": kept}, asked) == (True, False, True)
    for broken in ({}, {"trained_on": 3}, {"trained_on": "?"}):
        assert known_among(broken, asked) == (False, False, False)


def test_an_evaluation_tells_its_figures_without_what_was_trained_on(model_dir: Path) -> None:
    tagger = Tagger.load(model_dir)
    known = small_corpus()[:3]
    new = [Sentence.from_words(["leave", "Nairobi", "on", "Friday"]).with_runs([(1, 2, "origin")])]
    report = examine(tagger, Corpus("mine", {"test": (*known, *new)}, "whitespace"), "test")
    assert report.trained_on == 3
    assert report.unseen is not None
    assert report.unseen.sentences == 1
    assert (
        f"the model was trained on 3 of 4 sentences; without them slot F1 is {100 * report.unseen.slot_f1:.2f}"
        in (report.warnings[-1])
    )
    written = report.to_dict()
    assert written["trained_on"] == 3
    assert set(written["unseen"]) == {"slot_f1", "precision", "recall", "exact_match", "sentences"}  # type: ignore[call-overload]
    whole = examine(tagger, Corpus("mine", {"test": tuple(known)}, "whitespace"), "test")
    assert (whole.trained_on, whole.unseen) == (3, None)
    none = examine(tagger, Corpus("mine", {"test": tuple(new)}, "whitespace"), "test")
    assert (none.trained_on, none.unseen, "trained_on" in none.to_dict()) == (0, None, False)


def test_training_tells_how_much_of_test_it_sees() -> None:
    train = tuple(small_corpus())
    corpus = Corpus("mine", {"train": train, "dev": train[:2], "test": (*train[:2], sentence("new"))}, "whitespace")
    note = "mine: 2 of 3 sentences of test are trained on, too; eval scores without them as well"
    assert Material.of(corpus, 0.1).notes == (note,)


@pytest.mark.parametrize("old", ["dev.jsonl", "contrast.jsonl"])
def test_a_new_division_keeps_no_split_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        json.dumps({"text": f"to Town{number}", "spans": [{"start": 3, "end": 8, "slot": "to"}]}) for number in range(9)
    ]
    Path("mine.jsonl").write_text("\n".join(lines))
    Path("new").mkdir()
    Path("new", old).write_text(lines[0])
    done = slottag("prepare", "mine.jsonl", "-o", "new", "--split", "80/0/20")
    assert done.status == 1
    assert f"new/{old}: is a split of before" in done.err
    assert [path.name for path in Path("new").iterdir()] == [old]
    Path("new", old).unlink()
    assert slottag("prepare", "mine.jsonl", "-o", "new", "--split", "80/0/20").status == 0
