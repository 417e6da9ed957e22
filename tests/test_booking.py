"""The booking corpus: the committed files and the rules of annotation that they keep."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from slottag.corpora.__main__ import main
from slottag.corpora.engine.corpus import write_corpus
from slottag.corpora.engine.grammar import Grammar
from slottag.corpora.engine.patterns import parse_pattern
from slottag.corpora.engine.slots import SLOTS
from slottag.corpora.engine.tables import read_table
from slottag.corpora.engine.written import read_written
from slottag.corpora.english import ENGLISH
from slottag.corpora.english.places import bare_name, in_ascii
from slottag.text import Sentence, Span, tokenize_words
from slottag.text.projection import cut_at_spans

FOLDER = Path(__file__).parents[1] / "datasets" / "booking"
FILES = [split.name for split in ENGLISH.splits]
# What the grammar says alone, without noise and hand-written sentences: its rules of annotation can be checked by it.
GENERATED = {
    split.name: replace(split, noise=0.0, written="", answers=0, anyway=0.0)
    for split in ENGLISH.splits
    if split.make and split.noise < 1
}
NAMES = list(GENERATED)
PLACE_SLOTS = ("origin", "destination", "via")
TWINS = {
    "origin": "destination",
    "departure_date": "arrival_date",
    "departure_time": "arrival_time",
}
TWINS |= {twin: slot for slot, twin in TWINS.items()}


def read_split(name: str) -> list[Sentence]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [to_sentence(json.loads(line)) for line in lines]


def to_sentence(record: dict[str, object]) -> Sentence:
    text, spans, asked = record["text"], record["spans"], record.get("asked", [])
    assert isinstance(text, str)
    assert isinstance(spans, list)
    assert isinstance(asked, list)
    assert {*record} - {"asked"} == {"text", "spans"}
    assert all(set(span) == {"start", "end", "slot"} for span in spans)
    marked = tuple(Span(**span) for span in spans)
    return Sentence(text, cut_at_spans(tokenize_words(text), marked), marked, asked=tuple(asked))


@pytest.fixture(scope="module")
def files() -> dict[str, list[Sentence]]:
    return {name: read_split(name) for name in FILES}


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Sentence]]:
    return {name: ENGLISH.generate(FOLDER, split) for name, split in GENERATED.items()}


@pytest.fixture(scope="module")
def grammars() -> dict[str, Grammar]:
    return {split.name: ENGLISH.read(FOLDER, split).grammar for split in ENGLISH.splits if split.name == split.patterns}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the grammar and the data card, but no corpus."""
    for source in (*FOLDER.glob("*.toml"), *FOLDER.glob("*.txt"), FOLDER / "README.md"):
        shutil.copy(source, tmp_path)
    return tmp_path


def all_values(sentences: list[Sentence]) -> list[tuple[str, str]]:
    return [(span.slot, sentence.value(span)) for sentence in sentences for span in sentence.spans]


def said(sentence: Sentence) -> tuple[str, tuple[str, ...]]:
    return sentence.text.casefold(), sentence.asked


def patterns_of(grammar: Grammar) -> list[str]:
    return [pattern.text for group in grammar.groups for pattern in group.patterns]


# The committed files


