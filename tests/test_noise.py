"""Noise on training sentences: what each kind changes, that marks stay on their values, that it rests on the seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slottag.model import Config, TrainingConfig, Vocabulary
from slottag.text import Sentence
from slottag.training import TrainingData
from slottag.training.augmentation import Noise, Phrase
from slottag.training.augmentation.changes import (
    PHRASE_CHANGES,
    WORD_CHANGES,
    bare,
    capitals,
    initials,
    punctuated,
    slip,
)
from slottag.training.augmentation.names import Names
from slottag.training.augmentation.spelling import Spelling
from slottag.training.augmentation.strays import Strays
from tests.conftest import small_corpus

PHRASE = Phrase(("fly", "from", "New", "York", "to", "Oslo", ",", "please", "!"), ((2, 4, "origin"), (5, 6, "place")))
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend", "day", "week"]
DAYS = [(when, day) for when in ("next", "this", "last", "every") for day in WEEK]
HOURS = [("noon",), ("midnight",)]
EVERY = [*WORD_CHANGES, *PHRASE_CHANGES]


def cities(count: int) -> list[Phrase]:
    names = ["".join(Random(n).choices("abcdeilmnorst", k=6)) for n in range(count)]
    phrases = [
        Phrase(("to", name, "on", "day", str(n)), ((1, 2, "city"), (3, 5, "day"))) for n, name in enumerate(names)
    ]
    return phrases * 20


def levenshtein_one(one: str, other: str) -> bool:
    """Whether a letter left out, put in, changed, or two swapped make the one the other."""
    if len(one) == len(other):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        swapped = len(differing) == 2 and one[differing[0]] == other[differing[1]]
        return len(differing) == 1 or (swapped and one[differing[1]] == other[differing[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


@given(st.integers(0, 10_000), st.sampled_from(EVERY))
def test_values_stay_where_they_are_marked(seed: int, change: Callable[[Phrase, Random], Phrase]) -> None:
    changed = change(PHRASE, Random(seed))
    assert [slot for *_, slot in changed.runs] == ["origin", "place"]
    for before, after in zip(PHRASE.runs, changed.runs, strict=True):
        now, then = (" ".join(phrase.value(run)).lower() for phrase, run in ((changed, after), (PHRASE, before)))
        assert now == then or levenshtein_one(now, then)


def test_a_slip_changes_one_long_word_by_one_letter() -> None:
    kinds = Counter()
    for seed in range(200):
        changed = slip(PHRASE, Random(seed))
        assert changed.runs == PHRASE.runs
        differing = [pair for pair in zip(PHRASE.words, changed.words, strict=True) if pair[0] != pair[1]]
        assert len(differing) <= 1
        for before, after in differing:
            assert len(before) >= 4
            assert levenshtein_one(before, after)
            kinds[len(after) - len(before)] += 1
    assert set(kinds) == {-1, 0, 1}
    short = Phrase(("to", "NY", "4pm."), ())
    assert slip(short, Random(0)) == short


def test_case_and_marks() -> None:
    assert " ".join(capitals(PHRASE, Random(0)).words) == "FLY FROM NEW YORK TO OSLO , PLEASE !"
    small = Phrase(tuple(word.lower() for word in PHRASE.words), PHRASE.runs)
    said = {" ".join(initials(small, Random(seed)).words) for seed in range(20)}
    assert said == {"Fly from New York to Oslo , please !", "Fly From New York To Oslo , Please !"}
    stripped = bare(PHRASE, Random(0))
    assert stripped.words == ("fly", "from", "new", "york", "to", "oslo", "please")
    assert stripped.runs == ((2, 4, "origin"), (5, 6, "place"))
    assert bare(Phrase(("?", "!"), ()), Random(0)).words == ("?", "!")
    assert bare(Phrase(("St", ".", "!"), ((0, 2, "x"),)), Random(0)) == Phrase(("st", "."), ((0, 2, "x"),))


def test_punctuation_is_put_between_and_behind_but_into_no_span() -> None:
    plain = Phrase(("fly", "from", "new", "york"), ((2, 4, "origin"),))
    seen = {punctuated(plain, Random(seed)) for seed in range(300)}
    lowered = {tuple(word.lower() for word in phrase.words) for phrase in seen}
    assert ("fly", "from", "new", "york", "?") in lowered
    assert ("fly", ",", "from", "new", "york") in lowered
    assert ("fly", "from", ",", "new", "york", ".") in lowered
    assert all(" ".join(phrase.value(phrase.runs[0])).lower() == "new york" for phrase in seen)
    marked = Phrase(("go", "!"), ())
    assert all(punctuated(marked, Random(seed)).words[-1] == "!" for seed in range(50))


def test_open_slots_are_those_of_many_values_with_words_of_their_own_and_no_digits() -> None:
    assert Names(cities(39)).open_slots == frozenset()
    assert Names(cities(40)).open_slots == {"city"}
    assert Names([]).open_slots == frozenset()
    assert Names(cities(40)[:799]).open_slots == frozenset()
    composed = [Phrase((*day, *hour), ((0, 2, "day"), (2, 3, "hour"))) for day in DAYS for hour in HOURS] * 10
    assert len({phrase.words[:2] for phrase in composed}) == 40
    assert Names(composed).open_slots == frozenset()
    assert Names([*composed, *cities(40)]).open_slots == {"city"}
    stops = [Phrase(("via", phrase.words[1]), ((1, 2, "stop"),)) for phrase in cities(40)[:3]]
    assert Names([*cities(40), *stops]).open_slots == {"city", "stop"}
    codes = [Phrase(("via", code), ((1, 2, "stop"),)) for code in ("osl", "gru")]
    assert Names([*cities(40), *stops, *codes]).open_slots == {"city"}


def test_names_are_new_and_stand_in_open_slots_alone() -> None:
    phrases = cities(60)
    names = Names(phrases)
    known = {phrase.words[1] for phrase in phrases}
    random = Random(0)
    invented = set()
    for phrase in phrases:
        changed = names.renamed(phrase, random)
        assert changed.words[0] == "to"
        (first, end, slot), day = changed.runs
        assert (slot, changed.value(day)) == ("city", phrase.words[3:5])
        invented.add(" ".join(changed.words[first:end]))
    assert len(invented - known) > 100
    assert invented & known  # Some are left as they are.


def test_a_name_has_as_many_words_as_another_and_begins_as_the_one_in_its_place() -> None:
    two = [Phrase(("to", "New", *phrase.words[1:2]), ((1, 3, "city"),)) for phrase in cities(50)]
    changed = [Names(two).renamed(phrase, Random(seed)) for seed, phrase in enumerate(two)]
    assert any(now != then for now, then in zip(changed, two, strict=True))
    assert all(len(phrase.words) == 3 and phrase.runs[0][:2] == (1, 3) for phrase in changed)
    assert all(phrase.words[1][0].isupper() for phrase in changed)


def test_words_between_those_of_a_longer_name_are_said_elsewhere_too() -> None:
    long = [Phrase(("fly", "to", "san", p.words[1], "del", "mar"), ((2, 6, "city"),)) for p in cities(60)]
    names, random = Names(long), Random(3)
    values = [changed.value(changed.runs[0]) for changed in (names.renamed(phrase, random) for phrase in long)]
    inside = [word for value in values for word in value[1:-1]]
    assert 0.1 < sum(word in ("fly", "to") for word in inside) / len(inside) < 0.3
    assert not {"fly", "to"} & {word for value in values for word in (value[0], value[-1])}


def test_words_are_spelled_after_those_that_are_known() -> None:
    spelling = Spelling(["anna", "annika"])
    random = Random(1)
    words = {spelling.word(random) for _ in range(200)}
    assert {"anna", "annika"} <= words
    assert all(word.startswith("ann") and set(word) <= set("anik") and 2 <= len(word) <= 12 for word in words)
    short = Spelling(["ab", "abab"])
    assert min(len(short.word(random)) for _ in range(50)) == 2
    assert min(len(short.word(random, 4)) for _ in range(50)) == 4


def test_strays_are_in_no_span_and_look_like_words_outside() -> None:
    strays = Strays(cities(3))
    for seed in range(100):
        changed = strays(PHRASE, Random(seed))
        added = len(changed.words) - len(PHRASE.words)
        assert added in (1, 2)
        assert [changed.value(run) for run in changed.runs] == [PHRASE.value(run) for run in PHRASE.runs]
        assert len([word for word in changed.words if set(word) <= set("toon")]) >= added
    inside = Phrase(("Oslo",), ((0, 1, "city"),))
    assert Strays([inside])(inside, Random(0)) == inside


def test_phrases_keep_their_spans_when_words_come_and_go() -> None:
    assert PHRASE.with_values({0: ("Rome",), 1: ("San", "Jose", "City")}) == Phrase(
        ("fly", "from", "Rome", "to", "San", "Jose", "City", ",", "please", "!"), ((2, 3, "origin"), (4, 7, "place"))
    )
    assert PHRASE.with_outside(5, "x").runs == ((2, 4, "origin"), (6, 7, "place"))
    assert PHRASE.with_outside(0, "x").runs == ((3, 5, "origin"), (6, 7, "place"))
    assert PHRASE.without([0, 4, 6]).runs == ((1, 3, "origin"), (3, 4, "place"))
    sentence = Sentence.from_words(PHRASE.words).with_runs(PHRASE.runs)
    assert Phrase.of(sentence) == PHRASE


def test_the_parts_with_noise_are_as_large_as_set() -> None:
    phrases = cities(40)
    noise, random = Noise(phrases, lengthens=True), Random(0)
    silent = TrainingConfig(noise=0.0, renaming=0.0)
    assert all(noise(phrase, silent, random) == phrase for phrase in phrases)
    names_alone = TrainingConfig(noise=0.0, renaming=0.5)
    renamed = sum(noise(phrase, names_alone, random) != phrase for phrase in phrases)
    assert renamed == pytest.approx(0.5 * 0.8 * len(phrases), rel=0.25)
    words_alone, loud = Noise(phrases, lengthens=False), TrainingConfig(noise=1.0, renaming=1.0)
    assert all(words_alone(phrase, loud, random).runs == phrase.runs for phrase in phrases)


def test_there_is_as_much_less_noise_as_rare_words_are_values() -> None:
    common = [Phrase(("to", "oslo"), ((1, 2, "city"),))] * 200
    rare = [Phrase((word,), ((0, 1, "city"),)) for word in ("aaaaa", "bbbbb", "ccccc")]
    half = [*common, *rare, Phrase(("ddddd",), ()), Phrase(("eeeee",), ()), Phrase(("fffff",), ())]
    assert (Strays([*common, *rare]).share, Strays(half).share) == (0.0, 0.5)
    loud, random = TrainingConfig(noise=1.0, renaming=0.0), Random(0)
    all_values = Noise([*common, *rare], lengthens=True)
    assert all(all_values(phrase, loud, random) == phrase for phrase in common)
    halved = Noise(half, lengthens=True)
    changed = sum(halved(phrase, loud, random) != phrase for phrase in common)
    assert 0.8 * len(common) < changed < len(common)


def test_noise_rests_on_the_seed_and_the_epoch_and_plain_tags_keep_their_words() -> None:
    sentences = small_corpus()
    vocabulary = Vocabulary.from_sentences(sentences)
    config = Config().replace({"noise": 1.0, "batch_size": 5})

    def dealt(data: TrainingData, seed: int, epoch: int) -> list[list[int]]:
        settings = Config().replace({"noise": 1.0, "batch_size": 5, "seed": seed, "word_dropout": 0.0}).training
        return [batch.words.flatten().tolist() for batch in data.batches(settings, epoch)]

    data, again = (TrainingData(sentences, config.network, vocabulary) for _ in range(2))
    assert dealt(data, 0, 1) == dealt(again, 0, 1)
    assert dealt(data, 0, 1) != dealt(data, 0, 2)
    assert dealt(data, 0, 1) != dealt(data, 1, 1)
    plain = config.replace({"scheme": "plain"})
    tagged = [Sentence.from_words(["Oslo", "calls"]).with_runs([(0, 1, "noun"), (1, 2, "verb")])] * 40
    counted = TrainingData(tagged, plain.network, Vocabulary.from_sentences(tagged))
    assert all(batch.mask.sum(dim=1).tolist() == [2] * len(batch.mask) for batch in counted.batches(config.training, 1))
