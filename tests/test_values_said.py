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
        ("1k以内", "max 1000"),
        ("3w以内", "max 30000"),
        ("2 lakh rupees", "200000 INR"),
    ],
)
def test_a_multiple_is_of_the_whole_number(text: str, expected: str) -> None:
    assert said("money", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新台幣三千元", "3000 TWD"),
        ("三千元新台幣", "3000 TWD"),
        ("三千塊", "3000"),
        ("三百蚊", "300"),
        ("八百蚊港紙以內", "max 800 HKD"),
        ("500 kr", "500"),
        ("budget 500", "max 500"),
        ("budget", "min"),
        ("<300€", "max 300 EUR"),
        ("300+", "min 300"),
        ("¥20,000 JPY max", "max 20000 JPY"),
        ("approx. 300 dollars", "about 300 USD"),
        ("~300 €", "about 300 EUR"),
        ("不到五百", "max 500"),
        ("预算三千", "max 3000"),
        ("200 euros at the very most", "max 200 EUR"),
    ],
)
def test_a_currency_that_is_named_is_that_of_the_sum(text: str, expected: str) -> None:
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
        ("family of four with two kids", "4 children:2"),
        ("a family of 4, two kids", "4 children:2"),
        ("a family of four plus grandma", "5"),
        ("party of six including two children", "6 children:2"),
        ("party of 6 incl. 2 infants", "6 children:2 infants:2"),
        ("5 people including 2 kids and a baby", "5 children:3 infants:1"),
        ("five people, two of whom are children", "5 children:2"),
        ("seven of us, three of them kids", "7 children:3"),
        ("2 adults and 3 kids including a baby", "5 adults:2 children:3 infants:1"),
        ("2 adults including a baby", "-"),
        ("two adults, three of them kids", "-"),
        ("2 adults/2 children", "4 adults:2 children:2"),
        ("4 adult passengers", "4 adults:4"),
        ("one passenger only", "1"),
        ("4 travelers (2 adults, 2 kids)", "4 adults:2 children:2"),
        ("me, my wife (and a baby)", "3 children:1 infants:1"),
        ("four of us with two kids", "-"),
        ("two adults with two kids", "4 adults:2 children:2"),
        ("couple with a baby", "3 children:1 infants:1"),
        ("an elderly couple", "2"),
        ("an old friend", "-"),
        ("2 adults, no kids", "2 adults:2 children:0"),
        ("all four of us", "4"),
        ("5 people total", "5"),
        ("two adult tickets", "2 adults:2"),
        ("me, my wife and our 3-year-old", "3 children:1"),
        ("a 4 year old child and an adult", "2 adults:1 children:1"),
        ("half a dozen", "6"),
        ("2个adults", "2 adults:2"),
        ("2大人1 kid", "3 adults:2 children:1"),
        ("3人 + 2 kids", "5 children:2"),
        ("3人 + kids", "-"),
        ("一家四口带两个孩子", "4 children:2"),
        ("两个大人带一个孩子", "3 adults:2 children:1"),
        ("5个人，其中两个是小孩", "5 children:2"),
        ("五人（三大两小）", "5 adults:3 children:2"),
        ("我和老婆三个人", "-"),
        ("2A+1C", "-"),
        ("两个兄弟", "2"),
        ("我跟三个兄弟", "4"),
        ("姐妹三个", "3"),
        ("two grown ups", "2 adults:2"),
        ("两对夫妻", "4"),
        ("总共五个人", "5"),
        ("成人2 儿童1", "3 adults:2 children:1"),
        ("两大一小一婴", "4 adults:2 children:2 infants:1"),
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
        ("ten to nine in the evening", "20:50"),
        ("ten to eleven at night", "22:50|22:00/23:00"),
        ("9 minutes to 5 pm", "16:51"),
        ("5 to 9", "08:55|20:55|17:00/21:00|05:00/09:00"),
        ("five to nine pm", "20:55|17:00/21:00"),
        ("15 to 18", "15:00/18:00|17:45"),
        ("twenty to five", "16:40|04:40"),
        ("ten to eight am", "07:50"),
        ("quarter to 12 am", "23:45|11:45"),
        ("quarter to 12 pm", "11:45|23:45"),
        ("quarter to 12 in the morning", "11:45"),
        ("quarter of nine", "08:45|20:45"),
        ("8ish in the evening", "20:00~"),
        ("anytime before noon", "../12:00"),
        ("either 8 or 9 am", "[08:00,09:00]"),
        ("5pm+", "17:00/.."),
        ("6:30p", "18:30"),
        ("six-oh-five", "06:05|18:05"),
        ("差十分钟九点", "08:50|20:50"),
        ("八点差五分", "07:55|19:55"),
        ("零点五分", "00:05"),
        ("整个下午", "12:00/18:00"),
        ("all morning", "06:00/12:00"),
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
        ("a week tomorrow", "2026-11-18", "2026-11-26"),
        ("Thursday fortnight", "2026-11-18", "2026-12-03"),
        ("the Friday before Christmas", "2026-11-18", "2026-12-18"),
        ("the Monday after Easter", "2026-11-18", "2027-03-29"),
        ("the last Friday of the month", "2026-11-18", "2026-11-27"),
        ("the first Friday of the month", "2026-11-18", "2026-12-04"),
        ("first Monday of next month", "2026-11-18", "2026-12-07"),
        ("the first weekend of December", "2026-11-18", "2026-12-05/2026-12-06"),
        ("the last day of February", "2026-11-18", "2027-02-28"),
        ("the week of Thanksgiving", "2026-11-18", "2026-11-23/2026-11-29"),
        ("before the end of the month", "2026-11-18", "../2026-11-30"),
        ("before late December", "2026-11-18", "../2026-12-20"),
        ("年底之前", "2026-11-18", "../2026-12"),
        ("within a week", "2026-11-18", "2026-11-18/2026-11-25"),
        ("in the next 3 days", "2026-11-18", "2026-11-18/2026-11-21"),
        ("三天内", "2026-11-18", "2026-11-18/2026-11-21"),
        ("half a year from now", "2026-11-18", "2027-05-18"),
        ("半年后", "2026-11-18", "2027-05-18"),
        ("anytime next week", "2026-11-18", "2026-11-23/2026-11-29"),
        ("as of December 1", "2026-11-18", "2026-12-01/.."),
        ("between now and Friday", "2026-11-18", "2026-11-18/2026-11-20"),
        ("12th Dec '26", "2026-11-18", "2026-12-12"),
        ("1/12/2026", "2026-11-18", "2026-12-01|2026-01-12"),
        ("1/12/2026", "2026-01-05", "2026-01-12|2026-12-01"),
        ("周一到五", "2026-11-18", "2026-11-23/2026-11-27"),
        ("周五还是周六", "2026-11-18", "[2026-11-20,2026-11-21]"),
        ("下礼拜的星期五", "2026-11-18", "2026-11-27"),
        ("下周三或四", "2026-11-18", "[2026-11-25,2026-11-26]"),
        ("周六到一", "2026-11-18", "2026-11-21/2026-11-23"),
        ("十二月第一个星期一", "2026-11-18", "2026-12-07"),
        ("这个月最后一天", "2026-11-18", "2026-11-30"),
        ("圣诞节第二天", "2026-11-18", "2026-12-26"),
        ("今年年底", "2026-11-18", "2026-12"),
        ("the weekend before Christmas", "2026-11-18", "2026-12-19/2026-12-20"),
        ("the weekend before Christmas", "2027-12-01", "2027-12-18/2027-12-19"),
        ("5/Aug", "2026-11-18", "2027-08-05"),
        ("Thanksgiving next year", "2026-11-18", "2027-11-25"),
        ("冬至那天", "2026-11-18", "2026-12-22"),
    ],
)
def test_dates_on_their_day(text: str, today: str, expected: str) -> None:
    assert said("date", text, today) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the airport", "-"),
        ("downtown", "-"),
        ("the north", "-"),
        ("the UK", "United Kingdom GB"),
        ("The Hague", "The Hague NL"),
        ("the", "-"),
        ("Bali", "Bali ID|Bāli IN|Bali CM BLC"),
        ("Kent", "Kent GB|Kent US|Kent US"),
        ("Crete", "Crete GR"),
        ("Palermo, Sicily", "Palermo IT PMO"),
        ("四川成都", "Chengdu CN CTU"),
        ("海南", "Hainan CN"),
        ("峇里島", "Bali ID"),
        ("松山机场", "Matsuyama JP MYJ|Taipei Songshan TW TSA"),
    ],
)
def test_parts_of_countries_are_no_towns_of_their_name(text: str, expected: str) -> None:
    assert said("place", text) == expected


