"""English gold, in the styles of ``datasets/booking``."""

from __future__ import annotations

from collections.abc import Callable
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
from slottag.corpora.english.dates import date_fields
from slottag.corpora.english.numbers import number_word
from slottag.corpora.english.times import time_fields

# What tells which half of the day is meant.
_HALF = {"ampm", "AMPM", "a_m", "part", "ampm_said"}
_BOUNDS = {
    "before": "before",
    "b4": "before",
    "after": "after",
    "by": "by",
    "no later than": "by",
    "not later than": "by",
    "around": "around",
    "about": "around",
    "no earlier than": "from",
    "not before": "from",
    "roughly": "around",
}
_CURRENCIES = pairs(
    "USD {} dollars; USD ${}; EUR {} euros; EUR €{}; GBP {} pounds; GBP £{}; USD {} bucks; AUD {} AUD;"
    "CHF {} Swiss francs; THB {} baht; CAD {} Canadian dollars; - {}; INR {} rupees"
)
_LIMITS = pairs(
    "max under {}; max less than {}; max {} max; max no more than {}; about around {}; min at least {}; - {};"
    "max up to {}; max {} or less; max below {}"
)
_HEADS = ("{}", "{} people", "{} passengers", "party of {}", "{} of us", "group of {}", "{} pax")


def draw_date(styles: Styles, random: Random) -> Gold | None:
    """A day, or what is around it; ``None`` where the style does not suit it."""
    style, day = random.choice([each for some in styles.values() for each in some]), some_day(random)
    text, now = style.format_map(date_fields(day)), day - timedelta(random.randrange(1, 7))
    if "later_" in style:
        later = day.replace(day=min(day.day + 2 + day.day % 4, 28))
        return Gold(text, "date", at(now, random), f"{day}/{later}") if later > day else None
    if "next_weekday" in fields_in(style):
        return Gold(text, "date", at(now, random), f"{day}/{day + timedelta(1)}")
    kind = next((kind for words, kind in _BOUNDS.items() if style.startswith(f"{words} ")), None)
    if kind and "next" not in style:
        return Gold(text, "date", at(now, random), _bounded(kind, day))
    if fields_in(style) <= {"month", "mon", "year"}:
        return month_gold(style.split("{")[0].strip(" -"), text, day, random)
    return _near(style, text, day, random) or Gold(
        text, "date", at(now, random), str(day), open=fields_in(style) <= {"m", "mm", "d", "dd", "year"}
    )


def _bounded(kind: str, day: date) -> str:
    if kind in ("before", "by"):
        return f"../{day - timedelta(kind == 'before')}"
    return f"{day}~" if kind == "around" else f"{day + timedelta(kind == 'after')}/.."


def _near(style: str, text: str, day: date, random: Random) -> Gold | None:
    """What is told from now: said when it means this day."""
    monday = day - timedelta(day.weekday())
    if "weekend" in style:
        weekend = f"{monday + timedelta(5)}/{monday + timedelta(6)}"
        return Gold(text, "date", at(day - timedelta(random.randrange(1, 7)), random), weekend)
    if "of this month" in style:
        return Gold(text, "date", at(day.replace(day=1), random), str(day))
    if "of next month" in style:
        return Gold(text, "date", at(day.replace(day=1) - timedelta(random.randrange(1, 28)), random), str(day))
    if "next" in style:
        # Said on the Sunday before, from which both readings are one.
        before = monday - timedelta(1 + 7 * ("after next" in style))
        return Gold(text, "date", at(before, random), f"../{day}" if style.startswith("by") else str(day))
    if style.endswith(" week"):
        return Gold(text, "date", at(day - timedelta(7 + random.randrange(1, 7)), random), str(day))
    return None


def draw_time(styles: Styles, random: Random) -> Gold:
    """A time, often with a bound."""
    group = random.choice([*styles.values()])
    style, hour = random.choice(group["texts"]), random.randrange(5, 23)
    if "later_" in style:
        hour = min(hour, 20) - (3 if hour in (10, 11, 12) else 0)
    minute = random.choice(group["minutes"])
    text, names = style.format_map(time_fields(hour, minute)), fields_in(style)
    if "later_" in style:
        later = hour + 1 + hour % 2
        ends = hour * 60 + 30 * ("{h}:30" in style), later * 60 + 30 * style.endswith(":30")
        expected = "/".join(f"{end // 60:02}:{end % 60:02}" for end in ends)
        return Gold(text, "time", MOMENT, expected, open=not names & (_HALF | {"HH"}))
    expected = f"{hour:02}:{minute:02}"
    if "ish" in style:
        expected += "~"
    elif random.random() < 0.4:
        words = random.choice([*_BOUNDS])
        forms = {"before": "../{}", "by": "../{}", "around": "{}~"}
        text, expected = f"{words} {text}", forms.get(_BOUNDS[words], "{}/..").format(expected)
    return Gold(text, "time", MOMENT, expected, open=not names & _HALF)


def draw_count(random: Random) -> Gold:
    """Some people, or adults with children."""
    adults, children = random.randrange(1, 10), random.randrange(0, 7)
    word: Callable[[int], str] = str if random.random() < 0.5 else number_word
    if random.random() < 0.4:
        return ordinary(random.choice(_HEADS).format(word(adults)), "count", {"total": adults})
    text = f"{word(adults)} {'adult' if adults == 1 else 'adults'}"
    if children:
        young = "child" if children == 1 else random.choice(["children", "kids"])
        text += f"{random.choice([' and ', ', ', ' plus ', ' '])}{word(children)} {young}"
    return ordinary(text, "count", people(adults, children))


def draw_sum(random: Random) -> Gold:
    """A sum, often as a limit."""
    amounts = (random.randrange(20, 300) * 10, random.randrange(25, 2000), 100 * random.randrange(1, 90))
    amount = random.choice(amounts)
    (code, form), (bound, words) = random.choice(_CURRENCIES), random.choice(_LIMITS)
    signs = form.startswith(("$", "€", "£"))
    said = random.choice([str(amount), f"{amount:,}", str(amount) if signs else number_word(amount)])
    return ordinary(words.format(form.format(said)), "money", money(amount, code, bound))
