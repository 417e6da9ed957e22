"""The grammar of one split: read from the TOML files of a folder and checked before anything is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from slottag.data.booking.checks import check_grammar
from slottag.data.booking.dates import date_fields, date_sources
from slottag.data.booking.draft import Draft, Network, Source
from slottag.data.booking.noise import Change, Habits, bare, phone, shouted, slips, spoken
from slottag.data.booking.numbers import number_sources
from slottag.data.booking.patterns import Pattern
from slottag.data.booking.places import Areas, join_areas, place_sources
from slottag.data.booking.poles import POLES, pole_of
from slottag.data.booking.tables import Table, locate, read_named
from slottag.data.booking.times import ClockStyles, time_fields, time_sources
from slottag.errors import DataError

# How much oftener a well-known place is named than a gathered one.
_KNOWN = 3
Rules = Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class Mode:
    """A means of transport: how often it is meant, its words, and the places that one trip by it can join."""

    name: str
    share: int
    rules: Rules
    networks: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Patterns of one kind and how many sentences of a hundred they make."""

    name: str
    share: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that the sentences of one split are made from."""

    groups: tuple[Group, ...]
    rules: Rules
    modes: Mapping[str, Mode]
    cues: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    sources: Mapping[str, Source]

    def rule(self, name: str, mode: str) -> tuple[Pattern, ...]:
        """The alternatives of a rule in a mode of transport."""
        return self.modes[mode].rules.get(name) or self.rules[name]

    def cue(self, name: str, pole: str, mode: str) -> tuple[str, ...]:
        """The words that tell a pole, those that only this mode of transport has included."""
        return self.cues[pole, ""][name] + self.cues[pole, mode].get(name, ())

    def choose(self, name: str, draft: Draft) -> str | Pattern:
        """What a name in a pattern stands for in this sentence: text, or a pattern to go on with."""
        if name[0] in "@~":
            return draft.pick(self.cue(name[1:], pole_of(name, draft.pole), draft.mode))
        if name in self.sources:
            return self.sources[name](draft)
        return draft.pick(self.rule(name, draft.mode))


def read_grammar(folder: Path, split: str, places: str) -> Grammar:
    """The grammar of a split: ``patterns-SPLIT.toml`` (and ``clauses-SPLIT.toml``, if there is one), the places of
    ``PLACES`` and what all splits share.

    Raises:
        DataError: a file that is missing or no TOML, or an entry that the generator cannot use.
    """
    read = partial(read_named, folder)
    dates, times, cues = read("dates"), read("times"), read("cues")
    own = read(f"patterns-{split}")
    clauses = [read(name) for name in [f"clauses-{split}"] if (folder / f"{name}.toml").exists()]
    words, means = read("words"), read("modes")
    modes = read_modes(means, read_areas(folder, places))
    grammar = Grammar(
        groups=tuple(
            read_group(table.sub("groups").sub(name))
            for table in (own, *clauses)
            for name in table.sub("groups").names()
        ),
        rules={
            name: alternatives
            for table in (words, dates, times, own, *clauses)
            for name, alternatives in table.sub("rules").pattern_lists().items()
        },
        modes=modes,
        cues={(pole, mode): cues.sub(pole, mode).string_lists() for pole in POLES for mode in ("", *modes)},
        sources={
            **place_sources(),
            **number_sources(),
            **date_sources(dates.sub("styles").style_lists(date_fields(date(2024, 1, 1)))),
            **time_sources(read_clock_styles(times.sub("styles"))),
        },
    )
    check_grammar(grammar, partial(locate, (own, *clauses, words, dates, times, means)))
    return grammar


def read_changes(folder: Path) -> tuple[Change, ...]:
    """The kinds of noise, with the short forms and fillers of ``noise.toml``.

    Raises:
        DataError: a file that is missing or no TOML, or an entry that the generator cannot use.
    """
    table = read_named(folder, "noise")
    habits = Habits(table.sub("short").string_lists(), table.strings("fillers"))
    # Typing on a telephone and dictating to it are the most common.
    return (phone(habits), phone(habits), spoken(habits), spoken(habits), slips, slips, bare, shouted)


def read_group(table: Table) -> Group:
    """A group of patterns and its share."""
    return Group(table.name, table.integer("share"), table.patterns("patterns"))


def read_areas(folder: Path, places: str) -> Areas:
    """The places of a split by area and kind: those of ``places-*.toml``, each as often as it is well known beside the
    gathered ones, and those of ``gathered-*.toml``, if there is such a file.
    """
    known = read_named(folder, f"places-{places}")
    areas = {name: {kind: _KNOWN * own for kind, own in lists.items()} for name, lists in _by_area(known)}
    if (folder / f"gathered-{places}.toml").exists():
        for name, lists in _by_area(read_named(folder, f"gathered-{places}")):
            for kind, own in lists.items():
                areas[name][kind] = areas[name].get(kind, ()) + own
    return areas


def _by_area(table: Table) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    return ((name, table.sub(name).string_lists()) for name in table.names())


def read_modes(table: Table, areas: Areas) -> dict[str, Mode]:
    """The modes of transport with the places of a split."""
    return {name: _read_mode(table.sub(name), areas) for name in table.names()}


def _read_mode(table: Table, areas: Areas) -> Mode:
    kinds = table.strings("kinds")
    found = tuple(
        Network(
            join_areas(areas, names, kinds),
            join_areas(areas, names, kinds[:1]),
            each.strings("carriers"),
            each.strings("coined") if "coined" in each.names() else (),
        )
        for each in table.subs("networks")
        for names in [each.names_among("areas", areas)]
    )
    return Mode(table.name, table.integer("share"), table.sub("rules").pattern_lists(), found)


def read_clock_styles(table: Table) -> dict[str, ClockStyles]:
    """The groups of ways to write a time."""
    return {name: _read_clock_style(table.sub(name)) for name in table.names()}


def _read_clock_style(table: Table) -> ClockStyles:
    minutes = table.integers("minutes")
    if not all(0 <= minute < 60 for minute in minutes):
        raise DataError(f"{table.where(f'{table.name}]')}: minutes of {table.name} are not all in 0..59; mend them")
    return ClockStyles(minutes, table.styles("texts", time_fields(0)))
