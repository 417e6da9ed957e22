"""Places of the world, which of them one trip can join, and the companies that run there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from slottag.corpora.engine.draft import Draft
from slottag.corpora.engine.pieces import Drawn
from slottag.corpora.engine.tables import Table, by_share
from slottag.errors import DataError

Areas = Mapping[str, Mapping[str, Sequence[str]]]
# How often a company is one that might run there.
_COINED = 0.15
# How often a place has a name that nobody knows, where names may be made up, and how often a region with it; what may
# stand in front of such a name, behind it and between two.
_INVENTED, _REGIONAL = 0.18, 0.2
_FRONTS = (
    *("New", "San", "Port", "Saint", "Santa", "Lake", "Fort", "North", "South"),
    *("El", "La", "Upper", "Mount", "Bad"),
)
_BACKS = (
    *("City", "Beach", "Falls", "Springs", "Park", "Town", "Island", "Valley"),
    *("Heights", "Bay", "Field", "Junction"),
)
_BETWEEN = ("", "", "", "de ", "del ", "of ", "on ", "sur ", "am ", "da ", "upon ", "al ")
# How much oftener a well-known place is named than a gathered one.
_KNOWN = 3
# What has no decomposition in Unicode, as people type it on a keyboard without it.
_ASCII = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "ı": "i", "æ": "ae"})


def in_ascii(text: str) -> str:
    """The text without its diacritics: *Zürich* → *Zurich*."""
    parts = unicodedata.normalize("NFKD", text.translate(_ASCII))
    return "".join(character for character in parts if not unicodedata.combining(character))


def bare_name(place: str) -> str:
    """The name of a place without the state or country behind it, as it is compared between splits."""
    return in_ascii(place.partition(",")[0]).casefold()


@dataclass(frozen=True, slots=True)
class Connections:
    """The places that one trip can join, those among them where people live, and the companies that run there.

    ``regions`` are the states and countries that are named behind places, ``coined`` the names that a company could
    have, with ``{town}`` where a place stands.
    """

    places: tuple[str, ...]
    towns: tuple[str, ...]
    regions: tuple[str, ...]
    carriers: tuple[str, ...]
    coined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transport:
    """The networks by their names, which are a draft's area, and the names of each means of transport.

    A name is there as often as the network has dozens of places, so that no place is much rarer than another. With
    ``invents`` names that nobody knows are made up among them, too.
    """

    by_name: Mapping[str, Connections]
    names: Mapping[str, tuple[str, ...]]
    invents: bool = False

    def draw(self, draft: Draft) -> Drawn:
        """A place that is new to the sentence."""
        network = self.by_name[draft.area]
        invented = self.invents and draft.chance(_INVENTED)
        return self._new((self._invented(network, draft),) if invented else network.places, draft)

    def draw_town(self, draft: Draft) -> Drawn:
        """One where people live."""
        return self._new(self.by_name[draft.area].towns, draft)

    def draw_carrier(self, draft: Draft) -> Drawn:
        """A company that runs there, or now and then one that might."""
        network = self.by_name[draft.area]
        known, coined = draft.pick(network.carriers), draft.pick(network.coined or network.carriers)
        town = draft.pick(network.towns).partition(",")[0]
        name = coined.replace("{town}", town) if draft.chance(_COINED) else known
        return Drawn(name, name)

    def written(self, place: str, draft: Draft) -> Drawn:
        """One way to write a place: with or without what is behind the comma, the comma itself, the diacritics."""
        city, _, region = place.partition(", ")
        named = draft.pick((city, city, city, f"{city}, {region}", f"{city}, {region}", f"{city} {region}"))
        plain = draft.chance(0.3)
        text = named if region else city
        return Drawn(in_ascii(text) if plain else text, place)

    def _invented(self, network: Connections, draft: Draft) -> str:
        """A name of a word or two, now and then with the name of another place behind it, as of its state."""
        name, other = self._coined(network, draft), self._coined(network, draft)
        front, back = f"{draft.pick(_FRONTS)} {name}", f"{name} {draft.pick(_BACKS)}"
        both = f"{name} {draft.pick(_BETWEEN)}{other}"
        said = draft.pick((name, name, name, front, back, both, both))
        return f"{said}, {draft.pick(network.regions)}" if network.regions and draft.chance(_REGIONAL) else said

    def _coined(self, network: Connections, draft: Draft) -> str:
        """The front of one name and the back of another: *Rotterdam* and *Granada* give *Rottenada*."""
        front, back = (draft.pick(network.towns).partition(",")[0].split()[0] for _ in range(2))
        return (front[: len(front) // 2 + 1] + back[len(back) // 2 :]).strip("-.'’")

    def _new(self, places: Sequence[str], draft: Draft) -> Drawn:
        start, said = draft.below(len(places)), {bare_name(place) for place in draft.places}
        turned = islice(cycle(places), start, start + len(places))
        place = next((place for place in turned if bare_name(place) not in said), places[start])
        draft.places.append(place)
        return self.written(place, draft)


def read_areas(known: Table, gathered: Iterable[Table]) -> Areas:
    """The places of a split by area and kind: the well-known ones, each oftener, beside the gathered ones, if any."""
    areas = {each.name: {kind: _KNOWN * own for kind, own in each.string_lists().items()} for each in known.tables()}
    for each in (each for table in gathered for each in table.tables()):
        for kind, own in each.string_lists().items():
            areas[each.name][kind] = areas[each.name].get(kind, ()) + own
    return areas


def read_transport(modes: Table, areas: Areas, *, invents: bool) -> Transport:
    """The networks of ``modes.toml`` with the places of a split, and whether others are made up.

    Raises:
        DataError: an entry that is none, or a network that joins too few places.
    """
    names, networks = dict[str, tuple[str, ...]](), dict[str, Connections]()
    for means in modes.tables():
        own = {
            f"{means.name} {n}": _read_connections(means, each, areas) for n, each in enumerate(means.array("networks"))
        }
        if any(len(network.places) < 4 for network in own.values()):
            raise DataError(f"{modes.where()}: a network of {means.name} has fewer than 4 places; add some")
        names[means.name] = by_share(
            {name: 1 + len(network.places) // 12 for name, network in own.items()}, means.where()
        )
        networks |= own
    return Transport(networks, names, invents)


def _read_connections(means: Table, table: Table, areas: Areas) -> Connections:
    names, kinds = table.parsed("areas", _one_of(areas)), means.strings("kinds")

    def of(kinds: Sequence[str]) -> tuple[str, ...]:
        return tuple(place for name in names for kind in kinds for place in areas[name].get(kind, ()))

    coined = table.strings("coined") if "coined" in table.entries else ()
    places = of(kinds)
    regions = tuple(region for _, comma, region in (place.partition(", ") for place in places) if comma)
    return Connections(places, of(kinds[:1]), regions, table.strings("carriers"), coined)


def _one_of(areas: Areas) -> Callable[[str], str]:
    def read(name: str) -> str:
        if name not in areas:
            raise DataError(f"there is no area {name!r}; expected one of {', '.join(areas)}")
        return name

    return read