def test_the_committed_files_are_what_the_grammar_gives(copy: Path) -> None:
    card = copy / "README.md"
    card.write_text(re.sub(r"\d+ \|", "0 |", card.read_text(encoding="utf-8")), encoding="utf-8")
    write_corpus(ENGLISH, copy)
    for name in ("README.md", *(f"{name}.jsonl" for name in FILES)):
        assert (copy / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_command_writes_the_corpus_and_says_nothing(copy: Path) -> None:
    assert main(["english", str(copy)]) is None
    assert (copy / "contrast.jsonl").read_bytes() == (FOLDER / "contrast.jsonl").read_bytes()


def test_sizes(corpus: dict[str, list[Sentence]], grammars: dict[str, Grammar]) -> None:
    assert 5000 <= len(corpus["train"]) <= 11000
    assert 500 <= len(corpus["dev"]) <= 650
    assert 950 <= len(corpus["test"]) <= 1050
    assert len(corpus["contrast"]) == 300
    assert len(patterns_of(grammars["train"])) >= 120
    for folder in (FOLDER, FOLDER.parent / "booking-zh"):
        assert sum(path.stat().st_size for path in folder.iterdir()) < 5_000_000


def test_the_clauses_are_many(grammars: dict[str, Grammar]) -> None:
    rules = read_table(FOLDER, "clauses-train").sub("rules").parsed_lists(parse_pattern)
    assert sum(len(set(own)) for own in rules.values()) >= 600
    assert len(set(patterns_of(grammars["train"]))) >= 900


def test_the_hand_written_sentences_are_in_their_splits(files: dict[str, list[Sentence]]) -> None:
    sizes = {"train": 960, "dev": 30, "test": 220, "test-2": 300}
    homes = {"test": "handwritten", "test-2": "handwritten-2"}
    for name, size in sizes.items():
        written = {sentence.text.casefold() for sentence in read_written(FOLDER / f"handwritten-{name}.txt")}
        assert len(written) >= size
        split = {sentence.text.casefold() for sentence in files[homes.get(name, name)]}
        assert written <= split


def test_every_slot_is_frequent_in_train_and_present_in_dev_and_test(corpus: dict[str, list[Sentence]]) -> None:
    for name, least in (("train", 150), ("dev", 5), ("test", 25)):
        slots = [slot for slot, _ in all_values(corpus[name])]
        assert set(slots) == set(SLOTS)
        assert min(slots.count(slot) for slot in SLOTS) >= least


def test_arrival_and_departure_are_balanced(corpus: dict[str, list[Sentence]]) -> None:
    """Sentences of one place: a place alone must not be a start or an end."""
    lonely = [[span.slot for span in sentence.spans if span.slot in PLACE_SLOTS] for sentence in corpus["train"]]
    starts, ends = lonely.count(["origin"]), lonely.count(["destination"])
    assert min(starts, ends) > 600
    assert 0.3 < starts / ends < 3


def test_each_split_says_nothing_twice(files: dict[str, list[Sentence]]) -> None:
    for name in FILES:
        texts = [said(sentence) for sentence in files[name]]
        assert len(set(texts)) == len(texts)


def test_no_test_sentence_is_in_train(files: dict[str, list[Sentence]]) -> None:
    train, *others = ({said(sentence) for sentence in files[name]} for name in FILES)
    assert not any(train & other for other in others)


def test_patterns_of_one_split_are_in_no_other(grammars: dict[str, Grammar]) -> None:
    texts = [text for grammar in grammars.values() for text in patterns_of(grammar)]
    assert len(set(texts)) == len(texts)


def test_some_sentences_hold_no_slot(corpus: dict[str, list[Sentence]]) -> None:
    for name in ("train", "dev", "test"):
        share = sum(not sentence.spans for sentence in corpus[name]) / len(corpus[name])
        assert (0.1 if name == "train" else 0.02) < share < 0.2


# Places


def place_names(split: str) -> set[str]:
    tables = [read_table(FOLDER, f"{kind}-{split}") for kind in ("places", "gathered")]
    lists = [area.string_lists() for table in tables for area in table.tables()]
    return {bare_name(place) for kinds in lists for places in kinds.values() for place in places}


def test_there_are_enough_places_and_none_in_two_splits() -> None:
    train, dev, test = (place_names(name) for name in ("train", "dev", "test"))
    assert len(train) >= 3000
    assert min(len(dev), len(test)) >= 200
    assert not train & dev
    assert not train & test
    assert not dev & test


def test_no_place_that_is_marked_in_dev_or_test_is_marked_in_train(corpus: dict[str, list[Sentence]]) -> None:
    marked = {
        name: {bare_name(value) for slot, value in all_values(corpus[name]) if slot in PLACE_SLOTS} for name in NAMES
    }
    assert len(marked["train"]) >= 2000
    assert not marked["train"] & (marked["dev"] | marked["test"] | marked["contrast"])
    assert not marked["dev"] & marked["test"]


def test_famous_places_are_in_train_in_both_roles(corpus: dict[str, list[Sentence]]) -> None:
    said = {(slot, value.casefold()) for slot, value in all_values(corpus["train"])}
    for place in ("taipei", "london", "paris", "boston", "new york", "tokyo"):
        assert ("origin", place) in said
        assert ("destination", place) in said


def test_diacritics_are_said_and_left_out(corpus: dict[str, list[Sentence]]) -> None:
    places = {value.casefold() for slot, value in all_values(corpus["train"]) if slot in PLACE_SLOTS}
    both = {place for place in places if not place.isascii() and in_ascii(place) in places}
    assert len(both) > 20


# The rules of annotation

LEFT_OUT = ("at", "on", "in", "to", "from", "for", "the", "a", "an", "of", "via", "with", "through")
BOUNDS = ("before", "around", "than", "between", "under", "below", "most")
DATES = ("departure_date", "arrival_date", "return_date")
TIMES = ("departure_time", "arrival_time", "return_time")


@pytest.mark.parametrize("name", NAMES)
def test_no_value_begins_with_an_article_or_preposition(corpus: dict[str, list[Sentence]], name: str) -> None:
    for slot, value in all_values(corpus[name]):
        bare = re.sub(r"(?i)^at most |^via (?=rail)", "", value)  # a bound and a company's name
        assert bare.split()[0].casefold() not in LEFT_OUT, (slot, value)


@pytest.mark.parametrize("name", NAMES)
def test_bounds_are_inside_the_value(corpus: dict[str, list[Sentence]], name: str) -> None:
    for sentence in corpus[name]:
        words = sentence.words
        for first, _, slot in sentence.runs():
            if first and slot in (*DATES, *TIMES, "price"):
                assert words[first - 1].casefold() not in BOUNDS, sentence.text


@pytest.mark.parametrize("name", NAMES)
def test_values_end_in_a_word(corpus: dict[str, list[Sentence]], name: str) -> None:
    for slot, value in all_values(corpus[name]):
        assert value[-1].isalnum() or value[-1] in "$€£" or re.search(r"(?i)\d\.\d+\.$|[ap]\.m\.$|D\.C\.$", value), (
            slot,
            value,
        )
        assert value[0].isalnum() or value[0] in "$€£", (slot, value)


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_times_are_apart(corpus: dict[str, list[Sentence]], name: str) -> None:
    days = re.compile(r"(?i)\b(mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|\btoday|january|october|week")
    hours = re.compile(r"(?i)o['’]?clock|\d ?[ap]\.?m\b|noon|morning|evening|\bnight")
    for slot, value in all_values(corpus[name]):
        if slot in TIMES:
            assert not days.search(value), value
        if slot in DATES:
            assert not hours.search(value), value


@pytest.mark.parametrize("name", NAMES)
def test_currencies_belong_to_their_numbers(corpus: dict[str, list[Sentence]], name: str) -> None:
    currencies = read_table(FOLDER, "words").sub("rules").strings("currency")
    named = "|".join(map(re.escape, currencies))
    money = re.compile(rf"(?i)[$€£]|dollars|euros?\b|pounds|bucks|quid|\busd|\beur\b|\b(?:{named})(?!\w)")
    budget = re.compile(r"(?i)most affordable|a grand|\b\d[\d,]+( max| tops| or less)?$")
    for sentence in corpus[name]:
        for span in (span for span in sentence.spans if span.slot == "price"):
            value, behind = sentence.value(span), sentence.text[span.end :]
            if re.search(r"\d|under|less|most|hundred", value):
                assert money.search(value) or budget.search(value), value
            assert not re.match(rf"(?i) ?(dollars|euros|pounds|{named})\b", behind), sentence.text
    plain = re.compile(r"(?i)[$€£]|dollars|euros?\b|pounds|bucks|\busd|\beur\b")
    spoken = [sentence for sentence in corpus[name] if plain.search(sentence.text)]
    for sentence in spoken:
        paid_once = re.search(r"(?i)i paid|voucher for|it was", sentence.text)
        no_trip = name == "train" and not sentence.spans
        assert paid_once or no_trip or any(slot == "price" for slot, _ in all_values([sentence])), sentence.text


@pytest.mark.parametrize("name", NAMES)
def test_tonight_is_a_time(corpus: dict[str, list[Sentence]], name: str) -> None:
    for slot, value in all_values(corpus[name]):
        if re.match(r"(?i)tonight|this (morning|afternoon|evening)", value):
            assert slot in TIMES


@pytest.mark.parametrize("name", NAMES)
def test_nouns_stay_outside(corpus: dict[str, list[Sentence]], name: str) -> None:
    nouns = ("ticket", "tickets", "flight", "flights", "train", "seat", "seats", "fare", "connection")
    for slot, value in all_values(corpus[name]):
        if slot not in ("carrier", *PLACE_SLOTS):
            assert not set(nouns) & set(value.casefold().split()), (slot, value)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_refused_or_taken_back_stays_outside(corpus: dict[str, list[Sentence]], name: str) -> None:
    refusal = re.compile(r"(?i)\b(not via|anything but|any company except|instead of|avoiding|i hate) $")
    repair = re.compile(r"(?i)^,? (no|sorry|i mean|wait|or rather), ")
    for sentence in corpus[name]:
        for span in sentence.spans:
            assert not refusal.search(sentence.text[: span.start]), sentence.text
            assert not repair.search(sentence.text[span.end :]), sentence.text


def test_durations_stay_outside(corpus: dict[str, list[Sentence]]) -> None:
    for _, value in (pair for name in NAMES for pair in all_values(corpus[name])):
        assert not re.search(r"(?i)\b(nights|long weekend)\b|^for ", value), value


@pytest.mark.parametrize("name", ["train", "dev", "test"])
def test_the_verb_right_before_a_place_gives_its_role(corpus: dict[str, list[Sentence]], name: str) -> None:
    arriving = re.compile(r"(?i)\b(arriv(e|es|ing) (in|at)|reach(es|ing)?|land(s|ing)? in|make it to|due in) $")
    leaving = re.compile(r"(?i)\b(depart(s|ing)? from|(take|takes|taking) off from|fl(y|ies|ying) out of|get out of) $")
    found = {"destination": 0, "origin": 0}
    for sentence in corpus[name]:
        for span in (span for span in sentence.spans if span.slot in PLACE_SLOTS):
            before = sentence.text[: span.start]
            role = "destination" if arriving.search(before) else "origin" if leaving.search(before) else None
            if role:
                assert span.slot == role, sentence.text
                found[role] += 1
    assert min(found.values()) > 10


def test_what_is_told_behind_both_places_is_of_either_end_as_often(corpus: dict[str, list[Sentence]]) -> None:
    cues = read_table(FOLDER, "cues")
    found = dict.fromkeys(("arrival", "departure"), 0)
    for pole in found:
        said = re.compile(rf"(?i)\b({'|'.join(cues.sub(pole).strings('hindmost'))}) ((at|on) )?(the )?$")
        for sentence in corpus["train"]:
            for one, other, told in zip(sentence.spans, sentence.spans[1:], sentence.spans[2:], strict=False):
                both = {one.slot, other.slot} == {"origin", "destination"}
                found[pole] += both and told.slot.startswith(pole) and bool(said.search(sentence.text[: told.start]))
    assert min(found.values()) > 100
    assert 0.8 < found["arrival"] / found["departure"] < 1.25, found


# The contrast pairs


def test_contrast_pairs_swap_the_roles_of_the_same_values(corpus: dict[str, list[Sentence]]) -> None:
    sentences = corpus["contrast"]
    for one, other in zip(sentences[::2], sentences[1::2], strict=True):
        assert one.text != other.text
        assert all_values([other]) == [(TWINS[slot], value) for slot, value in all_values([one])]
        assert one.spans


def test_contrast_pairs_begin_with_the_arrival_and_keep_their_frame(corpus: dict[str, list[Sentence]]) -> None:
    """What both lines have in common outside their values is at least half of the shorter one, cue words aside."""
    cues = read_table(FOLDER, "cues")
    lists = [cues.sub(*names).string_lists() for pole in ("arrival", "departure") for names in ([pole], *modes(pole))]
    spoken = {word.casefold() for table in lists for cue in table.values() for text in cue for word in text.split()}
    for one, other in zip(corpus["contrast"][::2], corpus["contrast"][1::2], strict=True):
        assert any(slot == "destination" or slot.startswith("arrival") for slot, _ in all_values([one]))
        frames = [[word for word in map(str.casefold, each.words) if word not in spoken] for each in (one, other)]
        assert without_article(frames[0]) == without_article(frames[1])


def modes(pole: str) -> list[list[str]]:
    return [[pole, mode] for mode in ("flight", "train", "coach", "ferry")]


def without_article(words: list[str]) -> list[str]:
    return [word for word in words if word not in ("a", "an")]
