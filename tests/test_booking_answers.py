"""Answers to questions in the built-in corpora: what is drawn, what is set aside, and what their files hold."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from slottag.corpora.chinese import CHINESE
from slottag.corpora.engine.answers import asked_anyway, harmless, read_answers
from slottag.corpora.engine.patterns import Choice
from slottag.corpora.engine.slots import SLOTS
from slottag.corpora.engine.splits import ANSWERS
from slottag.corpora.engine.tables import read_table
from slottag.corpora.engine.written import read_written
from slottag.corpora.english import ENGLISH
from slottag.data.corpus import load_corpus
from slottag.errors import DataError
from slottag.text import Sentence
from tests.conftest import marked

DATASETS = Path(__file__).parents[1] / "datasets"
CORPORA = ["booking", "booking-zh"]
FILE = """
[answers.place]
share = 2
asked = ["origin", "destination origin"]
patterns = ["[{place}](asked)", "{on_date:asked}"]
"""


@pytest.fixture(params=CORPORA)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def answers(name: str) -> dict[str, list[Sentence]]:
    splits = load_corpus(name).splits
    return {split: [sentence for sentence in own if sentence.asked] for split, own in splits.items()}


def test_a_pattern_is_about_the_first_slot_of_each_question(tmp_path: Path) -> None:
    (tmp_path / "answers-some.toml").write_text(FILE, encoding="utf-8")
    one, both = read_answers([read_table(tmp_path, "answers-some")])
    assert (one.asked, both.asked, one.share) == (("origin",), ("destination", "origin"), 2)
    marks = [next(pattern.walk()) for group in (one, both) for pattern in group.patterns]
    assert [node.slot for node in marks if not isinstance(node, str | Choice)] == ["origin"] * 2 + ["destination"] * 2
    assert [pattern.text for pattern in one.patterns] == [pattern.text for pattern in both.patterns]


def test_what_was_asked_stands_above_what_is_written_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("hello\n## asked: origin destination\n[Oslo](origin)\n## talk\nthanks\n", encoding="utf-8")
    assert [sentence.asked for sentence in read_written(file)] == [(), ("origin", "destination"), ()]


def test_a_question_that_changes_nothing_is_about_what_is_filled_or_could_not_be() -> None:
    sentence = marked("leave {origin} on {departure_date}", origin="Rome", departure_date="Friday")
    slots = harmless(sentence)
    assert {"origin", "departure_date", "departure_time", "arrival_time", "cabin"} <= {*slots}
    assert not {"destination", "via", "arrival_date", "return_date"} & {*slots}
    assert [one.asked for one in asked_anyway([sentence], 0.0)] == [()]
    (asked,) = asked_anyway([sentence], 1.0)
    assert asked.asked[0] in slots
    assert replace(asked, asked=()) == sentence
    given = replace(sentence, asked=("via",))
    assert [*asked_anyway([given], 1.0)] == [given]


def test_train_asks_for_every_slot_and_the_same_words_answer_several_questions(
    answers: dict[str, list[Sentence]],
) -> None:
    questions = Counter(slot for sentence in answers["train"] for slot in sentence.asked)
    assert {*questions} == {*SLOTS}
    assert min(questions.values()) >= 10
    meant: dict[str, set[str]] = defaultdict(set)
    for sentence in answers["train"]:
        if len(sentence.spans) == 1 and sentence.value(sentence.spans[0]) == sentence.text:
            meant[sentence.text.casefold()].add(sentence.spans[0].slot)
    assert sum(len(slots) > 1 for slots in meant.values()) >= 30
    assert sum(not sentence.spans for sentence in answers["train"]) >= 50


def test_the_test_of_answers_is_written_by_hand_and_never_trained_on(
    name: str, answers: dict[str, list[Sentence]]
) -> None:
    tested = load_corpus(name).split(ANSWERS)
    assert len(tested) >= 200
    assert all(sentence.asked for sentence in tested)
    learned = {(sentence.text.casefold(), sentence.asked) for own in ("train", "dev") for sentence in answers[own]}
    assert not learned & {(sentence.text.casefold(), sentence.asked) for sentence in tested}
    # Bare: most are a value and nothing else, or a word or two more.
    assert sum(len(sentence.tokens) <= 6 for sentence in tested) >= 150


def test_its_places_and_carriers_are_in_no_sentence_to_train_on(name: str) -> None:
    # Values and what stands between them: the end of one and the beginning of the next make up no name.
    trained = "\n".join(text for sentence in load_corpus(name).split("train") for text, _ in sentence.pieces())
    names = {
        sentence.value(span)
        for sentence in load_corpus(name).split(ANSWERS)
        for span in sentence.spans
        if span.slot in ("origin", "destination", "via", "carrier")
    }
    edge = r"\b" if name == "booking" else ""
    known = [place for place in names if re.search(f"{edge}{re.escape(place)}{edge}", trained, re.IGNORECASE)]
    assert known == []


def test_an_answer_with_a_broken_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers-some.toml").write_text(FILE.replace("[{place}](asked)", "[{place}(asked)"), encoding="utf-8")
    with pytest.raises(DataError, match="leaves a bracket open"):
        read_answers([read_table(tmp_path, "answers-some")])


def test_every_split_that_draws_answers_has_their_grammar() -> None:
    for recipe, folder in ((ENGLISH, "booking"), (CHINESE, "booking-zh")):
        for split in recipe.splits:
            if split.answers:
                assert recipe.read(DATASETS / folder, split).grammar.answers
