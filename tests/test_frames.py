"""Frames: which span belongs to which trip, what is missing, what contradicts, what may come once found once."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import slottag as library
from slottag.cli.draw import table_on
from slottag.errors import ConfigError
from slottag.runtime.framing import Framing
from slottag.runtime.once import Once
from slottag.runtime.tagger import Tagger
from slottag.text.frame import Filled, Frame
from slottag.values.slots import SlotTypes
from slottag.values.trips import Mention, Trips, cut
from tests.command import one_line, slottag
from tests.conftest import DAYS
from tests.frames import frame_of, marked, read_marked, said_in
from tests.phrases import DATASETS, NOW
from tests.test_once import Every, check_search

BOOKING = (DATASETS / "booking" / "slots.toml").read_bytes()
TRIPS = Trips(begin=("o", "d"))


@pytest.mark.parametrize(("name", "least"), [("english", 40), ("chinese", 20)])
def test_what_is_said_of_each_trip_is_found_in_it(name: str, least: int) -> None:
    every = list(read_marked(name))
    wrong = [(one.sentence.text, one.trips, said_in(frame_of(one.sentence))) for one in every]
    wrong = [each for each in wrong if each[1] != each[2]]
    assert len(every) >= least
    assert len(wrong) <= 0.05 * len(every), wrong


def frame(line: str) -> Frame:
    return frame_of(marked(line).sentence)


def value(frame: Frame, trip: int, slot: str) -> str:
    held = frame.trips[trip][slot]
    assert isinstance(held, Filled)
    return held.value


def test_what_follows_is_told_as_such() -> None:
    found = frame("[Oslo](origin) to [Rome](destination), then [Paris](destination), back [Sunday](return_date)")
    assert [(value(found, n, "origin"), value(found, n, "destination")) for n in range(3)] == [
        ("Oslo", "Rome"), ("Rome", "Paris"), ("Paris", "Oslo"),
    ]  # fmt: skip
    assert found.trips[2]["destination"].inferred  # type: ignore[union-attr]
    assert value(found, 2, "return_date") == "Sunday"


@pytest.mark.parametrize(
    ("line", "text", "time"),
    [
        ("[evening](departure_time) flight at [8](departure_time)", "evening 8", "20:00"),
        ("at [8](departure_time) or so, in the [evening](departure_time)", "8 evening", "20:00"),
        ("in the [evening](departure_time), [before 9](departure_time)", "evening before 9", "../21:00"),
    ],
)
def test_a_time_and_its_part_of_the_day_are_one(line: str, text: str, time: str) -> None:
    found = frame(f"[Oslo](origin) to [Rome](destination) {line}").trips[0]["departure_time"]
    assert found == Filled(text, {"type": "time", "value": time}, 0.9)


def test_a_day_that_a_time_tells_is_not_missing() -> None:
    found = frame("[Oslo](origin) to [Rome](destination) [tonight](departure_time) at [1](departure_time)")
    assert not found.missing
    assert not found.contradictions
    assert found.trips[0]["departure_date"] == Filled(
        "tonight 1", {"type": "date", "value": "2026-11-19"}, 0.9, inferred=True
    )
    back = frame("[Oslo](origin) to [Rome](destination) [today](departure_date), back [tonight](return_time)").trips[1]
    assert isinstance(back["return_date"], Filled)
    assert back["return_date"].resolved == {"type": "date", "value": "2026-11-18"}
    told = frame("[Oslo](origin) to [Rome](destination) [Friday](departure_date) [tonight](departure_time)").trips[0]
    assert isinstance(told["departure_date"], Filled)
    assert told["departure_date"].value == "Friday"


@pytest.mark.parametrize(
    "line",
    [
        "to [Rome](destination) on [Friday](departure_date) and back to [Oslo](destination) on [Sunday](return_date)",
        "to [Rome](destination) on [Friday](departure_date), back on [Sunday](return_date) to [Oslo](destination)",
        "[周五](departure_date)去[Rome](destination)，[周日](return_date)回[Oslo](destination)，从[Oslo](origin)出发",
    ],
)
def test_where_the_way_back_ends_the_first_trip_starts(line: str) -> None:
    found = frame(line)
    assert [(value(found, n, "origin"), value(found, n, "destination")) for n in range(2)] == [
        ("Oslo", "Rome"),
        ("Rome", "Oslo"),
    ]
    assert len(found.trips) == 2
    assert not found.missing


def test_another_trip_before_the_way_back_is_no_start() -> None:
    found = frame(
        "to [Rome](destination) on [Friday](departure_date), then to [Oslo](destination), back on [Sunday](return_date)"
    )
    assert "origin" not in found.trips[0]
    assert value(found, 1, "destination") == "Oslo"


def test_dates_count_from_the_day_that_a_time_tells() -> None:
    found = frame("[tonight](departure_time) [Oslo](origin) to [Rome](destination), back [two days later](return_date)")
    back = found.trips[1]["return_date"]
    assert isinstance(back, Filled)
    assert back.resolved == {"type": "date", "value": "2026-11-20"}


def test_a_year_later_is_no_slip() -> None:
    trip = "[Oslo](origin) to [Rome](destination) on [Dec 4](departure_date)"
    assert not frame(f"{trip}, back [a year later](return_date)").contradictions
    assert [one.kind for one in frame(f"{trip}, back [Dec 1](return_date)").contradictions] == ["order"]


def test_the_places_of_a_way_back_are_not_those_of_a_trip() -> None:
    out = "[Oslo](origin) to [Rome](destination), then [Bari](destination)"
    found = frame(f"{out}, back to [Oslo](destination) [Sunday](return_date)")
    assert [(value(found, n, "origin"), value(found, n, "destination")) for n in range(3)] == [
        ("Oslo", "Rome"), ("Rome", "Bari"), ("Bari", "Oslo"),
    ]  # fmt: skip
    assert value(found, 2, "return_date") == "Sunday"


OUT = "[Oslo](origin) to [Rome](destination) on [Friday](departure_date)"


@pytest.mark.parametrize(
    ("line", "start", "end", "day"),
    [
        (f"{OUT}, back to [Bergen](destination) on [Sunday](return_date)", "Rome", "Bergen", "Sunday"),
        (f"{OUT}, back on [Sunday](return_date) to [Bergen](destination)", "Rome", "Bergen", "Sunday"),
        (f"{OUT} and return from [Bari](origin) on [Sunday](return_date)", "Bari", "Oslo", "Sunday"),
        (f"{OUT}, home from [Bari](origin) to [Bergen](destination) [Sunday](return_date)", "Bari", "Bergen", "Sunday"),
        (f"{OUT}, back from [Rome](origin) on [Sunday](return_date)", "Rome", "Oslo", "Sunday"),
        # Leaving, and a ticket, as a model may have it.
        (f"{OUT} and [return](trip_type) to [Bergen](destination) on [Sunday](departure_date)", "Rome", "Bergen",
         "Sunday"),
        (f"{OUT} and back to [Bergen](destination)", "Rome", "Bergen", None),
        (f"{OUT} and back to [Oslo](destination)", "Rome", "Oslo", None),
        ("[Oslo](origin) to [Rome](destination), back to [Bergen](destination) [Sunday](return_date), leaving "
         "[Friday](departure_date)", "Rome", "Bergen", "Sunday"),
        ("[周五](departure_date)从[上海](origin)去[北京](destination)，[周日](return_date)回[广州](destination)",
         "北京", "广州", "周日"),
    ],
)  # fmt: skip
def test_a_way_back_to_another_place_is_no_trip_of_its_own(line: str, start: str, end: str, day: str | None) -> None:
    found = frame(line)
    assert len(found.trips) == 2
    assert (value(found, 1, "origin"), value(found, 1, "destination")) == (start, end)
    if day is None:
        assert [(one.slot, one.trip) for one in found.missing] == [("return_date", 1)]
    else:
        assert value(found, 1, "return_date") == day
        assert not found.missing
    assert not found.contradictions


@pytest.mark.parametrize(
    "line",
    [
        f"{OUT} and back, then to [Bergen](destination) on [Monday](departure_date)",
        f"{OUT}, then to [Bergen](destination) on [Monday](departure_date)",
        f"{OUT}, then a [return](trip_type) to [Bergen](destination) on [Monday](departure_date)",
    ],
)
def test_words_of_the_way_back_elsewhere_make_none(line: str) -> None:
    found = frame(line)
    assert (value(found, 1, "destination"), value(found, 1, "departure_date")) == ("Bergen", "Monday")


def test_a_start_set_apart_is_that_of_the_first_trip() -> None:
    trips = "to [Rome](destination) on [Friday](departure_date) and to [Bari](destination) on [Sunday](departure_date)"
    found = frame(f"{trips}, from [Oslo](origin)")
    assert [value(found, number, "origin") for number in range(2)] == ["Oslo", "Rome"]
    found = frame(f"{trips} from [Oslo](origin)")
    assert found.missing == (("origin", "Where do you start?", 0),)


def test_what_holds_for_all_trips_stands_in_each() -> None:
    found = frame("[economy](cabin) [Oslo](origin) to [Rome](destination), then [Paris](destination)")
    assert [value(found, number, "cabin") for number in range(2)] == ["economy"] * 2
    found = frame("[economy](cabin) to [Rome](destination), then in [first](cabin) to [Paris](destination)")
    assert [value(found, number, "cabin") for number in range(2)] == ["economy", "first"]


def test_a_slot_that_may_come_often_is_a_list() -> None:
    found = frame("to [Rome](destination) via [Bern](via) and [Milan](via)").to_dict()
    assert [one["value"] for one in found["trips"][0]["via"]] == ["Bern", "Milan"]


def test_a_return_ticket_asks_for_the_way_back() -> None:
    found = frame("a [return](trip_type) ticket [Oslo](origin) to [Rome](destination) [Friday](departure_date)")
    assert found.missing == (("return_date", "Which day do you come back?", 1),)
    assert value(found, 1, "origin") == "Rome"
    there_and_back = "[return](trip_type): [Oslo](origin) to [Rome](destination), then [Rome](origin) to"
    assert len(frame(f"{there_and_back} [Oslo](destination)").trips) == 2
    assert len(frame(f"{there_and_back} [Bari](destination)").trips) == 3


def test_what_is_missing_has_its_question_in_the_language_of_the_text() -> None:
    found = frame("to [Rome](destination) on [Friday](departure_date), then [Paris](destination)")
    assert found.missing == (("origin", "Where do you start?", 0), ("departure_date", "Which day do you leave?", 1))
    assert frame("去[北京](destination)").missing[0].ask == "从哪里出发？"
    assert [one.slot for one in frame("good morning").missing] == ["origin", "destination", "departure_date"]


@pytest.mark.parametrize(
    ("line", "kind", "trip", "told"),
    [
        ("leave [8 May 2027](departure_date), back [4 May 2027](return_date)", "order", 1,
         "return_date (4 May 2027) is before departure_date (8 May 2027)"),
        ("leave [8 May](departure_date), back [4 May](return_date)", "order", 1, "or most of a year later"),
        ("to [Rome](destination) [8 May 2027](departure_date), then [Bari](destination) [4 May 2027](departure_date)",
         "order", 1, "departure_date (4 May 2027) is before departure_date (8 May 2027)"),
        ("leave [June](departure_date), be there in [May 2027](arrival_date)", "order", 0, "is before"),
        ("to [Rome](destination) on [Friday](departure_date) or on [Sunday](departure_date)", "several", 0,
         "departure_date is told more than once: Friday, Sunday"),
        ("from [Rome](origin) to [Roma](destination)", "same", 0, "destination and origin are the same: Roma"),
        ("[single](trip_type) to [Rome](destination), back [Sunday](return_date)", "unwanted", 1,
         "trip_type is single"),
        ("[周五](departure_date)或者[周日](departure_date)去[北京](destination)", "several", 0,
         "说了不止一次：周五, 周日"),
    ],
)  # fmt: skip
def test_what_contradicts_is_told(line: str, kind: str, trip: int, told: str) -> None:
    (found,) = frame(line).contradictions
    assert (found.kind, found.trip) == (kind, trip)
    assert told in found.told
    assert found.values


@pytest.mark.parametrize(
    "line",
    [
        "to [Rome](destination) on [Friday](departure_date), [Rome](destination) please",
        "leave [May](departure_date), back [4 May 2027](return_date)",
        "leave [after 8 May](departure_date), back [before 4 June](return_date)",
        "leave [8 May 2027](departure_date), back [8 April 2028](return_date)",
        "leave at [9 pm](departure_time), be there by [5 am](arrival_time)",
        "from [Rome](origin) to [Nowhere](destination) in [next winter](departure_date), back in [2028](return_date)",
    ],
)
def test_what_may_be_is_no_contradiction(line: str) -> None:
    assert not frame(line).contradictions


@pytest.mark.parametrize(
    "line",
    [
        "to [Rome](destination) or [Paris](destination)",
        "去[北京](destination)还是[上海](destination)",
        # Of one slot, though a model has it otherwise.
        "to [Rome](destination) or to [Paris](origin)",
        "我想去[西安](destination)或者[洛阳](origin)",
        "to [Rome](destination) on [Friday](departure_date) or [Sunday](return_date)",
    ],
)
def test_one_place_or_another_is_one_trip(line: str) -> None:
    found = frame(line)
    assert len(found.trips) == 1
    assert [one.kind for one in found.contradictions] == ["several"]


def test_without_a_table_of_trips_all_is_one() -> None:
    slots = (
        b'[slots.dish]\ntype = "text"\nrequired = true\n[slots.time]\ntype = "time"\ncomes = "once"\nrequired = true\n'
    )
    types = SlotTypes.from_bytes(slots, "slots.toml")
    assert types.trips == Trips()
    mentions = [Mention("dish", "tea", 0), Mention("dish", "cake", 5), Mention("time", "noon", 0)]
    assert cut(mentions, types.trips, lambda slot: slot == "time") == (0,)


@pytest.mark.parametrize("seed", range(200))
def test_the_cut_is_the_best_of_all(seed: int) -> None:
    rng = random.Random(seed)
    mentions = [
        Mention(rng.choice("odtx"), rng.randrange(3), rng.choice([0, 2, 5, -1])) for _ in range(rng.randrange(1, 8))
    ]

    def once(slot: str) -> bool:
        return slot != "x"

    def cost(begins: tuple[int, ...]) -> tuple[int, ...] | None:
        repeats = 0
        for first, end in itertools.pairwise((*begins, len(mentions))):
            own = mentions[first:end]
            if not any(one.slot in TRIPS.begin for one in own):
                return None
            for slot in {one.slot for one in own if once(one.slot)}:
                repeats += len({one.value for one in own if one.slot == slot}) - 1
        if any(mentions[first].gap < 0 for first in begins[1:]):
            return None
        return repeats, len(begins), -sum(mentions[first].gap for first in begins[1:]), -sum(begins)

    every = [
        (0, *rest) for size in range(len(mentions)) for rest in itertools.combinations(range(1, len(mentions)), size)
    ]
    costs = {begins: own for begins in every if (own := cost(begins)) is not None}
    found = cut(mentions, TRIPS, once)
    assert found == (0,) if not costs else costs[found] == min(costs.values())


def test_thousands_of_spans_are_cut_in_time() -> None:
    mentions = [Mention("od"[number % 2], number, 0) for number in range(4000)]
    assert len(cut(mentions, TRIPS, lambda _: True)) == 2000
    assert cut([Mention("x", 0, 0)] * 4000, TRIPS, lambda _: True) == (0,)
    assert cut([], TRIPS, lambda _: True) == ()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("begin = 'origin'", "begin: expected a list of slots"),
        ("begin = ['origin', 'nowhere']", "begin: expected a slot that has a table"),
        ("begin = ['origin']\nfrom = 'origin'", "from and to together"),
        ("back = ['return_date']", "expected begin"),
        ("begin = ['origin']\nreturn = 'round_trip'", "return: expected such as"),
        ("begin = ['origin']\nstarts = 'origin'", "unknown key 'starts'"),
    ],
)
def test_a_table_of_trips_that_cannot_be_is_refused(table: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"mine/slots\.toml: \[trips\]") as caught:
        SlotTypes.from_bytes(BOOKING.partition(b"[trips]")[0] + f"[trips]\n{table}\n".encode(), "mine/slots.toml")
    assert message in str(caught.value)


def test_what_differs_is_of_one_type() -> None:
    content = '[slots.a]\ntype = "place"\nunlike = "b"\n[slots.b]\ntype = "text"\n'
    with pytest.raises(ConfigError, match="unlike: expected another slot of type place"):
        SlotTypes.from_bytes(content.encode(), "slots.toml")


# ---- once in each part -------------------------------------------------------------------------------------------


@given(
    scheme=st.sampled_from(["iob2", "bioes", "plain"]),
    once=st.sampled_from([("a",), ("a", "b")]),
    length=st.integers(2, 3),
    parts=st.sets(st.integers(1, 2)),
    seed=st.integers(0, 2**20),
)
@settings(deadline=None, max_examples=30)
def test_once_in_each_part_is_that_of_the_enumeration(
    scheme: str, once: tuple[str, ...], length: int, parts: set[int], seed: int
) -> None:
    every = Every(scheme, ("a", "b"), length, seed)
    begins = sorted(part for part in parts if part < length)

    def obeys(runs: list[tuple[int, int, str]]) -> bool:
        found = [(slot, sum(begin <= first for begin in begins)) for first, _, slot in runs if slot in once]
        return len(found) == len(set(found))

    obeying = np.array([obeys(runs) for runs in every.runs])
    search = Once(every.chain, every.tags, once, begins)
    check_search(every, search, obeying)


# ---- with a model ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("framed") / "booking"
    shutil.copytree(model_dir, directory)
    (directory / "slots.toml").write_bytes(BOOKING)
    return directory


def test_a_slot_that_seems_to_come_twice_is_found_once(model: Path) -> None:
    tagger = Tagger.load(model)
    texts = [
        f"leave Oslo on {first} {joined} {second}" for first in DAYS for joined in ("on", "or", "") for second in DAYS
    ]
    once = [name for name, slot in tagger.resolver().slots.slots.items() if slot.type == "date"]
    free, twice = next(
        (free, slot)
        for free in tagger.tag_many(texts)
        for slot in once
        if len({one.text for one in free.slots if one.name == slot}) > 1
    )
    found = tagger(free.text, frame=tagger.framing(NOW))
    assert found.spans == free.spans
    assert found.frame is not None
    (doubt,) = [one for one in found.frame.contradictions if one.kind == "several"]
    assert doubt.slot == twice
    assert doubt.values == tuple(dict.fromkeys(slot.text for slot in free.slots if slot.name == twice))
    held = found.frame.trips[0][twice]
    assert isinstance(held, Filled)
    # Two values compete for one place: the one that stays is less sure than where both may stand.
    (unbound,) = [slot.confidence for slot in free.slots if slot.text == held.value]
    assert 0 < (held.confidence or 0) < (unbound or 0)
    assert 0 < doubt.to_dict()["probability"] < 1


def test_two_trips_have_a_slot_each(model: Path) -> None:
    tagger = Tagger.load(model)
    text = "leave Oslo on Friday leave Rome on tomorrow"
    found = tagger(text, frame=True)
    assert found.frame is not None
    if [slot.name for slot in found.slots] == ["origin", "departure_date"] * 2:
        assert [value(found.frame, number, "origin") for number in range(2)] == ["Oslo", "Rome"]
        assert not [one for one in found.frame.contradictions if one.kind == "several"]


def test_the_command_and_the_library_tell_the_same(model: Path) -> None:
    tagger = Tagger.load(model)
    texts = ["leave Oslo on Friday", "good morning"]
    done = slottag("tag", "-m", model, "--frame", "--now", "2026-11-18T10:20", *texts)
    assert done.status == 0, done.err
    told = [json.loads(line) for line in done.out.splitlines()]
    framing = tagger.framing(NOW)
    assert isinstance(framing, Framing)
    assert told == [one.to_dict() for one in tagger.tag_many(texts, frame=framing)]
    assert told == [tagger(text, resolve=NOW, frame=True).to_dict() for text in texts]
    assert told[0]["spans"][-1]["resolved"]["value"] == "2026-11-20"
    assert told[0]["frame"]["missing"][0] == {
        "slot": "destination", "ask": "Where would you like to go?", "trip": 0,
    }  # fmt: skip
    assert "frame" not in json.loads(slottag("tag", "-m", model, "--resolve", texts[0]).out)


def test_the_table_draws_trips_and_what_is_missing() -> None:
    shown = io.StringIO()
    line = "[Oslo](origin) to [Rome](destination) [8 May 2027](departure_date), back [4 May 2027](return_date)"
    sentence = marked(f"{line} via [Bern](via), [Bari](via)").sentence
    table_on(shown, ["origin", "via"])(replace(sentence, frame=frame_of(sentence)))
    drawn = shown.getvalue()
    assert re.search(r"trip 1 *\n +origin +Oslo +Oslo.*\n +destination +Rome", drawn)
    assert re.search(r"via +Bern.*\n +via +Bari", drawn)
    assert "! return_date (4 May 2027) is before departure_date (8 May 2027)" in drawn
    shown.truncate(0)
    sentence = marked("go to [Rome](destination)").sentence
    table_on(shown, ["origin"])(replace(sentence, frame=frame_of(sentence)))
    assert "? origin  Where do you start?" in shown.getvalue()
    assert "trip 1" not in shown.getvalue()


def test_frames_in_utf16_and_from_a_file(model: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("👩‍👩‍👧 leave Oslo\nleave Rome\n", "utf-8")
    done = slottag("tag", "-m", model, "--frame", "--offsets", "utf16", "-i", tmp_path / "in.txt")
    assert ["frame" in json.loads(line) for line in done.out.splitlines()] == [True, True]


def test_a_frame_is_data_again(model: Path, tmp_path: Path) -> None:
    done = slottag("tag", "-m", model, "--frame", "-o", tmp_path / "out.jsonl", "leave Oslo on Friday")
    assert done.status == 0
    assert [sentence.text for sentence in library.read(tmp_path / "out.jsonl").sentences] == ["leave Oslo on Friday"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--frame", "--format", "conll"], 2, "conll has no place for frames"),
        (["--frame", "--timezone", "Mars/Base"], 1, "there is none called 'Mars/Base'"),
        (["--now", "2026-11-18"], 2, "goes with --resolve or --frame"),
    ],
)
def test_wrong_options(model: Path, arguments: list[str], status: int, message: str) -> None:
    done = slottag("tag", "-m", model, *arguments, "leave Oslo")
    assert done.status == status
    assert message in done.err.replace("\n", " ") or message.split()[0] in done.err


def test_a_model_without_slots_has_no_frame(model_dir: Path) -> None:
    done = slottag("tag", "-m", model_dir, "--frame", "leave Oslo")
    assert done.status == 1
    assert one_line(done.err)
    assert "slots.toml" in done.err
