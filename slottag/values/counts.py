"""How many travel, and who: a list of people, some of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from slottag.values.tables import Match, Word, language

Count = Mapping[str, int]
_MOST = 10_000


@lru_cache(maxsize=8192)
def read_count(name: str, text: str) -> Count | None:
    """The people of a list: ``total``, and ``adults``, ``children`` and ``infants`` as far as they are told.

    Infants are children, too. ``None`` where a part of the list is not understood.
    """
    own = language(name)
    patterns, words = own.patterns("count"), own.read(text)
    total, place = 0, 0
    told: dict[str, int] = {}
    while place < len(words):
        if total and _is_link(words, place):
            place += 1
            continue
        found = patterns.first(words[place:])
        if found is None or not _ends(words, place + found[1]):
            return None
        match, size = found
        number, kind = _told(match)
        total += number
        for group in _GROUPS.get(kind, ()):
            told[group] = told.get(group, 0) + number
        place += size
    return {"total": total, **{group: told[group] for group in _ORDER if group in told}} if 0 < total < _MOST else None


# What each kind of person counts as.
_GROUPS = {"adult": ("adults",), "child": ("children",), "infant": ("children", "infants")}
_ORDER = ("adults", "children", "infants")


def _told(match: Match) -> tuple[int, str]:
    fields: Mapping[str, Any] = match.fields
    if match.reading == "single":
        return 1, fields.get("single", "person")
    if match.reading == "several":
        return fields["several"], "person"
    return fields["n"], fields.get("kind", fields.get("young", fields.get("single", "person")))


def _is_link(words: Sequence[Word], place: int) -> bool:
    return "link" in words[place].classes and place + 1 < len(words)


def _ends(words: Sequence[Word], place: int) -> bool:
    """Whether a part of the list may end before this word: at its end, before a link or before a number or a person."""
    return place >= len(words) or not words[place].classes.keys().isdisjoint(
        ("link", "n", "owner", "single", "several")
    )
