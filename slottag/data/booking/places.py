"""Places of the world, and which of them one trip can join."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from slottag.data.booking.draft import Draft, Source

Areas = Mapping[str, Mapping[str, Sequence[str]]]
_COINED = 0.15
# What has no decomposition in Unicode, as people type it on a keyboard without it.
_ASCII = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "ı": "i", "æ": "ae"})


def in_ascii(text: str) -> str:
    """The text without its diacritics: *Zürich* → *Zurich*."""
    parts = unicodedata.normalize("NFKD", text.translate(_ASCII))
    return "".join(character for character in parts if not unicodedata.combining(character))


def bare_name(place: str) -> str:
    """The name of a place without the state or country behind it, as it is compared between splits."""
    return in_ascii(place.partition(",")[0]).casefold()


def join_areas(areas: Areas, names: Iterable[str], kinds: Iterable[str]) -> tuple[str, ...]:
    """The places of these kinds in all of the named areas."""
    wanted = tuple(kinds)
    return tuple(place for name in names for kind in wanted for place in areas[name].get(kind, ()))


def place_sources() -> dict[str, Source]:
    """A place that is new to the sentence, one where people live, the last and the first named, and a company."""
    return {
        "place": lambda draft: _draw_new(draft.network.places, draft),
        "town": lambda draft: _draw_new(draft.network.towns, draft),
        "last_place": partial(_draw_again, -1),
        "first_place": partial(_draw_again, 0),
        "carrier": _draw_carrier,
    }


def _draw_carrier(draft: Draft) -> str:
    """A company that runs there, or now and then one that might."""
    known, coined = draft.pick(draft.network.carriers), draft.pick(draft.network.coined or draft.network.carriers)
    town = draft.pick(draft.network.towns).partition(",")[0]
    return coined.replace("{town}", town) if draft.chance(_COINED) else known


def _draw_new(places: Sequence[str], draft: Draft) -> str:
    start, said = draft.below(len(places)), {bare_name(place) for place in draft.places}
    turned = (*places[start:], *places[:start])
    place = next((place for place in turned if bare_name(place) not in said), turned[0])
    draft.places.append(place)
    return _written(place, draft)


def _draw_again(index: int, draft: Draft) -> str:
    return _written(draft.places[index], draft) if draft.places else _draw_new(draft.network.places, draft)


def _written(place: str, draft: Draft) -> str:
    """One way to write a place: with or without what is behind the comma, the comma itself, the diacritics."""
    city, _, region = place.partition(", ")
    named = draft.pick((city, city, city, f"{city}, {region}", f"{city}, {region}", f"{city} {region}"))
    plain = draft.chance(0.3)
    text = named if region else city
    return in_ascii(text) if plain else text
