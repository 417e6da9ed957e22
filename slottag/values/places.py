"""Places by name or code: what the table knows of them (``places.tsv``, made by ``datasets/gather_codes.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from slottag.values.choices import folded

_TABLE = Path(__file__).parent / "places.tsv"
# A place that weighs so many times as much as the others of its name is the one that is meant.
_DOMINANT = 4
# So many others of a name are told.
_MOST = 4
# What a city weighs that goes before the country or state of its name.
_CITY = 200
# What other places lie in: countries and states.
_AREAS = ("country", "state")
_AIRPORT = re.compile(r"[\s,]*(?:\b(?:international |intl )?airport|(?:国际|國際)?(?:机场|機場))\s*$", re.IGNORECASE)
_STATION = re.compile(
    r"[\s,]*(?:\b(?:railway |train |bus |coach |central )?station"
    r"|(?:火车|火車|汽车|汽車|客运|客運|車|车|转运|轉運)?站|市)\s*$",
    re.IGNORECASE,
)
# Letters that are no others with a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_HAN = re.compile(r"[㐀-鿿]")
_LONGEST = 80
# What stands in front of a name, and is none by itself: *the airport*.
_ARTICLE = re.compile(r"\b(?:the|a|an|my|our|your|this|that|any|some)\b\s*", re.IGNORECASE)


class Place(NamedTuple):
    """A place of the table.

    Attributes:
        code: that of an airport, or of a city's airports; empty where there is none.
        weight: how likely it is meant among others of its name: by how many live there and speak of it.
    """

    kind: str
    name: str
    country: str
    code: str
    region: str
    weight: int

    @property
    def value(self) -> dict[str, str]:
        """As data."""
        return {"name": self.name, "country": self.country, **({"code": self.code} if self.code else {})}


def place_key(name: str) -> str:
    """A name without what makes no difference."""
    return folded(name.replace("'", "").replace("’", "")).translate(_PLAIN)


class Places:
    """The places of a table, by each of their names."""

    def __init__(self, text: str) -> None:
        self._lines = [line for line in text.splitlines() if not line.startswith("#")]
        self._by_name: dict[str, list[int]] = {}
        self._by_code: dict[str, list[int]] = {}
        self._areas: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines):
            self._add(number, *line.split("\t"))

    def _add(
        self, number: int, kind: str, name: str, _country: str, code: str, _region: str, _weight: str, keys: str
    ) -> None:
        for key in (place_key(name), *keys.split("|")):
            area = kind in _AREAS
            if area:
                self._areas.setdefault(key.removeprefix(","), []).append(number)
            if key and key[0] != ",":
                self._by_name.setdefault(key, []).append(number)
        if code:
            self._by_code.setdefault(code.lower(), []).append(number)

    def _found(self, numbers: Iterable[int]) -> list[Place]:
        """The places of these lines, the likeliest first."""
        found = []
        for number in numbers:
            kind, name, country, code, region, weight, _ = self._lines[number].split("\t")
            found.append(Place(kind, name, country, code, region, int(weight)))
        if len(found) < 2:
            return found
        found.sort(key=lambda place: -place.weight)
        once: dict[tuple[str, str, str], Place] = {}
        for place in found:
            once.setdefault((place_key(place.name), place.country, place.region), place)
        return [*once.values()]

    def named(self, name: str, *, airport: bool = False) -> list[Place]:
        """The places of a name or code, the likeliest first; one that is far likelier than the others alone."""
        key = place_key(name)
        if len(key) == 3 and key in self._by_code and key not in self._by_name:
            # A city goes before its airport of the same code.
            return self._found(self._by_code[key])[:1]
        found = self._found(self._by_name.get(key, ()))
        if airport and found:
            # An airport of the name in the country of the city that comes to mind; those elsewhere may be meant, too.
            every = [each for each in found if each.kind == "airport"]
            own = [each for each in every if each.country == found[0].country]
            others = {each.country: each for each in every[::-1] if each.country != found[0].country}
            return [*(own[:1] or found[:1]), *others.values()][:_MOST]
        # Luxembourg and New York are cities in what is called so, too.
        cities = {each.country for each in found if each.kind == "city" and each.weight >= _CITY}
        found = [each for each in found if each.kind not in _AREAS or each.country not in cities]
        areas = any(each.kind in _AREAS for each in found)
        if not areas and len(found) > 1 and found[0].weight >= _DOMINANT * max(found[1].weight, 1):
            return found[:1]
        return found[:_MOST]

    def within(self, name: str, area: str) -> list[Place]:
        """The likeliest place of a name in a country or state."""
        areas = self._found(self._areas.get(place_key(area), ()))
        every = self._found(self._by_name.get(place_key(name), ())) if areas else []
        return [each for each in every if any(_lies_in(each, own) for own in areas)][:1]


def _lies_in(place: Place, area: Place) -> bool:
    return place.country == area.country and area.region in ("", place.region)


@cache
def places() -> Places:
    """Those that come with slottag."""
    return Places(_TABLE.read_text("utf-8"))


@lru_cache(maxsize=8192)
def read_place(text: str) -> tuple[Place, ...]:
    """The places that a text may name, the likelier first; none where the table has no such name."""
    if len(text) > _LONGEST or _ARTICLE.fullmatch(text):
        return ()
    found = places().named(text)
    if found:
        return tuple(found)
    airport = _AIRPORT.search(text)
    named = _ARTICLE.match(text)
    bare = text[named.end() :] if named else text
    wholes = (text.strip(), bare.strip(), _AIRPORT.sub("", bare).strip(), _STATION.sub("", bare).strip())
    for whole in filter(None, dict.fromkeys(wholes)):
        for name, area in _splits(whole):
            found = places().within(name, area) if area else places().named(name, airport=airport is not None)
            if found:
                return tuple(found)
    return ()


def _splits(whole: str) -> Iterator[tuple[str, str]]:
    """A text as a name, and as a name with its country or state."""
    yield whole, ""
    name, comma, area = whole.partition(",")
    if comma:
        yield name.strip(), area.strip()
    elif _HAN.match(whole):
        yield from ((whole[place:], whole[:place]) for place in range(2, min(len(whole) - 1, 6)))
    else:
        words = whole.split()
        yield from ((" ".join(words[:place]), " ".join(words[place:])) for place in range(len(words) - 1, 0, -1))
