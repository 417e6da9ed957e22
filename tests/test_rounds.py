"""Learning from sentences that nobody has marked: what is taken, what is kept, and going on where it was ended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from slottag.data.unmarked import texts_of
from slottag.errors import ConfigError, DataError
from slottag.model import Config, Model
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.training import rounds
from slottag.training.checkpoint import training_place
from slottag.training.material import Material
from slottag.training.others import rounds_place
from slottag.training.rounds import Rounds
from slottag.training.steps import EpochDone
from tests.command import one_line, slottag
from tests.conftest import small_corpus

TEXTS = [f"leave {town} on {day}" for town in ("Bern", "Cork", "Linz") for day in ("Friday", "Monday")] + [
    "quite another matter"
]


def of(directory: Path, texts: list[str] = TEXTS, *, resume: bool = False, **options: Any) -> Rounds:
    settings = {
        "hidden": 16, "word_size": 12, "character_filters": 8, "epochs": 6, "batch_size": 8, "dropout": 0.2,
        "learning_rate": 0.02, "averaging": 0.9, **options,
    }  # fmt: skip
    material = Material("small", "words", small_corpus(), small_corpus()[::5])
    chosen = Config().replace(settings)
    return Rounds(material, texts, chosen, directory, device=torch.device("cpu"), resume=resume)


def finished(training: Rounds) -> Model:
    for _ in training.steps():
        pass
    return training.finish()


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take whatever is found."""
    monkeypatch.setattr(rounds, "SURE", (0.0, 0.0))


@pytest.mark.usefixtures("unsure")
def test_what_is_found_in_unmarked_sentences_is_learned_from(tmp_path: Path) -> None:
    training = of(tmp_path / "m")
    steps = [step for step in training.steps() if isinstance(step, EpochDone)]
    assert sorted({(step.network, step.networks) for step in steps}) == [(number, 5) for number in range(1, 6)]
    model = training.finish()
    assert training.over
    assert model.metrics["unlabelled"] == len(TEXTS)
    assert len(training.told) == 2
    best = training._models[model.metrics["round"] - 1].metrics["dev_score"]
    assert best == max(each.metrics["dev_score"] for each in training._models) == model.metrics["dev_score"]
    assert Tagger.load(tmp_path / "m").tag(small_corpus()) == Tagger(model).tag(small_corpus())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]
    learned = training._models[1].vocabulary.words
    assert {"bern", "cork"} & learned.keys()
    assert not {"bern", "cork"} & training._models[0].vocabulary.words.keys()


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("few", [1000, 0])
def test_of_many_marked_sentences_one_network_says_what_is_in_the_others(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "_FEW", few)
    networks = {step.networks for step in of(tmp_path / "m", epochs=1).steps()}
    assert networks == {5 if few else 3}


@pytest.mark.usefixtures("unsure")
def test_the_networks_of_the_first_round_say_together_what_is_in_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, asked = rounds._sure, list[int]()

    def sure(tagger: Tagger, sentences: list[Sentence], least: float) -> list[Sentence]:
        asked.append(tagger.model.config.network.members)
        return own(tagger, sentences, least)

    monkeypatch.setattr(rounds, "_sure", sure)
    finished(of(tmp_path / "m", epochs=1))
    assert asked == [3, 1]


def test_only_what_it_is_sure_of_is_taken_and_marked_sentences_stay_a_fifth() -> None:
    found = Sentence.from_words(["leave", "Bern"]).with_runs([(1, 2, "origin")])
    sure = [replace(span, confidence=0.9) for span in found.spans]

    class Told:
        def tag_many(self, sentences: list[Sentence]) -> list[Sentence]:
            return sentences

    sentences = [
        replace(found, spans=tuple(sure)),
        replace(found, spans=(replace(sure[0], confidence=0.5),)),
        replace(found, spans=()),
    ]
    taken = rounds._sure(Told(), sentences, 0.6)  # type: ignore[arg-type]
    assert taken == [found]
    assert taken[0].spans[0].confidence is None


@pytest.mark.usefixtures("unsure")
def test_a_round_that_dev_says_is_worse_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Rounds._widened

    def worse(self: Rounds, number: int) -> Material:
        material = own(self, number)
        return replace(
            material, train=[replace(sentence, spans=()) for sentence in material.train[:-1]] + material.train[:1]
        )

    monkeypatch.setattr(Rounds, "_widened", worse)
    model = finished(of(tmp_path / "m"))
    assert model.metrics["round"] == 1
    assert model.metrics["unlabelled_taken"] == 0


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("ended", [(2, 2), (3, 1), (4, 2)])
def test_it_goes_on_where_it_was_ended(ended: tuple[int, int], tmp_path: Path) -> None:
    whole = finished(of(tmp_path / "whole", epochs=3))
    begun = of(tmp_path / "m", epochs=3)
    for step in begun.steps():
        if (step.network, step.epoch) == ended:
            break
    first = begun.finish()
    assert first.metrics["round"] == 1
    assert training_place(tmp_path / "m").holds()
    assert rounds_place(tmp_path / "m").holds()
    resumed = finished(of(tmp_path / "m", epochs=3, resume=True))
    assert all(np.array_equal(whole.weights[name], resumed.weights[name]) for name in whole.weights)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m", "whole"]


@pytest.mark.usefixtures("unsure")
def test_marked_sentences_among_the_others_are_not_learned_from_twice(tmp_path: Path) -> None:
    known = [sentence.text for sentence in small_corpus()]
    assert len(of(tmp_path / "m", [*known, *TEXTS])._others) == len(TEXTS)


def test_tags_of_tokens_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="teach spans alone"):
        of(tmp_path / "m", scheme="plain")


def test_texts_are_lines_or_those_of_marked_data(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("to Oslo\n\n to Rome \nto Oslo\n", encoding="utf-8")
    (tmp_path / "marked.jsonl").write_text(
        '{"text": "to Bern", "spans": [{"start": 3, "end": 7, "slot": "destination"}]}\n', encoding="utf-8"
    )
    assert texts_of([tmp_path / "lines.txt", tmp_path / "marked.jsonl"]) == ["to Oslo", "to Rome", "to Bern"]
    with pytest.raises(DataError):
        texts_of([tmp_path / "nowhere"])


def test_the_command_says_what_was_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    line = '{"text": "leave Oslo", "spans": [{"start": 6, "end": 10, "slot": "origin"}]}\n'
    Path("data.jsonl").write_text(line * 20 + line.replace("leave", "quit ") * 20, encoding="utf-8")
    Path("more.txt").write_text("leave Rome\nleave Bern\n", encoding="utf-8")
    command = ["train", "data.jsonl", "--epochs", 2, "--hidden", 4, "-m", "m", "--unlabelled"]
    done = slottag(*command, "more.txt")
    assert done.status == 0, done.err
    assert "of 2 unmarked sentences are sure enough; dev F1" in done.err
    assert "the model of round" in done.err
    missing = slottag(*command, "nowhere.txt", "--replace")
    assert missing.status == 1
    assert one_line(missing.err)
