"""The Chinese booking corpus: the committed files, the rules of annotation that they keep, and the generator."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from slottag.corpora.__main__ import main
from slottag.corpora.chinese import CHINESE
from slottag.corpora.chinese.dates import date_fields
from slottag.corpora.chinese.language import MEANS, VOICES, Chinese
from slottag.corpora.chinese.noise import with_slips
from slottag.corpora.chinese.numbers import han_number, spoken_number
from slottag.corpora.chinese.places import read_gazetteer
from slottag.corpora.chinese.surface import bare, narrow, spaced, write_sentence
from slottag.corpora.chinese.times import part_of_day, time_fields
from slottag.corpora.engine.corpus import write_corpus
from slottag.corpora.engine.draft import Draft
from slottag.corpora.engine.expansion import expand
from slottag.corpora.engine.grammar import Grammar
from slottag.corpora.engine.patterns import Frame, parse_frame
from slottag.corpora.engine.pieces import Piece
from slottag.corpora.engine.slots import SLOTS
from slottag.corpora.engine.splits import ANSWERS
from slottag.corpora.engine.tables import read_table
from slottag.corpora.engine.written import read_kinds
from slottag.errors import DataError
from slottag.text import Sentence, Span
from slottag.text.fitted import HABITS
from slottag.text.projection import cut_at_spans

FOLDER = Path(__file__).parents[1] / "datasets" / "booking-zh"
FILES = [split.name for split in CHINESE.splits]
# Those without slips, by which the rules of annotation can be checked.
CLEAN = ["dev", "test", "contrast", "unseen-places", "unseen-patterns"]
PLACE_SLOTS = ("origin", "destination", "via")
TWINS = {"origin": "destination", "departure_date": "arrival_date", "departure_time": "arrival_time"}


def read_split(name: str) -> list[Sentence]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [to_sentence(json.loads(line)) for line in lines]


def to_sentence(record: dict[str, object]) -> Sentence:
    text, spans = record["text"], record["spans"]
    assert isinstance(text, str)
    assert isinstance(spans, list)
    marked = tuple(Span(**span) for span in spans)
    asked = tuple(map(str, record.get("asked", [])))  # type: ignore[call-overload]
    return Sentence(text, cut_at_spans(HABITS(text), marked), marked, asked=asked)


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Sentence]]:
    """What is said without a question, by which the rules of annotation can be checked."""
    return {name: [one for one in read_split(name) if not one.asked] for name in FILES if name != ANSWERS}


@pytest.fixture(scope="module")
def chinese() -> Chinese:
    return read("train")


@pytest.fixture(scope="module")
def grammars(chinese: Chinese) -> dict[str, Grammar]:
    return {"train": chinese.grammar, **{name: read(name).grammar for name in ("dev", "test", "contrast")}}


def read(split: str, folder: Path = FOLDER) -> Chinese:
    language = CHINESE.read(folder, CHINESE.split(split))
    assert isinstance(language, Chinese)
    return language


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the grammar and the data card, but no corpus."""
    for source in (*FOLDER.glob("*.toml"), *FOLDER.glob("*.txt"), FOLDER / "README.md"):
        shutil.copy(source, tmp_path)
    return tmp_path


def all_values(sentences: list[Sentence]) -> Iterator[tuple[str, str]]:
    return ((span.slot, sentence.value(span)) for sentence in sentences for span in sentence.spans)


def test_the_committed_files_are_what_the_grammar_gives(copy: Path) -> None:
    write_corpus(CHINESE, copy)
    for name in [*(f"{name}.jsonl" for name in FILES), "README.md"]:
        assert (copy / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name}: run make datasets"


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    assert (main([]) or "").startswith("usage: ")
    assert "name a folder that holds the grammar" in (main(["chinese", str(tmp_path)]) or "")


def test_sizes(corpus: dict[str, list[Sentence]], grammars: dict[str, Grammar]) -> None:
    assert len(corpus["train"]) > 5000
    assert sum((FOLDER / f"{name}.jsonl").stat().st_size for name in FILES) < 3_500_000
    clauses = {
        clause.text
        for own in grammars.values()
        for group in own.groups
        for frame in group.patterns
        if isinstance(frame, Frame)
        for part in frame.parts
        for clause in part.clauses
    }
    assert len(clauses) >= 150
    assert all(frame.text for own in grammars.values() for group in own.groups for frame in group.patterns)


