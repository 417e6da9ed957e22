"""Chinese gold, in the styles of ``datasets/booking-zh``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from benchmarks.values.gold import (
    MOMENT,
    Gold,
    Styles,
    at,
    fields_in,
    money,
    month_gold,
    ordinary,
    pairs,
    people,
    some_day,
)
from slottag.corpora.chinese.dates import date_fields
from slottag.corpora.chinese.numbers import counted, han_number
from slottag.corpora.chinese.times import part_of_day, time_fields

_PARTS = {
    "night": "凌晨 半夜",
    "morning": "早上 上午 早晨 清早",
    "noon": "中午",
    "afternoon": "下午 午后",
    "evening": "晚上 夜里 晚间",
}
_MINUTES = (10, 15, 20, 30, 35, 45, 50, 55)
_THIRDS = {"early": "月初|上旬", "mid": "中旬", "late": "月底|下旬"}
_BOUNDS = (("之前", "../{}"), ("后", "{}/.."), ("左右", "{}~"), ("以前", "../{}"), ("前", "../{}"))
_CURRENCIES = pairs(
    "CNY {}元; CNY {}块; CNY {}块钱; CNY {}人民币; TWD {}台币; HKD {}港币; USD {}美元;"
    "EUR {}欧元; GBP {}英镑; JPY {}日元; - {}"
)
_LIMITS = pairs("max {}以内; max 不超过{}; max 最多{}; about {}左右; max 低于{}; max {}以下; - {}; min 至少{}")
_HEADS = ("{}张", "{}个人", "{}位", "我们{}个", "{}人", "一家{}口")
# Of no year that there was, or years away.
_LEFT = ("lunar", "with_year")


def draw_date(styles: Styles, random: Random) -> Gold | None:
    """A day, or what is around it; ``None`` where the style does not suit it."""
    group = random.choice([name for name in styles if name not in _LEFT])
    style, day = random.choice(styles[group]), some_day(random)
    fields = date_fields(day)
    text, now = style.format_map(fields), day - timedelta(random.randrange(1, 7))
    if group == "span":
        return _span(style, text, fields, day, random)
    if group == "month" and "明年" in style:
        return Gold(text, "date", at(day.replace(year=day.year - 1, day=1), random), f"{day:%Y-%m}")
    if group == "month":
        part = next((name for name, told in _THIRDS.items() if re.search(told, style)), "")
        return month_gold(part, text, day, random)
    if group == "far_week":
        now = day - timedelta(day.weekday() + (14 if "下下" in style else 7) - random.randrange(7))
    elif group == "near_week":
        now = day - timedelta(random.randrange(day.weekday() + 1))
    elif group == "next_number":
        first = day.replace(day=1)
        now = first if "这个月" in style or "本月" in style else first - timedelta(random.randrange(1, 28))
    return Gold(text, "date", at(now, random), str(day))


def _span(style: str, text: str, fields: Mapping[str, str], day: date, random: Random) -> Gold | None:
    if "later_week" in style:
        later = day + timedelta(("一二三四五六日".index(fields["later_week"]) - day.weekday()) % 7)
    else:
        later = day.replace(day=int(fields["later_d"]))
    if later <= day:
        return None
    expected = f"[{day},{later}]" if "或" in style else f"{day}/{later}"
    return Gold(text, "date", at(day - timedelta(random.randrange(1, 7)), random), expected)


def draw_time(styles: Styles, random: Random) -> Gold:
    """A time, often with a bound."""
    group = random.choice([*styles])
    style, hour, minute = random.choice(styles[group]), random.randrange(5, 23), random.choice(_MINUTES)
    hour = min(hour, 20) if "later_" in style else hour
    part = random.choice(_PARTS[part_of_day(hour)].split())
    text, names = style.format_map({**time_fields(hour, minute), "part": part}), fields_in(style)
    minute = _told_minute(style, minute)
    expected = f"{hour:02}:{minute:02}"
    if "later_" in style:
        far = "later_HH" in names
        expected += f"/{hour + (2 if far else 1):02}:{minute if not far or style.endswith('{MM}') else 0:02}"
    elif "多" in style:
        expected += "~"
    elif random.random() < 0.4:
        words, form = random.choice(_BOUNDS)
        text, expected = text + words, form.format(expected)
    return Gold(text, "time", MOMENT, expected, open="part" not in names)


def _told_minute(style: str, minute: int) -> int:
    """The minute that a style tells."""
    for word, own in (("点半", 30), ("一刻", 15), ("三刻", 45)):
        if word in style:
            return own
    return minute if "{MM}" in style or "{minute}" in style else 0


def draw_count(random: Random) -> Gold:
    """Some people, or adults with children."""
    adults, children = random.randrange(1, 10), random.randrange(0, 7)
    word: Callable[[int], str] = str if random.random() < 0.5 else counted
    measure = random.choice("个位名")
    if random.random() < 0.4 or not children:
        return ordinary(random.choice(_HEADS).format(word(adults)), "count", {"total": adults})
    link, young = random.choice(["和", "", "、", "加"]), random.choice(["小孩", "孩子"])
    text = f"{word(adults)}{measure}大人{link}{word(children)}{measure}{young}"
    return ordinary(text, "count", people(adults, children))


def draw_sum(random: Random) -> Gold:
    """A sum, often as a limit."""
    amount = max(random.randrange(3, 40) * random.choice([10, 100, 1000]), 30)
    (code, form), (bound, words) = random.choice(_CURRENCIES), random.choice(_LIMITS)
    said = random.choice([str(amount), han_number(amount)])
    return ordinary(words.format(form.format(said)), "money", money(amount, code, bound))
