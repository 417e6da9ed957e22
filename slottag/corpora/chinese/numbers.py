"""Numbers in Han characters, head counts and sums of money."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_uppercase

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_CODE_LETTERS = ascii_uppercase.replace("Q", "")


def han_number(number: int) -> str:
    """A number from 0 to 99999 as it is said: 12 → 十二, 105 → 一百零五, 24000 → 两万四千."""
    if number >= 10_000:
        high, rest = divmod(number, 10_000)
        head = ("两" if high == 2 else han_number(high)) + "万"
        return head + ("" if not rest else ("零" if rest < 1000 else "") + han_number(rest))
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
        gap = not digit
    text = text.removeprefix("一") if text.startswith("一十") else text
    return text.replace("二千", "两千") or _DIGITS[0]


def spoken_number(number: int) -> str:
    """A round sum as people say it for short: 1200 → 一千二, 35000 → 三万五."""
    text = han_number(number)
    unit = 10 ** (len(str(number)) - 1)
    return text[:-1] if number % unit and not number % (unit // 10) and text[-1] in "百千" else text


def counted(number: int) -> str:
    """A number as it stands in front of what is counted or of the hour: 2 → 两."""
    return "两" if number == 2 else han_number(number)


def number_sources() -> dict[str, Source]:
    """Head counts from one to nine and more, sums of money in the ways they are written, and codes."""
    return {
        "count": lambda draft: _said(1 + draft.below(9), str),
        "han_count": lambda draft: _said(1 + draft.below(9), counted),
        "large_count": lambda draft: _said(10 + draft.below(40), str),
        "amount": lambda draft: _said(_sum(draft), lambda number: f"{number:,}" if draft.chance(0.15) else str(number)),
        "han_amount": lambda draft: _said(_sum(draft), han_number),
        "spoken_amount": lambda draft: _said(_sum(draft), spoken_number),
        "code": _draw_code,
    }


def _said(number: int, say: Callable[[int], str]) -> Drawn:
    return Drawn(say(number), number)


def _sum(draft: Draft) -> int:
    """A round sum from 30 to 39000."""
    scale = draft.pick((10, 100, 100, 100, 1000, 1000))
    number = draft.pick((3 + draft.below(37), 1 + draft.below(9)))
    return max(number * scale, 30)


def _draw_code(draft: Draft) -> Drawn:
    """Three capitals, as airports have."""
    code = "".join(draft.pick(_CODE_LETTERS) for _ in range(3))
    return Drawn(code, code)