def test_every_slot_is_frequent_in_train_and_present_in_dev_and_test(corpus: dict[str, list[Sentence]]) -> None:
    for name, least in (("train", 150), ("dev", 3), ("test", 5)):
        slots = [slot for slot, _ in all_values(corpus[name])]
        assert all(slots.count(slot) >= least for slot in SLOTS), name


def test_arrival_and_departure_are_balanced(corpus: dict[str, list[Sentence]]) -> None:
    firsts = [sentence.spans[0].slot for sentence in corpus["train"] if sentence.spans]
    assert 0.25 < firsts.count("destination") / (firsts.count("destination") + firsts.count("origin")) < 0.75
    slots = [slot for slot, _ in all_values(corpus["contrast"])]
    assert all(slots.count(slot) == slots.count(twin) for slot, twin in TWINS.items())


def test_contrast_pairs_swap_the_roles_of_the_same_values(corpus: dict[str, list[Sentence]]) -> None:
    pairs = zip(corpus["contrast"][::2], corpus["contrast"][1::2], strict=True)
    for arrival, departure in pairs:
        swapped = {(TWINS.get(slot, slot), value) for slot, value in all_values([departure])}
        assert swapped == set(all_values([arrival])), arrival.text


def test_a_tenth_holds_no_slot(corpus: dict[str, list[Sentence]]) -> None:
    for name in ("train", "dev", "test", "noisy"):
        assert sum(not sentence.spans for sentence in corpus[name]) >= 0.1 * len(corpus[name]), name


def test_each_split_says_nothing_twice(corpus: dict[str, list[Sentence]]) -> None:
    for name in ("dev", "test", "noisy", "unseen-places", "unseen-patterns", "handwritten", "handwritten-2"):
        texts = [sentence.text for sentence in corpus[name]]
        assert len(texts) == len(set(texts)), name


@pytest.mark.parametrize(("written", "least"), [("handwritten", 100), ("handwritten-2", 300)])
def test_hand_written_test_sentences_are_in_no_other_split(
    corpus: dict[str, list[Sentence]], written: str, least: int
) -> None:
    told = {sentence.text for sentence in corpus[written]}
    assert len(told) >= least
    assert all(told.isdisjoint(sentence.text for sentence in corpus[name]) for name in corpus if name != written)


def test_the_second_hand_written_test_is_told_by_kinds() -> None:
    kinds = read_kinds(FOLDER / "handwritten-test-2.txt")
    assert not kinds.pop("")
    assert len(kinds) >= 20
    assert min(map(len, kinds.values())) >= 8
    assert len(kinds["formal"]) >= 60
    assert not any(sentence.spans for sentence in kinds["no slot"])


def test_frames_of_one_split_are_in_no_other(grammars: dict[str, Grammar]) -> None:
    sets = [
        {frame.text for group in own.groups if group.name != "none" for frame in group.patterns}
        for own in grammars.values()
    ]
    assert all(one.isdisjoint(other) for place, one in enumerate(sets) for other in sets[:place])


def places_of(split: str) -> set[str]:
    lists = [own for area in read_table(FOLDER, f"places-{split}").tables() for own in area.string_lists().values()]
    return {place.partition("|")[0] for own in lists for place in own}


def test_there_are_enough_places_and_none_in_two_splits() -> None:
    train, dev, test = (places_of(split) for split in ("train", "dev", "test"))
    assert len(train | dev | test) >= 1500
    assert train.isdisjoint(test)
    assert train.isdisjoint(dev)
    assert {"台北", "北京", "香港", "新加坡", "纽约"} <= train


def test_provinces_and_states_are_said_in_front_of_cities_and_alone(chinese: Chinese) -> None:
    gazetteer = read_gazetteer(read_table(FOLDER, "places-train"), read_table(FOLDER, "countries"), "")
    drafts = [draft_of(seed=str(seed)) for seed in range(300)]
    assert {"江苏苏州", "江苏省苏州", "苏州"} <= {gazetteer.written("苏州", draft).text for draft in drafts}
    assert {"美国波士顿", "马萨诸塞州波士顿"} <= {gazetteer.written("波士顿", draft).text for draft in drafts}
    assert {"法国", "新疆", "夏威夷"} <= {gazetteer.draw_region(draft).text for draft in drafts * 5}
    assert "region" in chinese.grammar.sources


