"""The parts of values: calendars, numbers, tables, places, and how values of one sentence rest on each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.values.measured import as_sentence
from slottag.corpora.chinese.numbers import han_number
from slottag.corpora.english.numbers import number_word, ordinal, ordinal_word
from slottag.errors import ConfigError
from slottag.values.calendar_days import Calendar, Holiday
from slottag.values.choices import folded, table_of
from slottag.values.counts import read_count
from slottag.values.date_values import placed, read_date
from slottag.values.day_parts import Parts, minutes_of
from slottag.values.holidays import easter, holiday, lunar_day, nth_weekday
from slottag.values.moments import Ground, add_months, weekday_from
from slottag.values.money import read_money
from slottag.values.places import read_place
from slottag.values.resolver import Resolver, Value
from slottag.values.slots import SlotInfo, SlotTypes
from slottag.values.tables import language, read_own
from slottag.values.time_values import read_time, timed
from slottag.values.zones import clock_at, moment_of
from tests.phrases import booking_resolver, read_phrases

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def dates(text: str, today: date = TODAY, name: str = "english") -> list[str]:
    said = read_date(name, text)
    return [dated.text for dated in placed(said, Ground(today))] if said else []


def times(text: str, name: str = "english") -> list[str]:
    said = read_time(name, text)
    return [each.text for each in timed(said, Parts())] if said else []


def one(kind: str, text: str, now: datetime = datetime(2026, 11, 18), **known: object) -> Value | None:
    resolver = Resolver(SlotTypes({"slot": SlotInfo("slot", kind, **known)}), now)  # type: ignore[arg-type]
    return resolver(as_sentence(text, "slot", "english")).slots[0].resolved


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1961, (4, 2)),
        (2000, (4, 23)),
        (2019, (4, 21)),
        (2024, (3, 31)),
        (2025, (4, 20)),
        (2038, (4, 25)),
        (2285, (3, 22)),
    ],
)
def test_easter_is_when_it_is(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, (2, 10)), (2025, (1, 29)), (2026, (2, 17)), (2027, (2, 6)), (2033, (1, 31)), (2050, (1, 23))],
)
def test_the_moons_year_begins_when_it_does(year: int, day: tuple[int, int]) -> None:
    assert holiday("lunar_new_year", year) == date(year, *day)


def test_the_moons_year_ends_the_day_before_the_next_one() -> None:
    for year in range(2020, 2060):
        first, following = lunar_day(year, 1, 1), lunar_day(year + 1, 1, 1)
        last = lunar_day(year, 12, 30) or lunar_day(year, 12, 29)
        assert first is not None
        assert following is not None
        assert last is not None
        assert last + timedelta(1) == following
        assert 353 <= (following - first).days <= 385


def test_every_holiday_of_the_languages_has_a_rule_and_a_day() -> None:
    for name in ("english", "chinese"):
        for each in read_own(name)["words"]["holiday"]:
            assert all(holiday(each, year) for year in range(2024, 2040)), each


def test_holidays_by_the_sun_and_by_weekday() -> None:
    assert [holiday("qingming", year) for year in (2024, 2025, 2027)] == [
        date(2024, 4, 4),
        date(2025, 4, 4),
        date(2027, 4, 5),
    ]
    assert nth_weekday(2026, 11, 3, 4) == date(2026, 11, 26)
    assert nth_weekday(2026, 5, 0, -1) == date(2026, 5, 25)
    assert nth_weekday(2026, 2, 0, 5) is None


@settings(deadline=None)
@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_within_a_week(day: date, weekday: int) -> None:
    found = weekday_from(day, weekday)
    assert found.weekday() == weekday
    assert 0 <= (found - day).days < 7


@settings(deadline=None)
@given(DAYS, st.integers(-100, 100))
def test_months_are_added_one_by_one(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found + timedelta(1)).day == 1


@settings(deadline=None)
@given(DAYS, DAYS)
def test_a_day_of_a_month_is_the_next_one(today: date, day: date) -> None:
    (found,) = Calendar(day=day.day)(Ground(today))
    assert found.start >= today
    assert found.start.day == day.day
    between = [today + timedelta(number) for number in range((found.start - today).days)]
    assert not any(each.day == day.day for each in between)


@settings(deadline=None)
@given(DAYS)
def test_every_way_to_write_a_day_with_its_year_gives_it(day: date) -> None:
    month = day.strftime("%B")
    for text in (
        f"{day}",
        f"{month} {day.day}, {day.year}",
        f"{ordinal(day.day)} of {month} {day.year}",
        f"{day:%a} {day.day} {month} {day.year}",
        f"{month} {ordinal_word(day.day)} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert dates(text) == [str(day)], text
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{han_number(day.month)}月{han_number(day.day)}号",
    ):
        assert dates(text, name="chinese") == [str(day)], text


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_numbers_in_words_are_read(number: int) -> None:
    (word,) = language("english").read(number_word(number))
    assert word.classes["n"] == number
    (word,) = language("chinese").read(han_number(number))
    assert word.classes["n"] == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百五", 350),
        ("一千二", 1200),
        ("三万五", 35000),
        ("两千零五", 2005),
        ("廿三", 23),
        ("十", 10),
        ("一百零五", 105),
    ],
)
def test_numbers_are_said_for_short(text: str, number: int) -> None:
    assert language("chinese").read(text)[0].classes["n"] == number


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_is_read(hour: int, minute: int) -> None:
    text = f"{hour:02}:{minute:02}"
    assert text in times(text)
    half = "am" if hour < 12 else "pm"
    assert times(f"{(hour - 1) % 12 + 1}:{minute:02} {half}") == [text]
    assert text in times(f"{hour}点{minute:02}分", "chinese")
    # Both readings are told where the half of the day is open, and no other.
    open_hour = 1 <= hour <= 12 and (hour >= 10)
    assert len(times(text)) == 1 + open_hour


@settings(deadline=None)
@given(st.text(max_size=30), st.sampled_from(["english", "chinese"]), DAYS)
def test_nothing_that_is_typed_is_too_much(text: str, name: str, today: date) -> None:
    said = read_date(name, text)
    if said is not None:
        placed(said, Ground(today))
    hour = read_time(name, text)
    if hour is not None:
        timed(hour, Parts())
    for read in (read_count, read_money):
        read(name, text)
    read_place(text)


def test_values_of_phrases_do_not_depend_on_case() -> None:
    resolver = booking_resolver()
    for phrase in read_phrases("english"):
        for slot in resolver(phrase.sentence).slots:
            # Codes of three letters, I and marks with letters of their own are all the same in lower case.
            lower = resolver(as_sentence(slot.text.lower(), slot.name, "english")).slots[0].resolved
            upper = resolver(as_sentence(slot.text.upper(), slot.name, "english")).slots[0].resolved
            if len(phrase.expected) == 1:
                assert lower == upper == slot.resolved, slot.text


def test_a_date_far_away_is_none() -> None:
    assert dates("9999 years from now") == []
    assert dates("999999999999999999999999 days") == []


def test_a_holiday_beyond_the_table_of_the_moon_is_none() -> None:
    assert Holiday("lunar_new_year")(Ground(date(2090, 1, 1))) == ()


def test_relations_are_those_of_the_slots_file_and_not_of_their_names() -> None:
    slots = SlotTypes({"begin": SlotInfo("begin", "date"), "end": SlotInfo("end", "date", after="begin")})
    resolver = Resolver(slots, datetime(2026, 11, 18))
    from slottag.text import Sentence, Span, tokenize_words

    text = "move it from Friday to two days later"
    sentence = Sentence(text, tokenize_words(text), (Span(13, 19, "begin"), Span(23, 37, "end")))
    assert [slot.resolved["value"] for slot in resolver(sentence).slots if slot.resolved] == [
        "2026-11-20",
        "2026-11-22",
    ]


def test_what_was_told_before_is_referred_to() -> None:
    resolver = booking_resolver()
    sentence = as_sentence("two days later", "return_date", "english")
    assert resolver(sentence).slots[0].resolved is None
    known = {"departure_date": {"type": "date", "value": "2026-12-04"}}
    assert resolver(sentence, known).slots[0].resolved == {"type": "date", "value": "2026-12-06"}
    assert resolver(as_sentence("Friday", "return_date", "english"), known).slots[0].resolved == {
        "type": "date",
        "value": "2026-12-11",
    }


def test_the_slots_file_tells_the_order_of_days_and_months_and_the_currency() -> None:
    assert one("date", "4/12") == {"type": "date", "value": "2027-04-12", "alternatives": ["2027-04-12", "2026-12-04"]}
    assert one("date", "4/12", day_first=True) == {"type": "date", "value": "2026-12-04"}
    assert one("money", "under 300") == {"type": "money", "amount": "300", "currency": None, "bound": "max"}
    assert one("money", "under 300", currency="EUR") == {
        "type": "money",
        "amount": "300",
        "currency": "EUR",
        "bound": "max",
    }


def test_the_slots_file_tells_what_parts_of_the_day_are() -> None:
    content = b'[slots.slot]\ntype = "time"\n[parts]\nevening = "17:00/21:00"\n'
    resolver = Resolver(SlotTypes.from_bytes(content, "slots.toml"), datetime(2026, 11, 18))
    assert resolver(as_sentence("evening", "slot", "english")).slots[0].resolved == {
        "type": "time",
        "value": "17:00/21:00",
    }


def test_tonight_tells_its_day() -> None:
    assert one("time", "tonight") == {"type": "time", "value": "18:00/22:00", "date": "2026-11-18"}


def test_a_text_slot_and_one_that_nobody_knows_have_no_value() -> None:
    assert one("text", "Friday") is None
    resolver = Resolver(SlotTypes({}), datetime(2026, 11, 18))
    assert resolver(as_sentence("Friday", "day", "english")).slots[0].resolved is None


def test_choices_are_found_whatever_their_case_and_marks() -> None:
    table = table_of({"premium": ["premium economy", "豪华经济舱"], "économie": []})
    for text in ("Premium-Economy", "PREMIUM ECONOMY", "豪華經濟艙", "premiumeconomy"):
        assert table[folded(text)] == "premium"
    assert table[folded("Economie")] == "économie"


def test_places_have_alternatives_where_several_may_be_meant() -> None:
    resolved = one("place", "San Jose")
    assert resolved is not None
    assert [each["country"] for each in resolved["alternatives"]][:2] == ["US", "CR"]
    assert one("place", "San Jose, California") == {"type": "place", "name": "San Jose", "country": "US", "code": "SJC"}


def test_a_clock_is_that_of_its_zone() -> None:
    moment = datetime(2026, 11, 18, 23, 30, tzinfo=timezone.utc)
    assert clock_at(moment, "Asia/Taipei")().date() == date(2026, 11, 19)
    assert clock_at(datetime(2026, 11, 18, 23, 30), "Asia/Taipei")().date() == TODAY
    now = clock_at(None, "Pacific/Kiritimati")()
    assert now.utcoffset() == timedelta(hours=14)


def test_an_unknown_zone_is_told() -> None:
    for name in ("Mars/Base", "../etc/passwd", "", "\0"):
        with pytest.raises(ConfigError, match="timezone: there is none called"):
            clock_at(None, name)


def test_moments_are_those_of_iso_8601() -> None:
    assert moment_of("2026-11-30") == datetime(2026, 11, 30)
    assert moment_of("2026-11-30T09:15Z") == datetime(2026, 11, 30, 9, 15, tzinfo=timezone.utc)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        moment_of("tomorrow")


@pytest.mark.parametrize("text", ["24:00", "7:5", "x", "", "-1:00", "12:60"])
def test_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        minutes_of(text)
