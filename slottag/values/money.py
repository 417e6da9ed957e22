"""Sums of money: how much, of which currency, as a limit or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from slottag.values.composed import Bound, composed
from slottag.values.tables import Match, Word, language

Money = Mapping[str, Any]

# A separator of thousands, and a decimal part.
_THOUSANDS = re.compile(r"(?<=\d)[,.  '](?=\d{3}(?!\d))")
_DECIMALS = re.compile(r"(?<![\d.,])(\d+)[.,](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it was said; no amount where the lowest is wished for."""

    amount: str | None
    currency: str | None
    local: bool = False


@lru_cache(maxsize=8192)
def read_money(name: str, text: str) -> Sum | Bound[Sum] | None:
    """What a text says as a sum of money; ``None`` where that is not understood."""
    own = language(name)
    patterns = own.patterns("money")
    plain, cents = _whole(_multiplied(name, own.plain(text)))

    def exact(words: Sequence[Word]) -> Sum | None:
        match = patterns.whole(words)
        return _sum(match, cents) if match else None

    said = composed(own.read(plain), exact, "most", "most_tail")
    return said if isinstance(said, Sum | Bound) else None


def _multiplied(name: str, text: str) -> str:
    """The text with a decimal number and the multiple behind it as one number: *1.5k*, 1.5万."""
    decimal, multiples = _with_multiple(name)

    def product(found: re.Match[str]) -> str:
        number = Decimal(f"{found[1]}.{found[2]}") * multiples[found[3]]
        return f"{number:f}".rstrip("0").rstrip(".")

    return decimal.sub(product, text)


@cache
def _with_multiple(name: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    own = language(name)
    multiples = own.numbers.multiples
    words = "|".join(map(re.escape, sorted(multiples, key=len, reverse=True)))
    # A comma in front of three digits parts thousands.
    digits = r"(?<![\d.,])(\d+)(?:,(?=\d{1,2}(?!\d))|\.)(\d{1,3})"
    return re.compile(rf"{digits}\s?({words})" + (r"(?![^\W\d_])" if own.spaced else "")), multiples


def _whole(text: str) -> tuple[str, str]:
    """The text with whole numbers alone, and the decimals of the one number that had some."""
    plain = _THOUSANDS.sub("", text)
    found = _DECIMALS.findall(plain)
    return (_DECIMALS.sub(r"\1", plain), f".{found[0][1]}") if len(found) == 1 else (plain, "")


def _sum(match: Match, cents: str) -> Sum:
    fields = match.fields
    if match.reading == "wish":
        return Sum(None, None)
    local = fields.get("local")
    named = fields.get("currency") or fields.get("again")
    return Sum(f"{fields['n']}{cents}", named or local or None, local is not None and named is None)


def money_value(said: Sum | Bound[Sum], *, own: str | None, foreign: bool) -> Money | None:
    """The value of a sum.

    Args:
        said: what was said.
        own: the currency of sums without one.
        foreign: whether a word such as 元 stands where more than one currency is called so.
    """
    bound = said.kind if isinstance(said, Bound) else None
    money = said.said if isinstance(said, Bound) else said
    if money.amount is None:
        return {"amount": None, "currency": None, "bound": "min"} if bound is None else None
    currency = (own or (None if foreign else money.currency)) if money.local else money.currency or own
    return {"amount": money.amount, "currency": currency, "bound": None if bound == "exact" else bound}