def test_both_kinds_of_characters_are_written(corpus: dict[str, list[Sentence]], chinese: Chinese) -> None:
    table = chinese.characters.table
    simplified, traditional = set(map(chr, table)), {*table.values()} - set(map(chr, table))
    letters = [set(sentence.text) for sentence in corpus["train"]]
    assert 0.25 < sum(bool(own & traditional) and not own & simplified for own in letters) / len(letters) < 0.6


@pytest.mark.parametrize("name", CLEAN)
def test_no_value_begins_with_a_preposition(corpus: dict[str, list[Sentence]], name: str) -> None:
    wrong = [
        value
        for slot, value in all_values(corpus[name])
        if slot.endswith(("date", "time", "price")) and value[0] in "在从從往到于於，。 "
    ]
    assert not wrong


@pytest.mark.parametrize("name", CLEAN)
def test_bounds_are_inside_the_value(corpus: dict[str, list[Sentence]], name: str) -> None:
    for sentence in corpus[name]:
        for span in sentence.spans:
            if span.slot.endswith(("_time", "_date")):
                assert not re.match("之前|以前|之后|之後|以后|以後|左右", sentence.text[span.end :]), sentence.text
                assert not re.search("不晚于|不晚於|最晚|最迟|最遲$", sentence.text[: span.start][-3:]), sentence.text


@pytest.mark.parametrize("name", CLEAN)
def test_a_currency_belongs_to_its_number(corpus: dict[str, list[Sentence]], name: str) -> None:
    for sentence in corpus[name]:
        for span in sentence.spans:
            if span.slot == "price":
                assert sentence.text[span.end : span.end + 1] not in tuple("元块塊"), sentence.text


@pytest.mark.parametrize("name", CLEAN)
def test_a_date_in_front_of_a_verb_of_arriving_is_its_own(corpus: dict[str, list[Sentence]], name: str) -> None:
    """月日到 + place without a start between them: the arrival's, unless 到 gives the goal of a vehicle or ticket."""
    for sentence in corpus[name]:
        for first, second in pairwise(sentence.spans):
            between = sentence.text[first.end : second.start]
            if "_date" not in first.slot or second.slot not in PLACE_SLOTS:
                continue
            goal = re.match("的[^时時日]", sentence.text[second.end :]) or not re.search("[我想要]", sentence.text)
            if between in ("到达", "抵达", "到達", "抵達") or (between == "到" and not goal):
                assert (first.slot, second.slot) == ("arrival_date", "destination"), sentence.text


def test_a_mere_goal_leaves_the_day_to_leaving(chinese: Chinese) -> None:
    for means in MEANS:
        texts = {
            say("{@make:@place}的{vehicle}", chinese, draft_of(means=means, seed=str(seed))).text for seed in range(60)
        }
        assert not [text for text in texts if text.startswith("到") and not text.startswith(("到达", "到得了"))]


def test_tickets_are_no_part_of_the_count(corpus: dict[str, list[Sentence]]) -> None:
    values = [value for slot, value in all_values(corpus["test"]) if slot == "passengers"]
    assert values
    assert not [value for value in values if "票" in value]


def draft_of(voice: str = "cn", means: str = "air", pole: str = "arrival", seed: str = "seed") -> Draft:
    return Draft(Random(seed), pole, voice, means, constancy=0.7)


def say(text: str, chinese: Chinese, draft: Draft) -> Sentence:
    return chinese.plain([*expand(parse_frame(text), chinese.grammar, draft)], draft)


def test_a_pole_gives_the_slots_their_names(chinese: Chinese) -> None:
    for pole, slots in (("arrival", ["arrival_date", "destination"]), ("departure", ["departure_date", "origin"])):
        assert [
            slot for slot, _ in all_values([say("[{date}](@date){@at:@place}", chinese, draft_of(pole=pole))])
        ] == slots


def test_clauses_change_places_and_are_parted_by_commas(chinese: Chinese) -> None:
    texts = {say("甲 # 一 / 二 / {|} # 丙", chinese, draft_of(seed=str(seed))).text for seed in range(20)}
    assert texts == {"甲一，二丙", "甲二，一丙"}


