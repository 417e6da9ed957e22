"""The grammar of one split: read from the TOML files of a folder and checked before anything is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from slottag.data.booking.patterns import Pattern
from slottag.data.booking.poles import pole_of
from slottag.data.booking.tables import Table, locate, read_named
from slottag.data.booking_zh.characters import Characters
from slottag.data.booking_zh.checks import check_grammar
from slottag.data.booking_zh.dates import date_fields, date_sources
from slottag.data.booking_zh.draft import Draft, Source
from slottag.data.booking_zh.frames import Frame, parse_frame
from slottag.data.booking_zh.numbers import number_sources
from slottag.data.booking_zh.places import Gazetteer, place_sources
from slottag.data.booking_zh.times import PARTS, time_fields, time_sources
from slottag.errors import DataError

VOICES = ("cn", "tw", "hk", "sg")
MEANS = ("air", "rail", "coach", "ship")
Rules = Mapping[str, tuple[Pattern, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Frames of one kind and how many sentences of a hundred they make."""

    name: str
    share: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that the sentences of one split are made from.

    Attributes:
        groups: the frames of sentences.
        rules: the alternatives of each rule, by voice and means of transport.
        voices: the voices, each as often as it speaks.
        means: the means of transport, each as often as it is meant.
        sources: what draws places, dates, times and numbers.
        characters: how speakers of Taiwan and Hong Kong write.
        slips: groups of characters that sound alike.
    """

    groups: tuple[Group, ...]
    rules: Mapping[tuple[str, str], Rules]
    voices: tuple[str, ...]
    means: tuple[str, ...]
    sources: Mapping[str, Source]
    characters: Characters
    slips: tuple[str, ...]

    def choose(self, name: str, draft: Draft) -> str | Pattern:
        """What a name in a pattern stands for in this sentence: text, or a pattern to go on with."""
        name = rule_name(name, draft.pole)
        if name in self.sources:
            return self.sources[name](draft)
        return draft.pick(self.rules[draft.voice, draft.means][name])

    def patterns(self) -> Iterator[Pattern]:
        """Every pattern of the frames and rules."""
        for group in self.groups:
            for frame in group.frames:
                yield from frame.clauses()
        distinct = {id(rule): rule for rules in self.rules.values() for rule in rules.values()}
        for rule in distinct.values():
            yield from rule


def rule_name(name: str, pole: str) -> str:
    """The rule that ``@go`` or ``~go`` means in a sentence of this pole: ``arrival_go`` or ``departure_go``."""
    return f"{pole_of(name, pole)}_{name[1:]}" if name[0] in "@~" else name


def read_grammar(folder: Path, split: str, places: str, invents: bool = False) -> Grammar:
    """The grammar of a split: ``patterns-SPLIT.toml``, ``places-PLACES.toml`` and what all splits share.

    Args:
        folder: where the files are.
        split: whose patterns.
        places: whose places.
        invents: whether names that nobody knows are made up among them.

    Raises:
        DataError: a file that is missing or no TOML, or an entry that the generator cannot use.
    """
    read = partial(read_named, folder)
    words, dates, times = read("words"), read("dates"), read("times")
    frames, characters = read(f"patterns-{split}"), read_characters(read("characters"))
    letters = "".join(map(chr, characters.table)) if invents else ""
    tables = (words, dates, times, frames)
    grammar = Grammar(
        groups=tuple(read_group(frames.sub("groups").sub(name)) for name in frames.sub("groups").names()),
        rules=_read_rules(tables),
        voices=_by_share(words.sub("voices"), VOICES),
        means=_by_share(words.sub("means"), MEANS),
        sources={
            **place_sources(read_gazetteer(read(f"places-{places}"), read("countries"), letters)),
            **number_sources(),
            **date_sources(dates.sub("styles").style_lists(date_fields(0))),
            **time_sources(times.sub("styles").style_lists({**time_fields(0, 0), "part": ""}), _parts(times)),
        },
        characters=characters,
        slips=read("slips").strings("alike"),
    )
    check_grammar(grammar, partial(locate, tables))
    return grammar


def read_group(table: Table) -> Group:
    """A group of frames and its share."""
    texts = table.strings("frames")
    return Group(table.name, table.integer("share"), tuple(parse_frame(text, table.where(text)) for text in texts))


def read_gazetteer(places: Table, countries: Table, letters: str) -> Gazetteer:
    """The places of a split, and what names that nobody knows are made of, if they are."""
    areas = {name: places.sub(name).string_lists() for name in places.names()}
    for name, kinds in areas.items():
        if len(kinds.get("towns", ())) < 2:
            raise DataError(f"{places.where(f'[{name}]')}: {name} has fewer than 2 towns; add some")
    countries_of = {
        town: country for country, towns in countries.sub("countries").string_lists().items() for town in towns
    }
    return Gazetteer(areas, countries_of, letters)


def read_characters(table: Table) -> Characters:
    """The table of characters.

    Raises:
        DataError: the two lists, or a phrase and its other form, are not of one length.
    """
    simple, traditional = ("".join(table.text(name).split()) for name in ("simplified", "traditional"))
    phrases = table.sub("phrases").texts()
    odd = next((phrase for phrase, other in phrases.items() if len(phrase) != len(other)), "simplified")
    if len(simple) != len(traditional) or odd != "simplified":
        raise DataError(f"{table.where(odd)}: {odd} and its traditional form are not of one length; mend them")
    return Characters(dict(zip(map(ord, simple), traditional, strict=True)), phrases)


def _read_rules(tables: tuple[Table, ...]) -> dict[tuple[str, str], Rules]:
    """The rules by voice and means; those of a means, of a voice and of both go before those for all."""
    common = _rules_under(tables, "rules")
    of_means = {means: _rules_under(tables, means) for means in MEANS}
    of_voices = {voice: _rules_under(tables, voice) for voice in VOICES}
    return {
        (voice, means): {**common, **of_means[means], **of_voices[voice], **_rules_under(tables, means, voice)}
        for voice in VOICES
        for means in MEANS
    }


def _rules_under(tables: tuple[Table, ...], *names: str) -> Rules:
    return {name: rule for table in tables for name, rule in table.sub(*names).pattern_lists().items()}


def _by_share(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names for _ in range(table.integer(name)))


def _parts(table: Table) -> dict[str, dict[str, tuple[str, ...]]]:
    """The words for the parts of the day, by voice."""
    parts = table.sub("parts")
    return {voice: {part: parts.sub(voice).strings(part) for part in PARTS} for voice in parts.names()}
