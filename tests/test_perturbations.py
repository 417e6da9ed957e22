"""The perturbations of the robustness benchmark: marks stay on their values, and only what a kind names is changed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from benchmarks import results, robustness
from benchmarks.names import AIRLINES, CITIES
from benchmarks.perturbations import (
    AIRLINE_SLOTS,
    CITY_SLOTS,
    Edit,
    Kind,
    abbreviations,
    edited,
    kinds_for,
    mistyped,
    perturb,
    perturbed,
    synonyms,
    unknown,
    unseen,
)
from benchmarks.robustness import Suite
from benchmarks.wordings import ABBREVIATIONS, SYNONYMS
from slottag.data.corpus import load_corpus
from slottag.text import SCHEMES, Sentence, tags_of
from slottag.text.fitted import HABITS
from slottag.text.joining import spaces_behind
from tests.conftest import marked, small_corpus
from tests.files import sentence


def typed(words: str, *runs: tuple[int, int, str]) -> Sentence:
    """The marked sentence of these words as one types it."""
    return Sentence.from_words(words.split(), spaces=spaces_behind(words.split())).with_runs(runs)


TRAIN = [sentence("fly from boston to san jose with delta")]
KINDS = kinds_for(TRAIN)
FLIGHT = typed(
    "show me a flight from boston to san jose , on monday and return with delta",
    (5, 6, "fromloc.city_name"),
    (7, 9, "toloc.city_name"),
    (11, 12, "depart_date.day_name"),
    (15, 16, "airline_name"),
)
HOTEL = sentence("what's boston's cheapest fare", (1, 2, "city_name"), (2, 3, "cost_relative"))
BARE = sentence("thank you")
SENTENCES = [FLIGHT, HOTEL, BARE]
# The kinds that alter no value, and those that alter no word but in letters.
AROUND = ("punctuation", "fillers", "synonyms")
LETTERS = ("one typo", "all capitals", "first letters capital")

by_kind = pytest.mark.parametrize("name", KINDS)


def once(kind: Kind, words: Sentence, seed: int = 0) -> Sentence:
    return perturbed(words, kind, Random(seed))


def marks(words: Sentence) -> list[tuple[str, str]]:
    return [(span.slot, words.value(span)) for span in words.spans]


def outside(words: Sentence) -> str:
    """The text with each value replaced by its slot."""
    return "".join(text if span is None else span.slot for text, span in words.pieces())


def many(name: str) -> list[tuple[Sentence, Sentence]]:
    """Pairs of a sentence and what the kind makes of it, over many draws."""
    sentences = SENTENCES * 40
    return list(zip(sentences, perturb(sentences, name, KINDS[name], seed=0), strict=True))


@by_kind
def test_every_sentence_keeps_its_slots_in_order(name: str) -> None:
    for before, after in many(name):
        assert [span.slot for span in after.spans] == [span.slot for span in before.spans]
        assert after.text == Sentence.from_words(after.words, spaces=spaces_behind(after.words)).text


@by_kind
def test_the_seed_and_the_place_alone_decide(name: str) -> None:
    again = [after for _, after in many(name)]
    assert again == [after for _, after in many(name)]
    assert perturb(SENTENCES, name, KINDS[name], seed=0) == again[: len(SENTENCES)]


@pytest.mark.parametrize("name", ["unseen cities", "one typo", "punctuation", "fillers", "synonyms"])
def test_another_seed_draws_otherwise(name: str) -> None:
    assert perturb([FLIGHT] * 9, name, KINDS[name], 0) != perturb([FLIGHT] * 9, name, KINDS[name], 1)


@pytest.mark.parametrize("name", AROUND)
def test_values_stay_as_they_are(name: str) -> None:
    assert all(marks(after) == marks(before) for before, after in many(name))


@pytest.mark.parametrize(
    ("name", "slots"), [("unseen cities", CITY_SLOTS), ("unseen airlines", AIRLINE_SLOTS)], ids=["cities", "airlines"]
)
def test_unseen_names_change_the_values_of_their_slots_alone(name: str, slots: frozenset[str]) -> None:
    known = {word for train in TRAIN for word in train.words}
    for before, after in many(name):
        assert outside(after) == outside(before)
        for (slot, value), (_, other) in zip(marks(before), marks(after), strict=True):
            if slot.rpartition(".")[2] in slots:
                assert other != value
                assert set(other.removesuffix("'s").split()) - known
            else:
                assert other == value


def test_the_same_value_becomes_the_same_name_and_others_do_not() -> None:
    words = sentence("boston boston's dallas", (0, 1, "city_name"), (1, 2, "city_name"), (2, 3, "city_name"))
    values = [value for _, value in marks(once(unseen(CITY_SLOTS, ["Ulan Ude", "Oulu"]), words))]
    assert values in (["ulan ude", "ulan ude's", "oulu"], ["oulu", "oulu's", "ulan ude"])


def test_a_name_has_capitals_where_the_value_has() -> None:
    kind = unseen(CITY_SLOTS, ["Dar es Salaam"])
    assert marks(once(kind, marked("to {destination}", destination="New York"))) == [("destination", "Dar es Salaam")]
    assert marks(once(kind, marked("to {destination}", destination="new york"))) == [("destination", "dar es salaam")]


def test_names_whose_every_word_is_known_are_left_out() -> None:
    assert unknown(["San Jose", "San Pedro", "Oulu"], {"san", "jose", "oulu"}) == ["San Pedro"]


def test_there_are_names_enough() -> None:
    assert len(set(CITIES)) == len(CITIES) >= 200
    assert len(set(AIRLINES)) == len(AIRLINES) >= 50
    assert {len(name.split()) for name in CITIES} == {1, 2, 3}


def test_a_typo_alters_one_word_by_one_letter() -> None:
    places = set()
    for before, after in many("one typo"):
        pairs = list(zip(before.words, after.words, strict=True))
        wrong = [i for i, pair in enumerate(pairs) if pair[0] != pair[1]]
        assert len(wrong) == 1
        right, slip = pairs[wrong[0]]
        assert sum(map(str.isalpha, right)) >= 4
        assert abs(len(slip) - len(right)) <= 1
        places |= set(wrong) if before is FLIGHT else set()
    # Words in values and words beside them.
    assert places & {5, 8, 11, 15}
    assert places & {0, 3, 4, 13, 14}


def test_short_words_have_no_typo() -> None:
    assert once(KINDS["one typo"], sentence("is it ok 12345")) == sentence("is it ok 12345")


def test_the_four_slips() -> None:
    found = {mistyped("Aab", Random(seed)) for seed in range(500)}
    assert found == {
        *{"aAb", "Aba"},
        *{"ab", "Ab", "Aa"},
        *{"AAab", "Aaab", "Aabb"},
        *{"Sab", "Asb", "Aav", "Aan"},
    }


@pytest.mark.parametrize("name", LETTERS[1:])
def test_capitals_change_no_letter(name: str) -> None:
    for before, after in many(name):
        assert after.text.lower() == before.text
        assert after.runs() == before.runs()


def test_the_capitals_of_each_kind() -> None:
    assert once(KINDS["all capitals"], HOTEL).text == "WHAT'S BOSTON'S CHEAPEST FARE"
    assert once(KINDS["first letters capital"], HOTEL).text == "What's Boston's Cheapest fare"
    assert once(KINDS["capitals and punctuation"], HOTEL).text == "What's Boston's cheapest fare?"
    assert once(KINDS["capitals and punctuation"], FLIGHT).text == (
        "Show me a flight from Boston to San Jose, on Monday and return with Delta."
    )


def test_i_and_codes_are_written_with_capitals() -> None:
    words = sentence("now i'd fly to dc and i pay", (4, 5, "toloc.state_code"))
    assert once(KINDS["capitals and punctuation"], words).text == "Now I'd fly to DC and I pay."


def test_punctuation_adds_marks_as_the_tokenizer_splits_them() -> None:
    for before, after in many("punctuation"):
        bare = [word for word in after.words if word not in {",", ".", "?"}]
        assert bare == [word for word in before.words if word != ","]
        assert after.words[-1] == ("?" if before is HOTEL else ".")
        assert [token.text for token in HABITS(after.text)] == after.words
    texts = {after.text.rpartition(" and ")[0] for before, after in many("punctuation") if before is FLIGHT}
    begin = "show me a flight from boston"
    assert texts == {
        f"{begin} to san jose, on monday,",
        f"{begin}, to san jose, on monday",
        f"{begin}, to san jose, on monday,",
    }


def test_a_sentence_that_has_its_full_stop_gets_no_other() -> None:
    assert once(KINDS["punctuation"], sentence("thank you .")).text == "thank you."


def test_fillers_are_in_front_and_between() -> None:
    phrases = ("uh", "um", "please", "well", "you know")
    for before, after in many("fillers"):
        front = next(phrase for phrase in phrases if after.text.startswith(f"{phrase} "))
        others = [phrase.split() for phrase in phrases if phrase != front]
        words = after.words[len(front.split()) :]
        assert any(
            words[:place] + words[place + len(other) :] == before.words
            for other in others
            for place in range(len(words))
            if words[place : place + len(other)] == other
        )


def test_abbreviations_in_values_and_beside_them() -> None:
    words = sentence("Please leave on Monday and arrive tomorrow", (3, 4, "day"), (6, 7, "day"))
    after = once(abbreviations, words)
    assert after.text == "Pls leave on Mon & arrive tmrw"
    assert marks(after) == [("day", "Mon"), ("day", "tmrw")]


def test_synonyms_leave_what_is_not_a_phrase_of_theirs() -> None:
    for seed in range(20):
        after = once(synonyms, FLIGHT, seed).text
        assert after.endswith(" out of boston to san jose, on monday and return with delta")
        front = after.removesuffix(" out of boston to san jose, on monday and return with delta")
        assert front in {f"{a} {b}" for a in SYNONYMS["show me"] for b in SYNONYMS["a flight"]}


def test_from_stays_where_no_place_that_one_starts_from_follows() -> None:
    words = sentence("from six to nine from oslo", (1, 2, "start_time"), (5, 6, "city_name"))
    assert once(synonyms, words) == words


def test_no_abbreviation_or_synonym_is_what_it_stands_for() -> None:
    assert all(word != other for word, other in ABBREVIATIONS.items())
    assert all(phrase not in others for phrase, others in SYNONYMS.items())
    assert all(1 <= len(phrase.split()) <= 3 for phrase in SYNONYMS)


def test_what_is_put_in_at_an_edge_is_outside_of_the_span() -> None:
    words = sentence("a b c", (1, 2, "x"), (2, 3, "y"))
    after = edited(words, [Edit(1, 1, ("1",)), Edit(1, 2, ("b", "b")), Edit(2, 2, ("2",)), Edit(3, 3, ("3",))])
    assert after.text == "a 1 b b 2 c 3"
    assert marks(after) == [("x", "b b"), ("y", "c")]


def test_intent_and_place_are_kept() -> None:
    words = sentence("show me a flight", where="train.conll:3")
    assert once(synonyms, words).where == "train.conll:3"


@pytest.fixture
def results_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    return tmp_path / "RESULTS.md"


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A folder whose test split is the training split of the small model."""
    blocks = [
        "".join(f"{word}\t{tag}\n" for word, tag in zip(words.words, tags_of(words, SCHEMES["iob2"]), strict=True))
        for words in small_corpus()
    ]
    folder = tmp_path / "small"
    folder.mkdir()
    for split in ("train", "dev", "test"):
        (folder / f"{split}.conll").write_text("\n".join(blocks), encoding="utf-8")
    return folder


def test_kinds_that_change_nothing_are_left_out(small_data: Path) -> None:
    suite = Suite.of(load_corpus(small_data), seed=0)
    assert "unseen airlines" not in suite.perturbed
    assert "unseen cities" in suite.perturbed
    assert all(len(sentences) == len(suite.clean) for sentences in suite.perturbed.values())


def test_scores_are_of_the_perturbed_sentences(small_data: Path) -> None:
    suite = Suite.of(load_corpus(small_data), seed=0)
    scores = suite.scores(lambda sentences: sentences)
    assert list(scores) == ["clean", *suite.perturbed]
    assert set(scores.values()) == {100.0}


def test_the_command_writes_its_section(
    model_dir: Path, small_data: Path, results_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["robustness", "--write", str(small_data), str(model_dir), str(model_dir)])
    robustness.main()
    text = results_file.read_text(encoding="utf-8")
    assert "## Robustness: small\n" in text
    assert "| clean |  | 100.00 ± 0.00 |  |" in text
    assert "| all capitals | 100 % |" in text
    assert "mean and standard deviation of 2 models" in text