def test_speakers_use_their_own_characters_and_names(chinese: Chinese) -> None:
    assert (
        say("后天去台东，下周三回，里面有两个人", chinese, draft_of("tw")).text == "後天去台東，下週三回，裡面有兩個人"
    )
    assert say("后天", chinese, draft_of("sg")).text == "后天"


def test_every_rule_can_be_said_by_everybody(chinese: Chinese) -> None:
    assert set(chinese.grammar.rules) == {(voice, means) for voice in VOICES for means in MEANS}
    for voice, means in chinese.grammar.rules:
        for pole in ("arrival", "departure"):
            draft = draft_of(voice, means, pole)
            assert say("{hello}{want}{day_and_time}{@at:@place}，{book}[{cabin}](cabin){closing}", chinese, draft).spans


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (1200, "一千二百"),
        (2000, "两千"),
        (24000, "两万四千"),
        (10500, "一万零五百"),
    ],
)
def test_numbers_in_han_characters(number: int, text: str) -> None:
    assert han_number(number) == text


def test_round_sums_for_short() -> None:
    assert (spoken_number(1200), spoken_number(35000), spoken_number(800)) == ("一千二", "三万五", "八百")


def test_days() -> None:
    fields = date_fields(date(2029, 2, 2))
    assert (fields["m"], fields["d"], fields["month"], fields["day"]) == ("2", "2", "二", "二")
    assert date_fields(date(2029, 12, 31))["m"] == "12"
    assert date_fields(date(2029, 12, 31))["dd"] == "31"


def test_times() -> None:
    fields = time_fields(14, 5)
    assert (fields["h"], fields["hour"], fields["HH"], fields["minute"]) == ("2", "两", "14", "零五")
    assert [part_of_day(hour) for hour in (3, 9, 12, 15, 20)] == ["night", "morning", "noon", "afternoon", "evening"]


def test_typing() -> None:
    assert spaced("明天，去吗？") == "明天 去吗 "
    assert bare("明天，去吗？") == "明天去吗"
    assert narrow("明天，去吗？") == "明天,去吗?"


def test_codes_that_would_run_together_are_set_apart() -> None:
    there, here = Piece("NRT", "destination"), Piece("TPE", "origin")
    sentence = write_sentence([here, Piece("-"), there, Piece("去")])
    assert [value for _, value in all_values([sentence])] == ["TPE", "NRT"]
    apart = write_sentence([here, there])
    assert apart.text == "TPE NRT"


def test_slips_keep_marks_in_place(chinese: Chinese) -> None:
    told = [Piece("后天", "departure_date"), Piece("飞"), Piece("广州", "destination")]
    pieces = with_slips(told, chinese.alike, draft_of(), 3)
    assert [len(piece.text) for piece in pieces] == [2, 1, 2]
    assert "".join(piece.text for piece in pieces) != "后天飞广州"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("patterns-dev.toml", "{arrive_when}", "{arive_when}", "did you mean 'arrive_when'?"),
        ("patterns-dev.toml", "(return_date)", "(return_dat)", "marks the unknown slot 'return_dat'"),
        ("patterns-dev.toml", "[{date}](@date)", "[{date](@date)", "write each bracket in pairs"),
        ("words.toml", 'filler = ["嗯", "呃"', 'filler = ["{filler}", "呃"', "refers to itself"),
        ("words.toml", "cn = 9", "cn = -1", "expected a whole number"),
        ("characters.toml", '"这里" = "這裡"', '"这里" = "這"', "not of one length"),
        ("places-dev.toml", "towns = [", "villages = [", "fewer than 2 towns"),
        ("dates.toml", '"{m}月{d}日", "{m}月{d}号"', '"{moon}月{d}日"', "is no style of known fields"),
        ("slips.toml", "alike = [", "like = [", "a list of strings"),
    ],
)
def test_a_bad_grammar_says_where_and_what(copy: Path, file: str, old: str, new: str, message: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(file)) as error:
        read("dev", copy)
    assert message in str(error.value)


def test_a_group_that_cannot_fill_its_share_is_told(copy: Path) -> None:
    path = copy / "patterns-dev.toml"
    path.write_text('[groups.only]\nshare = 1\nframes = ["你"]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"patterns-dev.toml:1: gives \d+ different sentences, expected 300"):
        CHINESE.generate(copy, CHINESE.split("dev"))
