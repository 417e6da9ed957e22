"""Values of phrases that are easily read wrongly, as seen on days that make a difference."""

from __future__ import annotations

from datetime import datetime

import pytest

from benchmarks.values.measured import as_sentence
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotInfo, SlotTypes
from tests.frames import marked
from tests.phrases import booking_resolver, told


def said(kind: str, text: str, today: str = "2026-11-18") -> str:
    """What a phrase means in one line, on a day at 10:20."""
    resolver = Resolver(SlotTypes({"slot": SlotInfo("slot", kind)}), datetime.fromisoformat(f"{today}T10:20"))
    language = "english" if text.isascii() else "chinese"
    return told(resolver(as_sentence(text, "slot", language)).slots[0].resolved)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1.5k", "1500 USD"),
        ("1,5k", "1500"),
        ("1,500k", "1500000"),
        ("1.255k", "1255"),
        ("under 2.5 million yen", "max 2500000 JPY"),
        ("1.5万元以内", "max 15000 CNY"),
        ("1.2千", "1200"),
        ("万元以内", "max 10000 CNY"),
        ("1.5 kroner", "1.5"),
    ],
)
def test_a_multiple_is_of_the_whole_number(text: str, expected: str) -> None:
    assert said("money", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two kids aged 4 and 6", "2 children:2"),
        ("3 kids aged 3, 5, and 8 and me", "4 children:3"),
        ("one child under 2 and 2 adults", "3 adults:2 children:1"),
        ("two kids, 4 and 6", "-"),
        ("three couples", "6"),
        ("a pair", "2"),
        ("three families", "-"),
        ("two adults and a dog", "-"),
        ("3 people, 2 adults and a child", "3 adults:2 children:1"),
        ("3人,2大1小", "3 adults:2 children:1"),
        ("三个人：两大一小", "3 adults:2 children:1"),
        ("five of us, two kids", "-"),
        ("2 people and a child", "3 children:1"),
        ("a party of six: 4 adults and 2 children", "6 adults:4 children:2"),
        ("two people, me and my wife", "2"),
        ("my child and the two of us", "3 children:1"),
        ("me and my wife, two people", "2"),
        ("我和老婆两个人", "2"),
        ("夫妻两人", "2"),
        ("爸妈和两个朋友", "4"),
        ("我俩", "2"),
        ("小两口", "2"),
        ("两家人", "-"),
        ("三口之家", "3"),
        ("我们一家三口", "3"),
        ("两个大人和一个四岁的小孩", "3 adults:2 children:1"),
    ],
)
def test_nobody_is_counted_twice(text: str, expected: str) -> None:
    assert said("count", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-11", "09:00/11:00|21:00/23:00"),
        ("18-20", "18:00/20:00"),
        ("9-30", "09:30|21:30"),
        ("seven-thirty pm", "19:30"),
        ("9 to 5", "09:00/17:00|21:00/05:00"),
        ("ten to 6 pm", "17:50"),
        ("9 minutes to 5 pm", "16:51"),
        ("in 2 hours", "-"),
        ("within 20 minutes", "-"),
        ("2 hours", "-"),
        ("20 hours", "20:00"),
        ("evening around 8", "20:00~"),
        ("in the morning, before 9", "-"),
        ("morning before 9", "../09:00"),
        ("morning after 9 pm", "-"),
        ("晚上大概八点", "20:00~"),
        ("24 hours", "-"),
        ("8 am in the morning", "08:00"),
        ("8 am in the evening", "-"),
        ("上午十二点", "12:00"),
        ("上午一点", "01:00"),
        ("上午", "06:00/12:00"),
        ("早一点", "-"),
        ("晚一点", "-"),
        ("晚上一点", "01:00"),
        ("晚上三点", "03:00"),
    ],
)
def test_times_of_the_day_are_no_others(text: str, expected: str) -> None:
    assert said("time", text) == expected


@pytest.mark.parametrize(
    ("text", "time", "day"),
    [
        ("tonight at 8 pm", "20:00", "2026-11-18"),
        ("tonight at 12", "00:00", "2026-11-19"),
        ("tonight at 3", "03:00", "2026-11-19"),
        ("tonight around 11", "23:00~", "2026-11-18"),
        ("今晚十二点", "00:00", "2026-11-19"),
        ("明早八点", "08:00", "2026-11-19"),
    ],
)
def test_behind_midnight_it_is_the_next_day(text: str, time: str, day: str) -> None:
    resolver = Resolver(SlotTypes({"slot": SlotInfo("slot", "time")}), datetime(2026, 11, 18))
    language = "english" if text.isascii() else "chinese"
    value = resolver(as_sentence(text, "slot", language)).slots[0].resolved
    assert value == {"type": "time", "value": time, "date": day}


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("the 1st of the month", "2026-11-18", "2026-12-01"),
        ("the 25th of the month", "2026-11-18", "2026-11-25"),
        ("next summer", "2026-07-15", "2027-22"),
        ("next summer", "2026-03-15", "2026-22|2027-22"),
        ("last summer", "2026-07-15", "2025-22"),
        ("this winter", "2027-01-10", "2026-24"),
        ("next winter", "2026-11-18", "2026-24|2027-24"),
        ("next Christmas", "2026-12-20", "2026-12-25|2027-12-25"),
        ("in a day or two", "2026-11-18", "2026-11-19/2026-11-20"),
        ("in 1-2 weeks", "2026-11-18", "2026-11-25/2026-12-02"),
        ("in 3 or 4 days", "2026-11-29", "2026-12-02/2026-12-03"),
        ("in three days' time", "2026-12-30", "2027-01-02"),
        ("2026-13-01", "2026-11-18", "-"),
        ("2026-12", "2026-11-18", "2026-12"),
        ("12/2026", "2026-11-18", "2026-12"),
        ("4-Dec", "2026-11-18", "2026-12-04"),
        ("Dec-4", "2026-11-18", "2026-12-04"),
        ("next week or the week after", "2026-11-18", "[2026-11-23..2026-11-29,2026-11-30..2026-12-06]"),
        ("4/12 - 8/12", "2026-11-18", "2026-12-04/2026-12-08|2027-04-12/2027-08-12"),
        ("the week before Christmas", "2026-11-18", "2026-12-18|2026-12-18/2026-12-24"),
        ("next Friday to next Monday", "2026-11-18", "2026-11-27/2026-11-30|2026-11-20/2026-11-23"),
        ("July 4 next year", "2026-11-18", "2027-07-04"),
        ("over Christmas", "2026-11-18", "2026-12-25"),
        ("Fri.", "2026-11-18", "2026-11-20"),
        ("十一", "2026-11-18", "2027-10-01|2026-12-11"),
        ("十一到十五号", "2026-11-18", "2026-12-11/2026-12-15|2027-10-01/2027-10-15"),
        ("十一月", "2026-11-18", "2026-11"),
    ],
)
def test_dates_on_their_day(text: str, today: str, expected: str) -> None:
    assert said("date", text, today) == expected


def test_next_monday_is_behind_next_friday() -> None:
    sentence = marked("leaving [next Friday](departure_date), back [next Monday](return_date)").sentence
    assert [told(slot.resolved) for slot in booking_resolver()(sentence).slots] == [
        "2026-11-27|2026-11-20",
        "2026-11-30",
    ]


def test_a_time_is_the_next_behind_the_one_it_comes_after() -> None:
    sentence = marked("leaving at [10 pm](departure_time), there at [1](arrival_time)").sentence
    assert [told(slot.resolved) for slot in booking_resolver()(sentence).slots] == ["22:00", "01:00|13:00"]
