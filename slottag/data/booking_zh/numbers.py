"""Numbers in Han characters, head counts and sums of money."""

from __future__ import annotations

from slottag.data.booking_zh.draft import Draft, Source

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


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


def number_sources() -> dict[str, Source]:
    """Head counts from two to nine, sums of money in the ways they are written, and codes."""
    return {
        "count": lambda draft: str(1 + draft.below(9)),
        "han_count": lambda draft: "两" if (number := 1 + draft.below(9)) == 2 else han_number(number),
        "large_count": lambda draft: str(10 + draft.below(40)),
        "amount": lambda draft: _digits(_sum(draft), draft),
        "han_amount": lambda draft: han_number(_sum(draft)),
        "spoken_amount": lambda draft: spoken_number(_sum(draft)),
        "code": lambda draft: _code(draft),
    }


def _sum(draft: Draft) -> int:
    """A round sum from 30 to 39000."""
    scale = draft.pick((10, 100, 100, 100, 1000, 1000))
    number = draft.pick((3 + draft.below(37), 1 + draft.below(9)))
    return max(number * scale, 30)


def _digits(number: int, draft: Draft) -> str:
    return f"{number:,}" if draft.chance(0.15) else str(number)


def _code(draft: Draft) -> str:
    """Three capitals, as airports have."""
    return "".join(draft.pick("ABCDEFGHIJKLMNOPRSTUVWXYZ") for _ in range(3))
