"""The generator of the booking corpus: patterns, typing, numbers, dates, times, and bad grammars."""

from __future__ import annotations

import re
import shutil
from datetime import date, time
from pathlib import Path
from random import Random

import pytest

from slottag.corpora.__main__ import main
from slottag.corpora.engine.corpus import write_corpus
from slottag.corpora.engine.expansion import expand
from slottag.corpora.engine.generation import draw, draw_sentences
from slottag.corpora.engine.patterns import parse_frame, parse_pattern
from slottag.corpora.engine.pieces import Piece, natural
from slottag.corpora.english import ENGLISH
from slottag.corpora.english.dates import date_fields
from slottag.corpora.english.language import English, read_english
from slottag.corpora.english.numbers import number_word, ordinal, ordinal_word
from slottag.corpora.english.surface import hastier, hasty, loud, low, write_sentence
from slottag.corpora.english.times import time_fields
from slottag.errors import DataError
from slottag.text import Sentence

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FOLDER = Path(__file__).parents[1] / "datasets" / "booking"


@pytest.fixture(scope="module")
def english() -> English:
    return read_english(FOLDER, ENGLISH.split("train"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the grammar and the data card, but no corpus."""
    for source in (*FOLDER.glob("*.toml"), *FOLDER.glob("*.txt"), FOLDER / "README.md"):
        shutil.copy(source, tmp_path)
    return tmp_path


def all_values(sentences: list[Sentence]) -> list[tuple[str, str]]:
    return [(span.slot, sentence.value(span)) for sentence in sentences for span in sentence.spans]


def test_generation_does_not_depend_on_what_was_generated_before() -> None:
    dev = ENGLISH.split("dev")
    assert ENGLISH.generate(FOLDER, dev) == ENGLISH.generate(FOLDER, dev)


def say(text: str, pole: str, english: English) -> Sentence:
    draft = english.begin(Random("seed"), pole)
    return english.plain([*expand(parse_pattern(text), english.grammar, draft)], draft)


def test_a_pole_gives_the_slots_their_names(english: English) -> None:
    pattern = "I {@go} [Oslo](@place) on [Friday](@date) at [9](@time), {~going} [Rome](~place)."
    arrival, departure = (all_values([say(pattern, pole, english)]) for pole in ("arrival", "departure"))
    assert [slot for slot, _ in arrival] == ["destination", "arrival_date", "arrival_time", "origin"]
    assert [slot for slot, _ in departure] == ["origin", "departure_date", "departure_time", "destination"]


def test_a_reference_gives_the_slot_to_the_marks_in_its_rule(english: English) -> None:
    assert [slot for slot, _ in all_values([say("back {on_later:return_date}.", "arrival", english)])] == [
        "return_date"
    ]
    assert not say("not {on_later}.", "arrival", english).spans


def test_names_that_nobody_knows_are_made_up_to_train_on_alone(english: English) -> None:
    def places(language: English) -> set[str]:
        drafts = [language.begin(Random(f"{number}"), "arrival") for number in range(500)]
        return {str(language.networks.draw(draft).value) for draft in drafts}

    unseen = read_english(FOLDER, ENGLISH.split("unseen-places"))
    networks = [network for own in (english, unseen) for network in own.networks.by_name.values()]
    stock = {place for network in networks for place in network.places}
    assert 20 <= len(places(english) - stock) <= 100
    assert places(unseen) <= stock


def test_an_article_fits_the_word_behind_it(english: English) -> None:
    for word, article in (("economy", "an"), ("one-way", "a"), ("8 am", "an"), ("direct", "a"), ("express", "an")):
        assert say(f"book a [{word}](cabin) seat", "arrival", english).text == f"Book {article} {word} seat"


@pytest.mark.parametrize(
    ("typing", "text", "value"),
    [
        (natural, "I'd go to Portland, Oregon at 9 p.m.", "Portland, Oregon"),
        (low, "i'd go to portland, oregon at 9 p.m.", "portland, oregon"),
        (hasty, "i'd go to portland oregon at 9 p.m.", "portland oregon"),
        (hastier, "id go to portland oregon at 9 p.m.", "portland oregon"),
        (loud, "I'D GO TO PORTLAND, OREGON AT 9 P.M.", "PORTLAND, OREGON"),
    ],
)
def test_typing_keeps_marks_in_place(typing, text: str, value: str) -> None:  # type: ignore[no-untyped-def]
    there, when = Piece("Portland, Oregon", "destination"), Piece("9 p.m.", "arrival_time")
    sentence = write_sentence([Piece("I'd go to "), there, Piece(" at "), when, Piece(".")], typing)
    assert sentence.text == text
    assert sentence.value(sentence.spans[0]) == value
    assert sentence.spans[1].end == len(text)


def test_clauses_of_a_frame_change_places_with_pauses_between_them(english: English) -> None:
    drafts = [english.begin(Random(seed), "arrival") for seed in range(20)]
    frame = parse_frame("one # two / three / {|} # four")
    texts = {english.plain([*expand(frame, english.grammar, draft)], draft).text for draft in drafts}
    assert texts == {"Onetwo, threefour", "Onethree, twofour"}


def test_a_drawing_keeps_what_was_drawn_for_each_span(english: English) -> None:
    text = "from [{place}](origin) [before {week_only}](departure_date) at [{hour_style}](arrival_time)"
    drawing = draw(english, english.plain, parse_pattern(text), 0, "arrival")
    (place,), (day,), (clock,) = drawing.values
    told = [drawing.sentence.value(span) for span in drawing.sentence.spans]
    assert told == [place.text, f"before {day.text}", clock.text]
    assert isinstance(day.value, date)
    assert (day.text, day.style) == (WEEKDAYS[day.value.weekday()], "{weekday}")
    assert isinstance(clock.value, time)


def test_what_was_drawn_is_what_the_sentence_says(english: English) -> None:
    """Every day in digits and every number of some sentences."""
    checked = 0
    for drawing in draw_sentences(english, 400):
        for span, values in zip(drawing.sentence.spans, drawing.values, strict=True):
            said = re.sub(r"(?<=\d),(?=\d)", "", drawing.sentence.value(span).casefold())
            for value, style in ((each.value, each.style) for each in values):
                if isinstance(value, int) or "{d}" in style:
                    number = value.day if isinstance(value, date) else value
                    assert str(number) in said or number_word(int(str(number))) in said, said
                    checked += 1
    assert checked > 50


def test_a_circumflex_makes_a_capital() -> None:
    assert write_sentence([Piece("no rush. ^we "), Piece("wait.")]).text == "No rush. We wait."


@pytest.mark.parametrize(
    ("number", "word", "nth", "nth_word"),
    [
        (1, "one", "1st", "first"),
        (2, "two", "2nd", "second"),
        (11, "eleven", "11th", "eleventh"),
        (12, "twelve", "12th", "twelfth"),
        (20, "twenty", "20th", "twentieth"),
        (23, "twenty-three", "23rd", "twenty-third"),
        (31, "thirty-one", "31st", "thirty-first"),
    ],
)
def test_numbers(number: int, word: str, nth: str, nth_word: str) -> None:
    assert (number_word(number), ordinal(number), ordinal_word(number)) == (word, nth, nth_word)


def test_large_numbers() -> None:
    assert number_word(850) == "eight hundred and fifty"
    assert number_word(1200) == "one thousand two hundred"
    assert number_word(1050) == "one thousand and fifty"


def test_days() -> None:
    fields = date_fields(date(2026, 11, 2))
    assert "{weekday} the {nth} of {month} {year}".format_map(fields) == "Monday the 2nd of November 2026"
    assert "{m}/{d} {mm}/{dd}".format_map(fields) == "11/2 11/02"


@pytest.mark.parametrize(
    ("minute", "style", "text"),
    [
        (9 * 60 + 30, "half past {hour}", "half past nine"),
        (17 * 60 + 45, "quarter to {next_hour} {part}", "quarter to six in the afternoon"),
        (12 * 60 + 5, "{h}:{MM} {a_m}", "12:05 p.m."),
        (7 * 60, "{h}{ampm} {HH}:{MM}", "7am 07:00"),
        (23 * 60 + 40, "{to} to {next_hour} {part}", "twenty to twelve at night"),
        (12 * 60 + 50, "{to} to {next_hour}", "ten to one"),
    ],
)
def test_times(minute: int, style: str, text: str) -> None:
    assert style.format_map(time_fields(*divmod(minute, 60))) == text


# What it says about a bad grammar


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


PATTERN = '"{want} {@go} [{place}](@place) {on_date:@date}.",'


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "patterns-train.toml",
            PATTERN,
            '"go [{place}](destinaton)",',
            r"patterns-train.toml:\d+: .*did you mean 'destination'",
        ),
        (
            "patterns-train.toml",
            PATTERN,
            '"go {first_plac}",',
            r"patterns-train.toml:\d+: .*did you mean 'first_place'",
        ),
        ("patterns-train.toml", PATTERN, '"{@goo} home",', r"patterns-train.toml:\d+: .*did you mean '\w+_go'"),
        ("patterns-train.toml", PATTERN, '"go [{place}",', r"patterns-train.toml:\d+: .*close it with '\]'"),
        ("patterns-train.toml", PATTERN, '"go {place",', r"patterns-train.toml:\d+: .*close it with '}'"),
        ("patterns-train.toml", PATTERN, '"go place}",', r"patterns-train.toml:\d+: .*in pairs"),
        ("patterns-train.toml", PATTERN, '"go | stay",', r"patterns-train.toml:\d+: .*bar outside"),
        ("patterns-train.toml", PATTERN, '"go {}",', r"patterns-train.toml:\d+: .*expected {name}"),
        ("patterns-train.toml", PATTERN, '"go [[x](via)](via)",', r"patterns-train.toml:\d+: .*another mark"),
        (
            "patterns-train.toml",
            PATTERN,
            '"to[{place}](via)ward",',
            r"patterns-train.toml:\d+: .*at the edges of words",
        ),
        ("patterns-train.toml", PATTERN, "7,", r"patterns-train.toml:\d+: .*a list of strings"),
        ("patterns-train.toml", "share = 28", 'share = "28"', r"patterns-train.toml:\d+: .*a whole number"),
        ("patterns-train.toml", "[rules]", "[rules", r"patterns-train.toml: is no TOML.*line"),
        ("patterns-dev.toml", "share = 3", "share = 3000", r"patterns-dev.toml:\d+: gives \d+ different"),
        ("words.toml", 'single = ["one"]', 'single = ["{number}", "{single}"]', r"refers to itself.*break the ring"),
        ("words.toml", 'single = ["one"]', 'single = ["{nobody_knows}"]', r"words.toml:\d+: .*which no rule defines"),
        ("modes.toml", 'areas = ["japan"]', 'areas = ["atlantis"]', r"modes.toml:\d+: .*'atlantis'"),
        ("modes.toml", 'areas = ["japan"]', "areas = []", r"modes.toml:\d+: .*not empty"),
        ("dates.toml", '"{month} {nth}"', '"{monht} {nth}"', r"dates.toml:\d+: .*known fields"),
        ("dates.toml", '"{month} {nth}"', '"{month {nth}"', r"dates.toml:\d+: .*known fields"),
        ("times.toml", "minutes = [30]", "minutes = [60]", r"times.toml:\d+: .*0\.\.59"),
        ("README.md", "<!-- end of sizes -->", "", r"README.md: has no place for the table"),
    ],
)
def test_a_bad_grammar_is_reported_and_nothing_written(copy: Path, name: str, old: str, new: str, message: str) -> None:
    spoil(copy, name, old, new)
    with pytest.raises(DataError, match=message) as caught:
        write_corpus(ENGLISH, copy)
    assert "\n" not in str(caught.value)
    assert not list(copy.glob("*.jsonl"))


@pytest.mark.parametrize("name", ["words.toml", "places-test.toml", "patterns-contrast.toml", "README.md"])
def test_a_missing_file_is_reported(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert f"{name}: cannot be read" in str(main(["english", str(copy)]))
    assert not list(copy.glob("*.jsonl"))


def test_a_file_that_is_not_utf8_is_reported(copy: Path) -> None:
    (copy / "words.toml").write_bytes(b"[rules]\nopen = ['\xff']\n")
    assert "words.toml: is not UTF-8 (byte 17)" in str(main(["english", str(copy)]))


def test_without_a_folder_the_usage_is_shown() -> None:
    for arguments in ([], ["english"], ["german", "datasets/booking"], ["--clean"]):
        assert "usage" in str(main(arguments))
