"""Talks: turns that fill and change one frame; in the library, over a pipe, in the shell."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import slottag as library
from slottag.errors import DataError, ModelError
from slottag.runtime.tagger import Tagger
from slottag.talking import Talk
from slottag.talking.orders import obey
from slottag.text import Sentence
from slottag.text.frame import Filled
from tests.command import one_line, slottag
from tests.frames import marked
from tests.phrases import DATASETS, NOW

BOOKING = (DATASETS / "booking" / "slots.toml").read_bytes()


@pytest.fixture(scope="module")
def model(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("talks") / "booking"
    shutil.copytree(model_dir, directory)
    (directory / "slots.toml").write_bytes(BOOKING)
    return directory


class Marked:
    """A tagger that finds what is marked in a turn."""

    def __init__(self, tagger: Tagger) -> None:
        self.model, self.slots, self.asked, self.resolver = tagger.model, tagger.slots, (), tagger.resolver
        self.reader, self.tags = tagger.reader, tagger.tags
        self._parse = tagger.parse

    def __call__(self, text: str, **_options: object) -> Sentence:
        sentence = marked(text).sentence
        return self._parse(sentence.text).with_spans(sentence.spans)


@pytest.fixture
def talk(model: Path) -> Talk:
    return Talk(Marked(Tagger.load(model)), NOW)  # type: ignore[arg-type]


def known(talk: Talk) -> list[dict[str, str]]:
    """The texts of each trip's slots, without those that follow from another."""
    return [
        {slot: one.value for slot, one in trip.items() if isinstance(one, Filled) and not one.inferred}
        for trip in talk.frame.trips
    ]


def test_a_talk_of_eight_turns(talk: Talk) -> None:
    assert (talk.question, talk.asked) == ("Where do you start?", ())
    turn = talk("I want to go to [Rome](destination) [Friday](departure_date)")
    assert (turn.question, talk.asked) == ("Where do you start?", ("origin",))
    assert talk("[Oslo](destination)").question is None
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome", "departure_date": "Friday"}]
    talk("not Friday, [Saturday](departure_date)")
    talk("and back [two days later](return_date)")
    assert known(talk)[1] == {"return_date": "two days later"}
    assert talk.frame.trips[1]["return_date"].resolved["value"] == "2026-11-23"  # type: ignore[union-attr,index]
    talk("make it Tuesday instead of two days later")
    talk("[Tuesday](departure_date) rather than two days later")
    assert known(talk)[0]["departure_date"] == "Saturday"
    assert known(talk)[1] == {"return_date": "Tuesday"}
    talk("then on to [Bari](destination) [next Friday](departure_date), [two of us](passengers)")
    assert [trip.get("destination") for trip in known(talk)] == ["Rome", None, "Bari"]
    assert [trip["passengers"] for trip in known(talk)] == ["two of us"] * 3
    assert talk("in [economy](cabin)").question is None
    assert talk.reply == "That is all I need."


def test_a_later_turn_takes_the_place_of_what_was_said(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) via [Bern](via), [single](trip_type)")
    talk("via [Milan](via) to [Bari](destination)")
    assert talk.frame.trips[0]["via"][0].value == "Milan"  # type: ignore[index,union-attr]
    assert known(talk)[0]["destination"] == "Bari"
    talk("[return](trip_type)")
    assert [trip["trip_type"] for trip in known(talk)] == ["return"] * 2
    assert talk.question == "Which day do you leave?"


def test_the_question_decides_how_an_answer_is_read(talk: Talk) -> None:
    talk("to [Rome](destination)")
    # A value alone, whatever the model took it for; something else said instead stays what it is.
    talk("[Oslo](destination)!")
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome"}]
    talk("to [Bari](destination) please")
    assert known(talk)[0]["destination"] == "Bari"
    # What the model does not find at all.
    talk("tomorrow.")
    assert known(talk)[0]["departure_date"] == "tomorrow"
    assert talk("tomorrow").sentence.spans == ()


