"""Numbers in words, ordinals, and the sources of head counts and sums of money."""

from __future__ import annotations

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_SMALL = (*_DIGITS, "ten", "eleven", "twelve", *_TEENS)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def number_word(number: int) -> str:
    """A number from 0 to 9999 in words: 240 → *two hundred and forty*."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % unit
    link = " and " if rest < 100 else " "
    return f"{_SMALL[number // unit]} {name}" + (f"{link}{number_word(rest)}" if rest else "")


def ordinal(number: int) -> str:
    """The ordinal in digits: 2 → *2nd*."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def ordinal_word(number: int) -> str:
    """The ordinal of a number below 100 in words: 22 → *twenty-second*."""
    head, hyphen, last = number_word(number).rpartition("-")
    tail = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return head + hyphen + tail


def number_sources() -> dict[str, Source]:
    """Head counts from two to nine, sums of money and budgets, in digits and in words."""
    return {
        "count": lambda draft: _digits(_count(draft)),
        "count_word": lambda draft: _words(_count(draft)),
        "amount": _draw_amount,
        "sum": _draw_sum,
        "amount_word": lambda draft: _words(50 + 50 * draft.below(18)),
    }


def _draw_amount(draft: Draft) -> Drawn:
    """A round sum from 20 to 1990, thousands sometimes with a comma."""
    tens = draft.below(25) * 10 + 20
    amount = draft.pick((tens, tens, 5 * draft.below(40) + 25, 50 * draft.below(38) + 100))
    return Drawn(f"{amount:,}", amount) if draft.chance(0.5) else _digits(amount)


def _draw_sum(draft: Draft) -> Drawn:
    """What a whole trip may cost, from 300 to 9900, sometimes with a comma; now and then a small or an odd sum."""
    hundreds = 100 * draft.below(97) + 300
    total = draft.pick(
        (hundreds, hundreds, 50 * draft.below(80) + 250, 5 * draft.below(60) + 15, 1017 + 37 * draft.below(200))
    )
    return Drawn(f"{total:,}", total) if draft.chance(0.25) else _digits(total)


def _count(draft: Draft) -> int:
    return 2 + draft.below(8)


def _digits(number: int) -> Drawn:
    return Drawn(str(number), number)


def _words(number: int) -> Drawn:
    return Drawn(number_word(number), number)
