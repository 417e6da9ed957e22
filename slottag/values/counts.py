"""How many travel, and who: a list of people, some of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from slottag.values.tables import Match, Word, language

Count = Mapping[str, int]
_MOST = 10_000


@lru_cache(maxsize=8192)
def read_count(name: str, text: str) -> Count | None:
    """The people of a list: ``total``, and ``adults``, ``children`` and ``infants`` as far as they are told.

    Infants are children, too. ``None`` where a part of the list is not understood.
    """
    groups = _groups(name, text)
    counted = _counted(groups) if groups else None
    if not counted:
        return None
    total = sum(group.number for group in counted)
    told: dict[str, int] = {}
    for group in counted:
        for kind in _GROUPS.get(group.kind, ()):
            told[kind] = told.get(kind, 0) + group.number
    return {"total": total, **{kind: told[kind] for kind in _ORDER if kind in told}} if 0 < total < _MOST else None


class _Group(NamedTuple):
    """People of a list: how many, of which kind, what links them to those before, whether they may be all of the list,
    and whether they are but a number.
    """

    number: int
    kind: str
    link: str
    bare: bool
    alone: bool


def _groups(name: str, text: str) -> list[_Group] | None:
    """The groups of a list; ``None`` where a part of it is not understood."""
    own = language(name)
    patterns, words = own.patterns("count"), own.read(text)
    groups: list[_Group] = []
    place, link = 0, ""
    while place < len(words):
        if groups and _is_link(words, place):
            link, place = words[place].text, place + 1
            continue
        found = patterns.first(words[place:])
        if found is None or not _ends(words, place + found[1]):
            return None
        match, size = found
        number, kind = _told(match)
        place += size
        if "age" in match.fields:
            place = _behind_ages(words, place, number - 1)
        groups.append(_Group(number, kind, link, match.reading == "all", size == 1))
        link = ""
    return groups


def _behind_ages(words: Sequence[Word], place: int, most: int) -> int:
    """Where the further ages of so many children end: *aged 4, 6 and 9*."""
    for _ in range(most):
        size = next((size for size in (2, 1) if all(_is_link(words, place + each) for each in range(size))), 0)
        end = place + size
        if not size or "n" not in words[end].classes or (end + 1 < len(words) and not _is_link(words, end + 1)):
            break
        place = end + 1
    return place


def _counted(groups: Sequence[_Group]) -> Sequence[_Group] | None:
    """The groups that count: not a number that tells all of them again (*three people: two adults and a child*,
    我和老婆两个人); ``None`` where it is open whether they are the same people.
    """
    first, last, rest = groups[0], groups[-1], groups[1:]
    if (
        rest
        and first.bare
        and rest[0].link in _APART
        and all(group.kind in _GROUPS or not group.bare for group in rest)
    ):
        others = sum(group.number for group in rest)
        if others == first.number and len(rest) > 1:
            return rest
        if others <= first.number:
            return None
    before = groups[:-1]
    again = last.bare and (not last.link or (last.link in _APART and len(before) > 1))
    if again and last.number == sum(group.number for group in before):
        return before
    if any(one.kind in _YOUNG and other.bare and other.alone and other.link for one, other in pairwise(groups)):
        # Two kids, 4 and 6: those may be their ages.
        return None
    return groups


# What each kind of person counts as.
_GROUPS = {"adult": ("adults",), "child": ("children",), "infant": ("children", "infants")}
_ORDER = ("adults", "children", "infants")
_YOUNG = ("child", "infant")
# What sets a list apart from the number in front of it.
_APART = (",", ":")


def _told(match: Match) -> tuple[int, str]:
    fields: Mapping[str, Any] = match.fields
    if match.reading == "single":
        return 1, fields.get("single", "person")
    if match.reading == "several":
        return fields["several"], "person"
    if match.reading == "pairs":
        return fields["n"] * fields["pair"], "person"
    return fields["n"], fields.get("kind", fields.get("young", fields.get("single", "person")))


def _is_link(words: Sequence[Word], place: int) -> bool:
    return place + 1 < len(words) and "link" in words[place].classes


def _ends(words: Sequence[Word], place: int) -> bool:
    """Whether a part of the list may end before this word: at its end, before a link or before a number or a person."""
    return place >= len(words) or not words[place].classes.keys().isdisjoint(
        ("link", "n", "owner", "single", "several")
    )