def test_words_that_are_no_value_fill_nothing(talk: Talk) -> None:
    assert talk("hello there").question == "Where do you start?"
    assert talk("no idea at all").question == "Where do you start?"
    assert talk.frame.trips == ()


def test_the_question_goes_to_the_trip_that_misses_it(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination), then [Paris](destination) on [Monday](departure_date)")
    assert talk.frame.missing[0].trip == 0
    talk("[Friday](departure_date)")
    assert [trip["departure_date"] for trip in known(talk)] == ["Friday", "Monday"]
    talk("not Friday, [Saturday](departure_date)")
    assert [trip["departure_date"] for trip in known(talk)] == ["Saturday", "Monday"]
    talk("and from [Paris](origin) to [Lille](destination)")
    assert [trip["destination"] for trip in known(talk)] == ["Rome", "Paris", "Lille"]


def test_a_way_back_with_its_place_is_no_other_trip(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [Friday](departure_date)")
    talk("and back to [Oslo](destination) on [Sunday](return_date)")
    assert [trip["destination"].value for trip in talk.frame.trips] == ["Rome", "Oslo"]  # type: ignore[union-attr]
    assert not talk.frame.contradictions


def test_one_value_is_changed_to_another(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [Friday](departure_date) back [Sunday](return_date) [economy](cabin)")
    talk("change [Sunday](departure_date) to [Monday](return_date)")
    talk("switch [economy](cabin) to [business class](cabin)")
    talk("move [Friday](departure_date) to [Saturday](return_date)")
    assert known(talk) == [
        {"origin": "Oslo", "destination": "Rome", "departure_date": "Saturday", "cabin": "business class"},
        {"return_date": "Monday", "cabin": "business class"},
    ]
    talk("from [Oslo](origin) to [Paris](destination)")
    assert known(talk)[0]["destination"] == "Paris"


def test_the_way_back_can_be_refused(talk: Talk) -> None:
    talk(
        "[return](trip_type) [Oslo](origin) to [Rome](destination) [Friday](departure_date) back [Sunday](return_date)"
    )
    talk("the way back is fine")
    assert len(talk.frame.trips) == 2
    talk("cancel the way back")
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome", "departure_date": "Friday"}]
    talk("去[罗马](destination)，[周日](return_date)回来")
    talk("不要返程了")
    assert len(talk.frame.trips) == 1


def test_a_part_of_the_day_and_a_time_are_put_together(talk: Talk) -> None:
    def time() -> tuple[str, str]:
        held = talk.frame.trips[0]["departure_time"]
        assert isinstance(held, Filled)
        assert held.resolved is not None
        return held.value, held.resolved["value"]

    talk("at [7](departure_time)")
    talk("in the [evening](departure_time)")
    assert time() == ("7 evening", "19:00")
    talk("at [8](departure_time)")
    assert time() == ("8", "08:00")
    talk("in the [morning](departure_time)")
    talk("in the [evening](departure_time)")
    assert time() == ("evening", "18:00/22:00")
    talk("at [9](departure_time)")
    assert time() == ("9", "21:00")
    talk("[noon](departure_time)")
    assert time() == ("noon", "12:00")


def test_what_is_known_of_a_day_is_counted_from(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [tonight](departure_time)")
    frame = talk("back [two days later](return_date)").frame
    back = frame.trips[1]["return_date"]
    assert isinstance(back, Filled)
    assert back.resolved == {"type": "date", "value": "2026-11-20"}


def test_what_is_refused_is_forgotten(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [Friday](departure_date) back [Sunday](return_date)")
    assert len(talk.frame.trips) == 2
    talk("no, not on Sunday")
    assert len(talk.frame.trips) == 1
    talk("Friday is fine")
    assert known(talk)[0]["departure_date"] == "Friday"


def test_what_is_said_instead_is_understood_though_the_model_does_not_find_it(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [Friday](departure_date) back [Sunday](return_date)")
    talk("not Sunday, Monday.")
    assert known(talk)[1] == {"return_date": "Monday"}


def test_two_values_are_told_until_one_is_chosen(talk: Talk) -> None:
    talk("to [Rome](destination) [Friday](departure_date) or [Saturday](departure_date)")
    assert [one.kind for one in talk.frame.contradictions] == ["several"]
    talk("[Saturday](departure_date)")
    assert talk.frame.contradictions == ()


def test_what_is_chosen_of_two_values_is_of_their_slot(talk: Talk) -> None:
    talk("to [Rome](destination) [Friday](departure_date) or [Saturday](departure_date)")
    talk("[Saturday](arrival_date).")
    assert known(talk)[0]["departure_date"] == "Saturday"
    assert "arrival_date" not in talk.frame.trips[0]
    assert not talk.frame.contradictions


def test_a_part_of_the_day_leaves_the_readings_in_it(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date) at [5 to 9](departure_time)")
    talk("in the [morning](arrival_time)")
    time = talk.frame.trips[0]["departure_time"]
    assert isinstance(time, Filled)
    assert time.resolved == {"type": "time", "value": "08:55", "alternatives": ["08:55", "05:00/09:00"]}


def test_undo_and_new(talk: Talk) -> None:
    assert not talk.undo()
    talk("to [Rome](destination)")
    talk("from [Oslo](origin)")
    assert talk.undo()
    assert known(talk) == [{"destination": "Rome"}]
    talk.new()
    assert (talk.frame.trips, talk.asked) == ((), ())
    assert talk.undo()
    assert known(talk) == [{"destination": "Rome"}]
    for _ in range(30):
        talk("[two](passengers)")
    assert [talk.undo() for _ in range(21)] == [True] * 20 + [False]


def test_the_language_is_the_one_that_is_spoken(talk: Talk) -> None:
    assert talk("我要去[北京](destination)").question == "从哪里出发？"
    assert talk("[上海](origin)").question == "哪天出发？"
    assert talk("[12/4](departure_date)").question is None
    assert talk.reply == "信息都齐了。"
    talk("in [economy](cabin)")
    assert talk.reply == "That is all I need."


def test_now_can_be_set(talk: Talk) -> None:
    assert obey(talk, ":now 2027-01-01T08:00") == "It is 2027-01-01 08:00, until :now clock."
    talk("[tomorrow](departure_date)")
    assert talk.frame.trips[0]["departure_date"].resolved["value"] == "2027-01-02"  # type: ignore[union-attr,index]
    assert obey(talk, ":now clock").endswith("by the clock.")
    assert talk.now is None
    assert obey(talk, ":now").endswith("by the clock.")


@pytest.mark.parametrize(
    ("line", "message"),
    [(":now yesterday", "expected a time such as"), (":undo 2", "takes nothing after it"), (":fram", "did you mean")],
)
def test_commands_that_cannot_be(talk: Talk, line: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        obey(talk, line)


def test_a_talk_is_plain_data(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [Friday](departure_date) or [Saturday](departure_date)")
    talk("via [Bern](via) and [Milan](via), back [Sunday](return_date)")
    data = json.loads(json.dumps(talk.to_dict()))
    again = Talk.from_dict(talk._tagger, data)
    assert again.to_dict() == data
    assert again.frame.to_dict() == talk.frame.to_dict()
    assert (again.question, again.asked, again.now) == (talk.question, talk.asked, NOW)
    for one in (talk, again):
        one("not Sunday, [Monday](departure_date)")
    assert again.frame.to_dict() == talk.frame.to_dict()
    assert again.undo()


def _spoiled(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def spoil(data: dict[str, Any]) -> dict[str, Any]:
        change(data)
        return data

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: [],
        lambda _: {},
        _spoiled(lambda data: data.update(states=[])),
        _spoiled(lambda data: data.update(now="yesterday")),
        _spoiled(lambda data: data.update(timezone=5)),
        _spoiled(lambda data: data["states"][-1].update(leg=7)),
        _spoiled(lambda data: data["states"][-1].update(language="latin")),
        _spoiled(lambda data: data["states"][-1].update(legs=[{"origin": []}])),
        _spoiled(lambda data: data["states"][-1].update(legs=[{"origin": [{"value": 5}]}])),
        _spoiled(lambda data: data["states"][-1].update(legs=[{"origin": [{"value": "Oslo", "resolved": "Oslo"}]}])),
        _spoiled(lambda data: data["states"][-1].update(doubts=[[0, "origin"]])),
        _spoiled(lambda data: data["states"][-1].update(doubts=[[0, "origin", [5], 0.5]])),
        _spoiled(lambda data: data["states"][-1].pop("asks")),
    ],
)
def test_other_data_is_no_talk(talk: Talk, spoil: Callable[[dict[str, Any]], Any]) -> None:
    talk("[Oslo](origin)")
    with pytest.raises(DataError, match="pass what to_dict gave"):
        Talk.from_dict(talk._tagger, spoil(talk.to_dict()))


# ---- with a model ------------------------------------------------------------------------------------------------


def test_a_model_must_say_what_its_slots_are(model_dir: Path) -> None:
    with pytest.raises(ModelError, match=r"slots\.toml"):
        library.Talk(library.load(model_dir))


def test_the_code_of_the_page_runs(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(model, tmp_path / "models" / "booking")
    monkeypatch.chdir(tmp_path)
    page = (DATASETS.parent / "docs" / "talk.md").read_text("utf-8")
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(code, "talk.md", "exec"), names)
    assert isinstance(names["talk"], Talk)


def test_turns_over_a_pipe(model: Path) -> None:
    lines = ["leave Oslo on Friday", "", ":undo", ":now", "I would like to arrive Paris", " :text", ":frame"]
    arguments = ["tag", "-m", model, "--talk", "--now", "2026-11-18T10:20"]
    done = slottag(*arguments, stdin="\n".join(lines).encode())
    assert (done.status, done.err) == (0, "")
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one.get("text", one.get("command")) for one in told] == [line for line in lines if line]
    talk = Talk(Tagger.load(model), NOW)
    assert told[0] == json.loads(json.dumps(talk(lines[0]).to_dict()))
    assert told[0]["question"] == "Where would you like to go?"
    assert (told[1]["frame"]["trips"], told[2]["told"]) == ([], "It is 2026-11-18 10:20, until :now clock.")
    assert told[3]["frame"]["trips"][0].keys() == {slot.name for slot in talk._tagger(lines[4]).slots}
    assert told[4]["asked"] == [told[3]["frame"]["missing"][0]["slot"]]
    assert told[5]["frame"] == told[4]["frame"]
    assert slottag(*arguments, *[line for line in lines if line.strip()]).out == done.out


def test_turns_are_said_once_where_a_later_line_has_no_answer(model: Path) -> None:
    done = slottag("tag", "-m", model, "--talk", stdin=b"leave Oslo\n:nonsense\narrive Paris\n")
    assert done.status == 1
    assert one_line(done.err)
    assert "standard input:2: there is no command ':nonsense'" in done.err
    assert len(done.out.splitlines()) == 1


def test_a_talk_is_drawn_in_a_plain_pipe(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    turns = "leave Oslo on Friday\n我要去北京\n:frame\n:now\n"
    done = slottag("tag", "-m", model, "--talk", "--format", "table", "--nbest", "2", stdin=turns.encode())
    assert done.status == 0, done.err
    assert "> leave Oslo on Friday" in done.out
    assert "Where would you like to go?" in done.out
    assert "> :frame" in done.out
    assert "\x1b" not in done.out
    assert all(len(line) <= 40 for line in done.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "conll"], "conll has no place for a talk"),
        (["--jobs", "2"], "does not go with --talk"),
        (["--offsets", "utf16"], "does not go with --talk"),
        (["--asked", "origin"], "does not go with --talk"),
        (["--no-confidence"], "does not go with --talk"),
        (["--part-size", "5"], "goes with --engine ray"),
    ],
)
def test_what_does_not_go_with_a_talk(model: Path, arguments: list[str], message: str) -> None:
    done = slottag("tag", "-m", model, "--talk", *arguments, "leave Oslo")
    assert done.status == 2
    assert message in " ".join(done.err.replace("│", " ").split())


def test_people_are_added(talk: Talk) -> None:
    def count() -> dict[str, Any]:
        held = talk.frame.trips[0]["passengers"]
        assert isinstance(held, Filled)
        assert held.resolved is not None
        return {key: value for key, value in held.resolved.items() if key != "type"}

    talk("[Oslo](origin) to [Rome](destination), [one adult](passengers)")
    talk("then to [Paris](destination)")
    talk("and [a child](passengers)")
    assert count() == {"total": 2, "adults": 1, "children": 1}
    talk("[plus a baby](passengers)")
    assert count() == {"total": 3, "adults": 1, "children": 2, "infants": 1}
    talk("make it [two people](passengers)")
    assert count() == {"total": 2}
    talk.new()
    talk("[两个人](passengers)去[北京](destination)")
    talk("再加[一个小孩](passengers)")
    assert count() == {"total": 3, "children": 1}


def test_a_weekday_is_counted_as_the_date_was_in_whose_place_it_is(talk: Talk) -> None:
    def dates() -> list[str]:
        held = [trip[slot] for trip in talk.frame.trips for slot in ("departure_date", "return_date") if slot in trip]
        return [str(one.resolved["value"]) for one in held if isinstance(one, Filled) and one.resolved]

    talk("[Oslo](origin) to [Rome](destination) [next Friday](departure_date)")
    talk("not Friday, [Saturday](departure_date)")
    assert dates() == ["2026-11-28"]
    talk("then on to [Paris](destination) on [Monday](departure_date)")
    assert dates() == ["2026-11-28", "2026-11-30"]
    talk.new()
    talk("[Oslo](origin) to [Rome](destination) on [January 4](departure_date)")
    talk("not the 4th, the [5th](departure_date)")
    assert dates() == ["2027-01-05"]
    talk.new()
    talk("[Oslo](origin) to [Rome](destination) on [Monday](departure_date)")
    talk("not Monday, [Friday](departure_date)")
    assert dates() == ["2026-11-20"]


def test_a_number_takes_the_place_of_a_number(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [around 9](departure_time)")
    talk("not 9, [10](passengers)")
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome", "departure_time": "10"}]


def test_a_part_of_the_day_is_that_of_the_time_that_is_open(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) at [noon](departure_time), back at [half past six](return_time)")
    talk("in the [evening](departure_time)")
    assert [trip.get("departure_time", trip.get("return_time")) for trip in known(talk)] == [
        "noon",
        "half past six evening",
    ]
    talk("leave in the [evening](departure_time)")
    assert known(talk)[0]["departure_time"] == "evening"
    talk("leave at [6 or 7](departure_time)")
    time = talk.frame.trips[0]["departure_time"]
    assert isinstance(time, Filled)
    assert time.resolved == {"type": "time", "value": "[18:00,19:00]"}


def test_a_part_of_the_day_that_nobody_marks_closes_what_is_open(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date) at [8](departure_time)")
    talk("in the evening")
    assert known(talk)[0]["departure_time"] == "8 in the evening"
    talk("in the morning")
    assert known(talk)[0]["departure_time"] == "8 in the evening"


def test_tonight_is_kept_until_another_day_is_told(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) [tonight](departure_time)")
    talk("at [11](departure_time)")
    time = talk.frame.trips[0]["departure_time"]
    assert isinstance(time, Filled)
    assert time.resolved == {"type": "time", "value": "23:00", "date": "2026-11-18"}
    assert not talk.frame.missing
    talk("on [Friday](departure_date)")
    time = talk.frame.trips[0]["departure_time"]
    assert isinstance(time, Filled)
    assert time.resolved == {"type": "time", "value": "23:00"}
    talk.new()
    talk("[Oslo](origin) to [Rome](destination) [tonight](departure_time)")
    talk("not tonight, [tomorrow](departure_date)")
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome", "departure_date": "tomorrow"}]


@pytest.mark.parametrize(
    ("turn", "trips"),
    [
        ("sorry, from [Rome](origin) to [Paris](destination)", [("Rome", "Paris")]),
        ("no, from [Rome](origin)", [("Rome", "Rome")]),
        ("from [Rome](origin) to [Paris](destination)", [("Oslo", "Rome"), ("Rome", "Paris")]),
        ("from [Rome](origin) to [Paris](destination) with no change", [("Oslo", "Rome"), ("Rome", "Paris")]),
        ("sorry, then on to [Paris](destination)", [("Oslo", "Rome"), (None, "Paris")]),
    ],
)
def test_a_correction_is_no_further_trip(talk: Talk, turn: str, trips: list[tuple[str | None, str]]) -> None:
    talk("[Oslo](origin) to [Rome](destination)")
    talk(turn)
    assert [(trip.get("origin"), trip.get("destination")) for trip in known(talk)] == trips


def test_the_first_leg_can_be_named(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date)")
    talk("then to [Paris](destination) on [Monday](departure_date)")
    talk("the first leg on [Saturday](departure_date)")
    assert [trip["departure_date"] for trip in known(talk)] == ["Saturday", "Monday"]
    talk("第一程改到[周四](departure_date)")
    assert [trip["departure_date"] for trip in known(talk)] == ["周四", "Monday"]


def test_a_sum_keeps_its_currency(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination), [under 500 euros](price)")
    talk("[no more than 400](price)")
    price = talk.frame.trips[0]["price"]
    prices = price if isinstance(price, tuple) else (price,)
    assert [one.resolved for one in prices] == [{"type": "money", "amount": "400", "currency": "EUR", "bound": "max"}]


def test_where_the_way_back_ends_is_no_other_end(talk: Talk) -> None:
    talk("to [Rome](destination) on [Friday](departure_date)")
    turn = talk("back to [Oslo](destination) on [Sunday](return_date)")
    assert turn.question is None
    assert known(talk)[0] == {"origin": "Oslo", "destination": "Rome", "departure_date": "Friday"}
    assert known(talk)[1] == {"return_date": "Sunday"}


@pytest.mark.parametrize(
    ("turn", "slot"),
    [
        ("forget the price", "price"),
        ("never mind the airline", "carrier"),
        ("the price doesn't matter", "price"),
        ("any time is fine", "departure_time"),
        ("no price limit please", "price"),
        ("drop the [9 am](departure_time)", "departure_time"),
        ("I don't need [economy](cabin) any more", "cabin"),
        ("不要economy了", "cabin"),
        ("价格无所谓", "price"),
        ("航空公司随便", "carrier"),
    ],
)
def test_a_slot_is_given_up_by_its_name_or_its_value(talk: Talk, turn: str, slot: str) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date) at [9 am](departure_time)")
    before = dict(talk("[Norwegian](carrier), [economy](cabin), [under 300 euros](price)").frame.trips[0])
    heard = talk(turn)
    assert slot in before
    assert talk.frame.trips == ({name: held for name, held in before.items() if name != slot},)
    assert not heard.told


@pytest.mark.parametrize(
    "turn",
    [
        "forget it",
        "never mind",
        "cancel the second leg",
        "without the dog",
        "算了",
        "不要直飞",
    ],
)
def test_what_cannot_be_left_out_is_told(talk: Talk, turn: str) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date), [two adults](passengers)")
    before = known(talk)
    heard = talk(turn)
    assert known(talk) == before
    in_english = "I do not know what to leave out or to change there; please name it."
    assert heard.told == (in_english if turn.isascii() else "没听明白要去掉或更改什么，请说出具体内容。")
    assert heard.to_dict()["told"] == heard.told


@pytest.mark.parametrize("turn", ["hello", "I don't know the price", "the price doesn't matter"])
def test_a_turn_without_effect_says_so(talk: Talk, turn: str) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date)")
    assert talk(turn).told == "I found nothing in that to note or to change."
    assert talk("no, Friday is fine").told
    assert known(talk)[0]["departure_date"] == "Friday"
    heard = talk("on [Friday](departure_date)")
    assert (heard.told, "told" in heard.to_dict()) == ("", False)


def test_a_price_that_is_not_known_is_kept(talk: Talk) -> None:
    talk("to [Rome](destination), [under 300 euros](price)")
    assert talk("I don't know the price").told
    assert talk("no, the price is fine").told
    assert [one.value for one in talk.frame.trips[0]["price"]] == ["under 300 euros"]  # type: ignore[union-attr]
    talk("forget the price, [no more than 200](price)")
    assert [one.value for one in talk.frame.trips[0]["price"]] == ["no more than 200"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("people", "turn", "left"),
    [
        ("two adults and a child", "without the child", {"total": 2, "adults": 2}),
        ("two adults and a child", "without the [child](passengers)", {"total": 2, "adults": 2}),
        ("two adults and 2 kids", "drop one kid", {"total": 3, "adults": 2, "children": 1}),
        ("two adults and 2 kids", "the kids aren't coming", {"total": 2, "adults": 2}),
        ("me and my wife", "not my wife", {"total": 1}),
        ("an adult, a child and a baby", "no baby after all", None),
        ("an adult, a child and a baby", "without the baby", {"total": 2, "adults": 1, "children": 1}),
        ("two adults", "without the child", None),
        ("me and my wife", "without my mother", None),
        ("两大一小", "小孩不去了", {"total": 2, "adults": 2}),
        ("两大一小", "不带小孩了", {"total": 2, "adults": 2}),
        ("三个人", "不带小孩了", None),
    ],
)
def test_some_of_the_people_stay_at_home(talk: Talk, people: str, turn: str, left: dict[str, int] | None) -> None:
    talk(f"[Oslo](origin) to [Rome](destination), [{people}](passengers)")
    before = talk.frame.trips[0]["passengers"]
    heard = talk(turn)
    after = talk.frame.trips[0]["passengers"]
    assert isinstance(after, Filled)
    assert after.resolved is not None
    if left is None:
        assert (after, bool(heard.told)) == (before, True)
    else:
        assert after.resolved == {"type": "count", **left}
        assert after.value.startswith(people)
        talk("and [a friend](passengers)")
        more = talk.frame.trips[0]["passengers"]
        assert isinstance(more, Filled)
        assert more.resolved == {"type": "count", **left, "total": left["total"] + 1}


def test_the_way_back_to_another_place_is_kept_and_corrected(talk: Talk) -> None:
    def ways() -> list[tuple[str, str]]:
        return [(trip["origin"].value, trip["destination"].value) for trip in talk.frame.trips]  # type: ignore[union-attr]

    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date)")
    talk("back to [Bergen](destination) on [Sunday](departure_date)")
    assert ways() == [("Oslo", "Rome"), ("Rome", "Bergen")]
    assert known(talk)[1]["return_date"] == "Sunday"
    talk("not Bergen, [Stavanger](destination)")
    assert ways() == [("Oslo", "Rome"), ("Rome", "Stavanger")]
    again = Talk.from_dict(talk._tagger, json.loads(json.dumps(talk.to_dict())))
    assert again.frame == talk.frame
    talk("back to [Oslo](destination)")
    assert ways() == [("Oslo", "Rome"), ("Rome", "Oslo")]
    talk("cancel the way back")
    assert ways() == [("Oslo", "Rome")]


