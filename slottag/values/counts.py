"""How many travel, and who: a list of people, some of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from slottag.values.tables import Match, Word, language

Count = Mapping[str, int]
_MOST = 10_000
# What each kind of person counts as.
_GROUPS = {"adult": ("adults",), "child": ("children",), "infant": ("children", "infants")}
_ORDER = ("adults", "children", "infants")
_YOUNG = ("child", "infant")
# What sets a list apart from the number in front of it.
_APART = (",", ":", "(")
# Before which words a part of a list may end; behind a word that is not known before fewer.
_NEXT = ("link", "among", "n", "none", "owner", "single", "several", "kind")
_NEXT_TO_STRANGE = ("link", "among", "n")
# Up to which age somebody is an infant or a child, and from which an adult; between these it is not told.
_INFANT, _CHILD, _ADULT = 1, 11, 18


@lru_cache(maxsize=8192)
def read_count(name: str, text: str) -> Count | None:
    """The people of a list: ``total``, and ``adults``, ``children`` and ``infants`` as far as they are told.

    Infants are children, too. ``None`` where a part of the list is not understood.
    """
    groups = _groups(name, text)
    counted = _counted([group for group in groups if not group.among]) if groups else None
    if not groups or not counted:
        return None
    total = sum(group.number for group in counted)
    told = _told_of(counted)
    inner = [group for group in groups if group.among]
    if inner:
        if sum(group.number for group in inner) > total or any(not _fits(group, counted) for group in inner):
            return None
        told = {**_told_of(inner), **told}
    return {"total": total, **{kind: told[kind] for kind in _ORDER if kind in told}} if 0 < total < _MOST else None


class _Group(NamedTuple):
    """People of a list.

    Attributes:
        number: how many they are.
        kind: of which kind.
        link: what links them to those before.
        bare: whether they may be all of the list.
        alone: whether they are but a number.
        among: whether they are some of those before.
        family: whether they are a family, which its children belong to.
        open: whether it is not told if they are more people than those before.
    """

    number: int
    kind: str
    link: str
    bare: bool
    alone: bool
    among: bool
    family: bool
    open: bool


def _told_of(groups: Sequence[_Group]) -> dict[str, int]:
    """How many of each kind are told."""
    told: dict[str, int] = {}
    for group in groups:
        for kind in _GROUPS.get(group.kind, ()):
            told[kind] = told.get(kind, 0) + group.number
    return told


def _fits(group: _Group, counted: Sequence[_Group]) -> bool:
    """Whether people may be some of those that are counted: of people of any kind, or infants of children."""
    return all(one.kind not in _GROUPS for one in counted) or (
        group.kind == "infant" and any(one.kind == "child" and one.number >= group.number for one in counted)
    )


def _groups(name: str, text: str) -> list[_Group] | None:
    """The groups of a list; ``None`` where a part of it is not understood."""
    own = language(name)
    patterns, words = own.patterns("count"), _without_sum([word for word in own.read(text) if word.text != ")"])
    groups: list[_Group] = []
    place, links, among = 0, words[:0], False
    while place < len(words):
        if groups and _is_link(words, place):
            among = among or ("among" in words[place].classes and "link" not in words[place + 1].classes)
            links, place = [*links, words[place]], place + 1
            continue
        found = patterns.first(words[place:])
        if found is None or not _ends(words, place + found[1], found[0]):
            return None
        match, size = found
        group = _group(match, size, links, groups[-1] if groups else None, among)
        place += size
        if "age" in match.fields:
            place = _behind_ages(words, place, group.number - 1)
        groups.append(group)
        links = words[:0]
    return groups


def _without_sum(words: Sequence[Word]) -> Sequence[Word]:
    """Words without those at their ends that say that they are the sum."""
    while words and "sum" in words[0].classes:
        words = words[1:]
    while words and "sum" in words[-1].classes:
        words = words[:-1]
    return words


def _group(match: Match, size: int, links: Sequence[Word], before: _Group | None, among: bool) -> _Group:
    """The people that words tell of, behind what links them to those before, among whom they may be."""
    number, kind = _told(match)
    link = links[-1].text if links else ""
    beside = next((word.classes["beside"] for word in links if "beside" in word.classes), None)
    of_family = before is not None and before.family and kind in _YOUNG and (beside is not None or link in _APART)
    among = among or match.reading == "among" or of_family
    is_open = beside == 0 and before is not None and before.bare and kind in _YOUNG
    return _Group(
        number, kind, link, match.reading == "all", size == 1, among, "family" in match.fields, is_open and not among
    )


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
    if not groups or any(group.open for group in groups):
        return None
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
    if any(group.bare and not group.link and (group.alone or group == last) for group in rest):
        # 2 A + 1 C, 我和老婆三个人: who these are is not told.
        return None
    if any(one.kind in _YOUNG and other.bare and other.alone and other.link for one, other in pairwise(groups)):
        # Two kids, 4 and 6: those may be their ages.
        return None
    return groups


def _told(match: Match) -> tuple[int, str]:
    """How many people words tell of, and of which kind."""
    fields = match.fields
    if match.reading == "single":
        return 1, fields.get("single", "person")
    if match.reading == "several":
        return fields["several"], "person"
    if match.reading == "pairs":
        return fields["n"] * fields["pair"], "person"
    if match.reading == "none":
        return 0, fields["kind"]
    if match.reading == "aged":
        return fields.get("n", 1), fields.get("kind") or _kind_of(fields["years"])
    return fields["n"], fields.get("kind", fields.get("young", fields.get("single", "person")))


def _kind_of(years: int) -> str:
    """Who is so many years old."""
    if years <= _CHILD:
        return "infant" if years <= _INFANT else "child"
    return "adult" if years >= _ADULT else "person"


def _is_link(words: Sequence[Word], place: int) -> bool:
    return place + 1 < len(words) and not words[place].classes.keys().isdisjoint(("link", "among"))


def _ends(words: Sequence[Word], place: int, match: Match) -> bool:
    """Whether a part of the list may end before this word: at its end, before a link or before a number or a person."""
    following = _NEXT_TO_STRANGE if "other" in match.fields else _NEXT
    return place >= len(words) or not words[place].classes.keys().isdisjoint(following)
