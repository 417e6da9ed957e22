"""Which rule of the grammar gives another value of the same kind, for hand-written sentences that are told again."""

from __future__ import annotations

import re

from slottag.corpora.engine.written import Told

_BOUND = re.compile("[前后後最不顶頂于於超]|左右|之间|之間|以")
_CLOCK = re.compile("[0-9点點:：半]")
# What stands for a value of the slots whose values fit anywhere.
_RULES = {"place": "place", "carrier": "carrier", "cabin": "cabin", "price": "limit"}
HEAD = re.compile("[一二两兩三四五六七八九十俩0-9]+(?=[张張个個位人名])")
"""A number of people or tickets, which is changed alone."""


def rule_for(value: Told) -> str | None:
    """A date for a date, a bound for a bound; none for what nothing else can stand for."""
    bound = "bound_" if _BOUND.search(value.text) else ""
    if value.family == "date":
        return f"{bound}date"
    if value.family == "time":
        return f"{bound}clock" if bound or _CLOCK.search(value.text) else "part"
    return _RULES.get(value.family)