@pytest.mark.parametrize(
    ("people", "turn", "after"),
    [
        ("three adults", "[one more adult](passengers)", {"total": 4, "adults": 4}),
        ("three adults", "[another child](passengers) please", {"total": 4, "adults": 3, "children": 1}),
        ("me and my wife", "[two kids](passengers)", {"total": 4, "children": 2}),
        ("me and my wife", "make it [two kids](passengers)", {"total": 2, "children": 2}),
        ("two adults and a child", "[two kids](passengers)", {"total": 2, "children": 2}),
        ("one adult", "[business](cabin) and [two adults](passengers)", {"total": 2, "adults": 2}),
        ("one adult", "[business](cabin), plus [two kids](passengers)", {"total": 3, "adults": 1, "children": 2}),
        ("三个人", "其中[一个小孩](passengers)", {"total": 3, "children": 1}),
        ("三个人", "其中[五个小孩](passengers)", {"total": 3}),
        ("两个人", "[多一个小孩](passengers)", {"total": 3, "children": 1}),
        ("我和老婆", "[两个孩子](passengers)", {"total": 4, "children": 2}),
    ],
)
def test_people_are_told_of_again(talk: Talk, people: str, turn: str, after: dict[str, int]) -> None:
    talk(f"[Oslo](origin) to [Rome](destination), [{people}](passengers)")
    held = talk(turn).frame.trips[0]["passengers"]
    assert isinstance(held, Filled)
    assert held.resolved == {"type": "count", **after}


