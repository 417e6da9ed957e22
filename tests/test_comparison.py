"""What ``slottag compare`` rests on: the variants, going on where it was, the rows, the sentences, the pictures."""

from __future__ import annotations

import itertools
import json
import operator
import re
import time
from functools import partial
from pathlib import Path

import pytest
import torch

from slottag.comparison import (
    Exam,
    Moved,
    Outcome,
    Over,
    Parting,
    Result,
    Training,
    exam_of,
    parse_variants,
    partings,
    plan,
    to_json,
    train_all,
)
from slottag.comparison.page import render_page
from slottag.comparison.plots import draw_score_over_parameters, draw_score_over_time
from slottag.comparison.verdict import verdict
from slottag.data.corpus import Corpus
from slottag.errors import ConfigError, DataError, ModelError, SlottagError
from slottag.evaluation import evaluate
from slottag.evaluation.plain import counted_answers
from slottag.model import Config, Model
from slottag.text import Sentence
from slottag.training.checkpoint import checkpoint_directory
from slottag.training.material import Material
from tests.conftest import small_corpus

CPU = torch.device("cpu")
BASE = Config().replace({"hidden": 4, "word_size": 6, "character_filters": 2, "epochs": 3, "learning_rate": 0.02})

# ---- variants ----------------------------------------------------------------------------------------------------


def test_a_variant_is_a_name_with_settings() -> None:
    plain, small = parse_variants(["lstm", "lstm:hidden=3, dropout=.25,decoder=softmax"], BASE)
    assert (plain.name, plain.config) == ("lstm", BASE)
    assert small.name == "lstm:hidden=3,dropout=0.25,decoder=softmax"
    assert small.config == BASE.replace({"hidden": 3, "dropout": 0.25, "decoder": "softmax"})
    assert small.folder == "lstm,hidden=3,dropout=0.25,decoder=softmax"