def test_next_monday_is_behind_next_friday() -> None:
    sentence = marked("leaving [next Friday](departure_date), back [next Monday](return_date)").sentence
    assert [told(slot.resolved) for slot in booking_resolver()(sentence).slots] == [
        "2026-11-27|2026-11-20",
        "2026-11-30",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[下周五](departure_date)去[下周一](return_date)回", "2026-11-30"),
        ("[下周一](return_date)回，[下周五](departure_date)去", "2026-11-30"),
        ("[下周一](departure_date)去[下周五](return_date)回", "2026-11-27"),
        # Two weeks apart, it is none that follows.
        ("[下下周五](departure_date)去[下周一](return_date)回", "2026-11-23"),
    ],
)
def test_a_weekday_of_next_week_is_behind_the_way_out(line: str, expected: str) -> None:
    slots = booking_resolver()(marked(line).sentence).slots
    assert [told(slot.resolved) for slot in slots if slot.name == "return_date"] == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[下个月](departure_date)去，[月底](return_date)回", "2026-12-21/2026-12-31"),
        ("out [next month](departure_date), back at the [end of the month](return_date)", "2026-12-21/2026-12-31"),
        ("out [next Friday](departure_date), back [that Sunday](return_date)", "2026-11-29"),
        ("out on [December 4](departure_date), back [within a week](return_date)", "2026-12-04/2026-12-11"),
    ],
)
def test_the_end_of_the_month_is_of_the_one_that_is_talked_of(line: str, expected: str) -> None:
    slots = booking_resolver()(marked(line).sentence).slots
    assert [told(slot.resolved) for slot in slots if slot.name == "return_date"] == [expected]


def test_a_time_is_the_next_behind_the_one_it_comes_after() -> None:
    sentence = marked("leaving at [10 pm](departure_time), there at [1](arrival_time)").sentence
    assert [told(slot.resolved) for slot in booking_resolver()(sentence).slots] == ["22:00", "01:00|13:00"]