def test_a_number_alone_is_that_of_the_slot_that_holds_one(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date) at [9](departure_time)")
    talk("make it [10](passengers)")
    assert known(talk)[0]["departure_time"] == "10"
    talk("[2](passengers) tickets")
    talk("make it [3](passengers)")
    assert (known(talk)[0]["departure_time"], known(talk)[0]["passengers"]) == ("10", "3")


def test_what_is_refused_is_no_value_though_it_was_found(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Tuesday](departure_date)")
    assert talk("neither [Monday](departure_date) nor [Tuesday](return_date)").question == "Which day do you leave?"
    assert known(talk) == [{"origin": "Oslo", "destination": "Rome"}]
    assert talk("not with [Ryanair](carrier)").told
    talk("why not [Monday](departure_date)?")
    assert known(talk)[0]["departure_date"] == "Monday"
    assert talk("不要[商务舱](cabin)").told
    talk("不好意思，[商务舱](cabin)")
    assert known(talk)[0]["cabin"] == "商务舱"


def test_a_leg_is_named_by_its_number(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [1 May](departure_date)")
    talk("then to [Bari](destination) on [3 May](departure_date)")
    talk("then to [Paris](destination) on [5 May](departure_date)")
    talk("the second leg on [4 May](departure_date)")
    talk("the first one on [2 May](departure_date)")
    talk("第三程改到[5月6号](departure_date)")
    assert [trip["departure_date"] for trip in known(talk)] == ["2 May", "4 May", "5月6号"]


@pytest.mark.parametrize(
    "turn",
    [
        "I don't want to change the date",
        "don't forget the price",
        "don't drop the child",
        "without changing the airline",
        "is there any problem with the date?",
        "is there any time in the afternoon?",
        "what is the price?",
        "not sure about the time",
        "we don't have much time",
        "no, that is right",
        "不要改日期",
        "价格不变",
        "别忘了小孩",
        "时间没问题",
        "什么时间到？",
        "人数不变",
    ],
)
def test_what_only_sounds_like_a_refusal_takes_nothing_away(talk: Talk, turn: str) -> None:
    talk("[Oslo](origin) to [Rome](destination) on [Friday](departure_date) at [9 am](departure_time)")
    talk("[Norwegian](carrier), [two adults and a child](passengers), [under 300 euros](price)")
    before = talk.frame
    assert talk(turn).told
    assert talk.frame.trips == before.trips


@pytest.mark.parametrize(
    "turn", ["at any time", "whatever the time", "I don't care about the time", "什么时间都行", "随便什么时间"]
)
def test_any_will_do(talk: Talk, turn: str) -> None:
    talk("[Oslo](origin) to [Rome](destination) at [9 am](departure_time)")
    assert not talk(turn).told
    assert "departure_time" not in talk.frame.trips[0]


def test_who_says_me_is_one_more(talk: Talk) -> None:
    talk("[Oslo](origin) to [Rome](destination), [two kids](passengers)")
    held = talk("plus [me](passengers)").frame.trips[0]["passengers"]
    assert isinstance(held, Filled)
    assert held.resolved == {"type": "count", "total": 3, "children": 2}


@pytest.mark.parametrize("known_before", [True, False])
@pytest.mark.parametrize("turn", ["it needn't be [direct](stops)", "it doesn't have to be [direct](stops)"])
def test_what_need_not_be_is_not_wanted(talk: Talk, turn: str, known_before: bool) -> None:
    talk("[Oslo](origin) to [Rome](destination)" + (", [direct](stops)" if known_before else ""))
    assert bool(talk(turn).told) is not known_before
    assert "stops" not in talk.frame.trips[0]