def test_a_whole_number_will_do_for_a_part() -> None:
    (variant,) = parse_variants(["lstm:dropout=0"], BASE)
    assert variant.config.training.dropout == 0.0


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        (["abacus"], r"--encoder abacus: \[network\]: encoder: expected one of .*lstm.*, got 'abacus'"),
        (["abacus:hidden=3"], "expected one of"),
        (["lstm:"], "expected NAME or NAME:SETTING=VALUE,SETTING=VALUE, got ''"),
        (["lstm:hidden"], "got 'hidden'"),
        (["lstm:hidden=3,"], "got ''"),
        (["lstm:hidden="], "got 'hidden='"),
        (["lstm:hiden=3"], "unknown setting 'hiden'; did you mean hidden?"),
        (["lstm:zzz=3"], "unknown setting 'zzz'; expected one of encoder, hidden"),
        (["lstm:hidden=many"], "hidden: expected int, got 'many'"),
        (["lstm:hidden=0"], "hidden: expected a number from 1 to"),
        (["lstm:hidden=2.5"], "hidden: expected int, got 2.5"),
        (["lstm:dropout=nan"], "dropout: expected a number from"),
        (["lstm:hidden=true"], "hidden: expected int, got True"),
        (["lstm:hidden=3,hidden=4"], "a setting is there twice"),
        (["lstm:encoder=lstm"], "encoder is no setting of one network alone: it stands before the colon"),
        (["lstm:seed=3"], "--seeds says how many"),
        (["lstm:dev_share=0.5"], "chosen by the same sentences"),
        (["lstm", "lstm"], "--encoder lstm: the same network as lstm"),
        (["lstm", "lstm:hidden=4"], "--encoder lstm:hidden=4: the same network as lstm; name each once"),
        ([""], "encoder: expected one of"),
    ],
)
def test_what_names_no_variant_is_refused(specs: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        parse_variants(specs, BASE)
    assert "\n" not in str(refused.value)


# ---- training ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def material() -> Material:
    sentences = small_corpus()
    return Material("small", "words", sentences[::2], sentences[1::6])


@pytest.fixture
def trainings(tmp_path: Path) -> list[Training]:
    return plan(parse_variants(["lstm", "lstm:hidden=3,directions=1"], BASE), 2, tmp_path)


def train(trainings: list[Training], material: Material, max_seconds: float | None = None) -> list[Over]:
    steps = train_all(trainings, material, device=CPU, max_seconds=max_seconds)
    return [step for step in steps if isinstance(step, Over)]


def moved(trainings: list[Training], material: Material, max_seconds: float | None = None) -> list[Moved]:
    steps = train_all(trainings, material, device=CPU, max_seconds=max_seconds)
    return [step for step in steps if isinstance(step, Moved)]


def weights(trainings: list[Training]) -> list[bytes]:
    return [(training.directory / "weights.safetensors").read_bytes() for training in trainings]


def test_the_plan_takes_every_network_from_a_seed_before_the_next(trainings: list[Training], tmp_path: Path) -> None:
    assert [str(training) for training in trainings] == [
        "lstm, seed 0 (1/4)",
        "lstm:hidden=3,directions=1, seed 0 (2/4)",
        "lstm, seed 1 (3/4)",
        "lstm:hidden=3,directions=1, seed 1 (4/4)",
    ]
    assert trainings[3].directory == tmp_path / "lstm,hidden=3,directions=1" / "seed-1"
    assert trainings[3].config == BASE.replace({"hidden": 3, "directions": 1, "seed": 1})


def test_what_stands_is_not_trained_again(trainings: list[Training], material: Material) -> None:
    first = train(trainings, material)
    before = weights(trainings)
    assert [over.reused for over in first] == [False] * 4
    assert [Model.load(over.training.directory).config for over in first] == [t.config for t in trainings]
    again = train(trainings, material)
    assert [over.reused for over in again] == [True] * 4
    assert [over.metrics for over in again] == [over.metrics for over in first]
    assert weights(trainings) == before


def test_what_a_kill_left_beside_a_model_goes(trainings: list[Training], material: Material) -> None:
    list(train(trainings[:1], material))
    directory = trainings[0].directory
    before = sorted(directory.parent.iterdir())
    (directory.parent / f".{directory.name}.training.1f2e3d4c.slottag").mkdir()
    (directory.parent / f".{directory.name}.lock.slottag").touch()
    list(train(trainings[:1], material))
    assert sorted(directory.parent.iterdir()) == before


def test_who_stops_goes_on_and_reaches_the_same(trainings: list[Training], material: Material, tmp_path: Path) -> None:
    whole = plan(parse_variants(["lstm", "lstm:hidden=3,directions=1"], BASE), 2, tmp_path / "whole")
    train(whole, material)
    for step in train_all(trainings, material, device=CPU):
        if isinstance(step, Moved) and step.training.number == 2 and step.step.epoch == 3:
            break
    assert [training.directory.exists() for training in trainings] == [True, False, False, False]
    rest = moved(trainings, material)
    assert {step.training.number for step in rest} == {2, 3, 4}
    assert next(step.step.epoch for step in rest if step.training.number == 2) == 3
    assert weights(trainings) == weights(whole)
    assert not checkpoint_directory(trainings[1].directory).exists()


def test_the_parts_rise_to_the_whole(trainings: list[Training], material: Material) -> None:
    parts = [step.part for step in moved(trainings[:1], material)]
    assert parts == sorted(parts)
    assert 0 < parts[0] < parts[-1] == 1


def test_time_ends_a_training_and_more_time_goes_on(
    trainings: list[Training], material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clock that goes on with each look at it, however busy the machine is.
    monkeypatch.setattr(time, "monotonic", map(partial(operator.mul, 0.02), itertools.count()).__next__)
    alone = trainings[:1]
    with pytest.raises(ConfigError, match=r"lstm, seed 0 \(1/4\): no epoch has ended"):
        train(alone, material, max_seconds=0)
    endless = BASE.replace({"epochs": 10_000, "patience": 10_000})
    long = [Training("lstm", endless, alone[0].directory, 1, 1)]
    (over,) = train(long, material, max_seconds=0.6)
    assert over.metrics["max_seconds"] == 0.6
    assert over.metrics["epochs"] < 10_000
    (again,) = train(long, material, max_seconds=0.6)
    assert (again.reused, again.metrics) == (True, over.metrics)
    (longer,) = train(long, material, max_seconds=1.2)
    assert not longer.reused
    assert longer.metrics["epochs"] > over.metrics["epochs"]
    assert longer.metrics["history"][: over.metrics["epochs"]] == over.metrics["history"]
    with pytest.raises(ConfigError, match="had more time"):
        train(long, material, max_seconds=0.6)


def test_a_training_over_by_itself_fits_any_longer_time(trainings: list[Training], material: Material) -> None:
    train(trainings[:1], material)
    (over,) = train(trainings[:1], material, max_seconds=1000)
    assert over.reused
    with pytest.raises(ConfigError, match="had more time"):
        train(trainings[:1], material, max_seconds=0.001)


def test_models_of_other_settings_or_sentences_are_left_alone(trainings: list[Training], material: Material) -> None:
    alone = trainings[:1]
    train(alone, material)
    before = weights(alone)
    others = [Training("lstm", BASE.replace({"epochs": 4}), alone[0].directory, 1, 1)]
    with pytest.raises(ConfigError, match="has other settings; name another folder"):
        train(others, material)
    with pytest.raises(ConfigError, match="is of other sentences"):
        train(alone, Material("small", "words", material.train[1:], material.dev))
    assert weights(alone) == before


def test_trainings_under_way_of_other_settings_or_sentences_are_left_alone(
    trainings: list[Training], material: Material
) -> None:
    for step in train_all(trainings, material, device=CPU):
        if isinstance(step, Moved) and step.step.epoch == 2:
            break
    kept = checkpoint_directory(trainings[0].directory) / "state.json"
    before = kept.read_bytes()
    others = [Training("lstm", BASE.replace({"epochs": 4}), trainings[0].directory, 1, 1)]
    with pytest.raises(ConfigError, match="has other settings"):
        train(others, material)
    with pytest.raises(ConfigError, match="is of other sentences"):
        train(trainings, Material("small", "words", material.train, material.dev[1:]))
    assert kept.read_bytes() == before
    kept.write_text(json.dumps({"config": {}, "fingerprint": "", "history": []}))
    with pytest.raises(ModelError, match=r"state\.json: cut short or altered: corpus"):
        train(trainings, material)


def test_nothing_is_trained_while_something_does_not_fit(trainings: list[Training], material: Material) -> None:
    train(trainings[3:], material)
    (trainings[3].directory / "weights.safetensors").write_bytes(b"short")
    with pytest.raises(SlottagError, match="cut short or altered"):
        train(trainings, material)
    assert not trainings[0].directory.exists()


# ---- the exam ----------------------------------------------------------------------------------------------------


def test_the_exam_is_the_test_split_and_the_pairs_before_it() -> None:
    some = tuple(small_corpus())
    assert list(exam_of(Corpus("c", {"train": some, "test": some}, "words"))) == ["test"]
    splits = {"train": some, "test": some[:9], "contrast": some[:4]}
    assert list(exam_of(Corpus("c", splits, "words")).items()) == [("contrast", some[:4]), ("test", some[:9])]


def test_a_corpus_without_test_or_with_half_a_pair_is_refused() -> None:
    some = tuple(small_corpus())
    for splits in ({"train": some, "dev": some}, {"all": some}, {"test": some}):
        with pytest.raises(DataError, match="c: expected splits to train and to compare on"):
            exam_of(Corpus("c", splits, "words"))
    with pytest.raises(DataError, match="the split contrast has 3 sentences, expected pairs"):
        exam_of(Corpus("c", {"train": some, "test": some, "contrast": some[:3]}, "words"))


def test_the_f1_of_plain_tags_is_their_accuracy_where_a_tag_was_not_found_too() -> None:
    words = Sentence.from_words(["run", "to", "Oslo", "now"])
    gold = words.with_runs([(0, 1, "verb"), (1, 2, "preposition"), (2, 3, "name")])
    found = words.with_runs([(0, 1, "verb"), (2, 3, "noun"), (3, 4, "adverb")])
    answers = counted_answers(gold, found)
    assert evaluate([gold], [answers]).slot_f1 == pytest.approx(1 / 3)
    assert [span.slot for span in answers.spans] == ["verb", "O", "noun"]


# ---- the result --------------------------------------------------------------------------------------------------

GOLD = [s for s in small_corpus() if s.spans][:12]
NONE = [sentence.with_spans(()) for sentence in GOLD]


def outcome(name: str, seed: int, tagged: list[Sentence], parameters: int = 1000) -> Outcome:
    history = [{"seconds": 1.5 * epoch, "dev_score": epoch / 10} for epoch in (1, 2, 3)]
    metrics = {"parameters": parameters, "epochs": 3 + seed, "seconds": 4.5, "dev_score": 0.3, "history": history}
    training = Training(name, Config().replace({"seed": seed}), Path("models") / name / f"seed-{seed}", 1, 4)
    return Outcome(training, metrics, evaluate(GOLD, tagged), {"contrast": tagged[:4], "test": tagged})


@pytest.fixture
def exam() -> Exam:
    return {"contrast": GOLD[:4], "test": GOLD}


@pytest.fixture
def result(exam: Exam) -> Result:
    """``poor`` gets the odd sentences right (of one seed the first, too); ``good`` all but the last two."""
    poor = [right if place % 2 else none for place, (right, none) in enumerate(zip(GOLD, NONE, strict=True))]
    good = [*GOLD[:-2], *NONE[-2:]]
    outcomes = [
        outcome("poor", 0, poor),
        outcome("<good>", 0, good, 2000),
        outcome("poor", 1, [GOLD[0], *poor[1:]]),
        outcome("<good>", 1, good, 2000),
    ]
    return Result.of("small", exam, outcomes, {"poor": 1000.0, "<good>": 500.0})


def test_a_row_holds_the_figures_over_the_seeds(result: Result) -> None:
    poor, good = result.rows
    assert (poor.name, poor.parameters, poor.tokens_per_second) == ("poor", 1000, 1000.0)
    assert (poor.epochs.mean, poor.epochs.deviation) == (3.5, pytest.approx(0.5**0.5))
    assert poor.exact_match.values == (6 / 12, 7 / 12)
    assert good.exact_match.values == (10 / 12, 10 / 12)
    assert (good.exact_match.deviation, good.seconds.mean, good.dev_score.mean) == (0.0, 4.5, 0.3)
    assert poor.pairs_right is not None
    assert poor.pairs_right.values == (0.0, 0.5)
    assert [row.name for row in result.ranked] == ["<good>", "poor"]
    assert result.seeds == 2


def test_networks_part_where_all_seeds_of_one_are_right_and_all_of_another_wrong(result: Result) -> None:
    assert [(parting.split, GOLD.index(parting.gold)) for parting in result.partings] == [
        ("contrast", 2), ("test", 2), ("test", 4), ("test", 6), ("test", 8), ("test", 11),
    ]  # fmt: skip
    first, last = result.partings[0], result.partings[-1]
    assert (first.right, [wrong.names for wrong in first.wrong]) == (("<good>",), [("poor",)])
    assert (last.right, [wrong.names for wrong in last.wrong]) == (("poor",), [("<good>",)])
    assert first.wrong[0].found == NONE[2]


def test_those_that_found_the_same_are_shown_together() -> None:
    gold, none = GOLD[:1], NONE[:1]
    other = [GOLD[0].with_spans(GOLD[0].spans[:1])]
    (parting,) = partings("test", gold, {"a": [none], "b": [gold], "c": [other], "d": [none], "e": [gold]})
    assert isinstance(parting, Parting)
    assert parting.right == ("b", "e")
    assert [(wrong.found, wrong.names) for wrong in parting.wrong] == [(none[0], ("a", "d")), (other[0], ("c",))]


def test_the_verdict_names_the_best_the_next_and_the_test(result: Result, exam: Exam) -> None:
    said = verdict(result)
    assert said.startswith("<good> is ")
    assert "ahead of poor" in said
    assert "paired approximate randomisation over the sentences, 10,000 rounds, F1 the mean of 2 seeds" in said
    assert result.significance is not None
    lead = result.rows[1].test_score.mean - result.rows[0].test_score.mean
    assert result.significance.difference == pytest.approx(lead)
    assert f"{100 * lead:.2f} points" in said
    same = [outcome(name, 0, NONE) for name in ("a", "b")]
    level = Result.of("small", exam, same, {"a": 1.0, "b": 1.0})
    assert "not beyond chance (p = 1.0000" in verdict(level)
    assert verdict(Result.of("small", exam, same[:1], {"a": 1.0})) == ""


def test_json_is_plain(result: Result) -> None:
    told = json.loads(json.dumps(to_json(result, differences=2)))
    assert (told["data"], told["seeds"], told["sentences"], told["differing"]) == ("small", 2, 12, 6)
    poor = told["networks"][0]
    assert poor["encoder"] == "poor"
    assert poor["exact_match"] == {
        "mean": pytest.approx(6.5 / 12),
        "deviation": pytest.approx(0.0589, abs=1e-4),
        "values": [6 / 12, 7 / 12],
    }
    assert poor["pairs_right"]["values"] == [0.0, 0.5]
    assert poor["models"] == ["models/poor/seed-0", "models/poor/seed-1"]
    assert (told["significance"]["best"], told["significance"]["next"]) == ("<good>", "poor")
    assert len(told["differences"]) == 2
    difference = told["differences"][0]
    assert (difference["split"], difference["right"]) == ("contrast", ["<good>"])
    assert difference["gold"][0]["slot"] == "destination"
    assert difference["wrong"] == [{"encoders": ["poor"], "found": []}]


def test_without_pairs_there_is_no_figure_of_them(exam: Exam) -> None:
    alone = Result.of("small", {"test": exam["test"]}, [outcome("a", 0, GOLD)], {"a": 1.0})
    told = to_json(alone, differences=5)
    assert "pairs_right" not in json.dumps(told)
    assert told["significance"] is None
    assert "pairs right" not in page(alone)


# ---- the page ----------------------------------------------------------------------------------------------------


def colour(_name: str) -> str:
    return "#123456"


def page(result: Result) -> str:
    return render_page(result, slot_colour=colour, network_colour=colour)


def test_the_page_holds_the_table_the_pictures_and_the_sentences(result: Result) -> None:
    text = page(result)
    assert "2 networks on small" in text
    assert "83.33" in text
    assert "pairs right" in text
    assert text.count("<svg") == 2
    assert "wrong: poor" in text
    assert verdict(result).replace("<", "&lt;").replace(">", "&gt;") in text
    assert GOLD[2].value(GOLD[2].spans[0]) + "<small>destination</small>" in text


def test_the_page_stands_alone_and_takes_names_as_text(result: Result) -> None:
    text = page(result)
    assert "<good>" not in text
    assert "<script" not in text
    assert "src=" not in text
    assert "@import" not in text
    for name in ("1999/xlink", "2000/svg"):
        text = text.replace(f'"http://www.w3.org/{name}"', "")
    assert "//" not in text


def test_pictures_are_the_same_each_time_and_share_no_names(result: Result) -> None:
    over_time = draw_score_over_time(result, colour)
    over_parameters = draw_score_over_parameters(result, colour)
    assert over_time == draw_score_over_time(result, colour)
    assert over_parameters == draw_score_over_parameters(result, colour)
    for picture in (over_time, over_parameters):
        assert "&lt;good&gt;</text>" in picture
        assert "<good>" not in picture
        assert "#123456" in picture
    names, others = (set(re.findall(' id="(.*?)"', picture)) for picture in (over_time, over_parameters))
    assert names
    assert others
    assert not names & others
