"""Dates, times, counts and sums that are drawn and then written in the styles of the built-in corpora, whose days and
numbers tell what the text means.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DATASETS = Path(__file__).parents[2] / "datasets"
# When times, counts and sums are said, which makes no difference to them.
MOMENT = datetime(2026, 11, 18)

Styles = Mapping[str, Any]
_FIELD = re.compile(r"\{(\w+)\}")
_THIRDS = {"early": ("01", "10"), "mid": ("11", "20"), "late": ("21", "")}


@dataclass(frozen=True, slots=True)
class Gold:
    """A text, the type of its slot, when it is said, and what was drawn.

    Attributes:
        open: whether the text leaves other readings open, so that what was drawn need not be the likeliest.
    """

    text: str
    slot: str
    now: datetime
    expected: Any
    open: bool = False


def styles_of(corpus: str, table: str) -> Styles:
    """The ways to write dates or times that a built-in corpus has."""
    styles: Styles = tomllib.loads((DATASETS / corpus / f"{table}.toml").read_text("utf-8"))["styles"]
    return styles


def fields_in(style: str) -> set[str]:
    """The names of the parts that a style puts in."""
    return set(_FIELD.findall(style))


def some_day(random: Random) -> date:
    """A day of the next years."""
    return date(2025, 1, 1) + timedelta(random.randrange(3000))


def at(day: date, random: Random) -> datetime:
    """Some time of a day."""
    return datetime.combine(day, time(random.randrange(24), random.randrange(60)))


def ordinary(text: str, kind: str, expected: Any) -> Gold:
    """What means the same whenever it is said."""
    return Gold(text, kind, MOMENT, expected)


def people(total: int, children: int = 0) -> dict[str, int]:
    """So many adults, and so many children if any."""
    return {"total": total + children, "adults": total, **({"children": children} if children else {})}


def money(amount: int, currency: str | None, bound: str | None) -> dict[str, str | None]:
    """A sum as it is resolved."""
    return {"amount": str(amount), "currency": currency, "bound": bound}


def pairs(text: str) -> Sequence[tuple[str | None, str]]:
    """``max under {}; {} max`` and so on: what stands in front of the first space, a dash for nothing, and the rest."""
    found = [each.strip().partition(" ") for each in text.split(";")]
    return [(None if key == "-" else key, rest) for key, _, rest in found]


def month_gold(part: str, text: str, day: date, random: Random) -> Gold:
    """The month of a day, or its early, middle or late part, said some time before."""
    now = day.replace(day=1) - timedelta(random.randrange(1, 200))
    last = (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    first, end = _THIRDS.get(part, ("", ""))
    month = f"{day:%Y-%m}"
    return Gold(text, "date", at(now, random), f"{month}-{first}/{month}-{end or last.day}" if first else month)
