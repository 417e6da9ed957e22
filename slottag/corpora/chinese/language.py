"""Chinese: what the engine is given to make its corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from slottag.corpora.chinese.characters import TRADITIONAL, Characters, read_characters
from slottag.corpora.chinese.dates import CALENDAR
from slottag.corpora.chinese.noise import read_alike, with_filler, with_slips
from slottag.corpora.chinese.numbers import number_sources
from slottag.corpora.chinese.places import read_gazetteer
from slottag.corpora.chinese.surface import ENDS, HASTY, PAUSE, TYPINGS, write_sentence
from slottag.corpora.chinese.times import time_sources
from slottag.corpora.engine.answers import read_answers
from slottag.corpora.engine.draft import Draft, pick, shuffle
from slottag.corpora.engine.generation import Drawing
from slottag.corpora.engine.grammar import Grammar, Rules, read_groups, read_tables, rules_under
from slottag.corpora.engine.language import place_sources
from slottag.corpora.engine.pieces import Piece
from slottag.corpora.engine.splits import ANSWERS, Recipe, Split, mixed, paired, placed
from slottag.corpora.engine.tables import Table, by_share, read_table
from slottag.text import Sentence

VOICES = ("cn", "tw", "hk", "sg")
MEANS = ("air", "rail", "coach", "ship")


@dataclass(frozen=True, slots=True)
class Chinese:
    """Chinese with the grammar of one split.

    Attributes:
        grammar: what its sentences are made of.
        voices: who speaks, each as often as they do.
        means: the means of transport, each as often as it is meant.
        characters: how speakers of Taiwan and Hong Kong write.
        alike: for a character those that sound alike.
        hasty: the part of the sentences that are typed in a hurry.
        said_once: the slots that nobody fills twice in one sentence.
    """

    grammar: Grammar
    voices: tuple[str, ...]
    means: tuple[str, ...]
    characters: Characters
    alike: dict[str, str]
    hasty: float
    said_once: tuple[str, ...] = ("carrier", "cabin", "trip_type", "stops", "passengers", "price")

    def begin(self, random: Random, pole: str) -> Draft:
        """A sentence in the making, of somebody who travels by one means."""
        return Draft(random, pole, pick(random, self.voices), pick(random, self.means), constancy=0.7)

    def plain(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """The sentence as it is written in a book, in the characters of the speaker."""
        return write_sentence(self.in_voice(pieces, draft))

    def typed(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """The sentence as the speaker types it: now and then with a slip, or in a hurry on a telephone."""
        spoken = self.in_voice(pieces, draft)
        return (self._type_hastily if draft.chance(self.hasty) else self._type)(spoken, draft)

    def compose(self, split: Split, drawn: Sequence[Drawing], told: Sequence[Sentence]) -> list[Sentence]:
        """The sentences that were drawn and those written by hand, well shuffled."""
        return shuffle(Random(split.name), [*(drawing.sentence for drawing in drawn), *told])

    def in_voice(self, pieces: Iterable[Piece], draft: Draft) -> list[Piece]:
        """The pieces in the characters of the speaker."""
        return [piece.saying(self._written(piece.text, draft)) for piece in pieces if piece.text]

    def _type(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        if draft.chance(0.12):
            pieces = with_filler(pieces, draft, self._filler)
        if draft.chance(0.08):
            pieces = with_slips(pieces, self.alike, draft, 1 + draft.below(2))
        typing, end = draft.pick(TYPINGS), draft.pick(ENDS) if draft.chance(0.12) else ""
        return write_sentence([*pieces, Piece(end)], typing)

    def _type_hastily(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """Typed on a telephone in a hurry: fillers, slips, hardly any punctuation."""
        if draft.chance(0.6):
            pieces = with_filler(pieces, draft, self._filler)
        return write_sentence(with_slips(pieces, self.alike, draft, 1 + draft.below(3)), draft.pick(HASTY))

    def _filler(self, draft: Draft) -> str:
        """What people say while they think."""
        return self._written(self.grammar.rule("filler", draft).text, draft)

    def _written(self, text: str, draft: Draft) -> str:
        return self.characters.traditional(text) if draft.voice in TRADITIONAL else text


def read_chinese(folder: Path, split: Split) -> Chinese:
    """Chinese with the grammar of a split: ``patterns-SPLIT.toml``, its places and what all splits share. Names that
    nobody knows are for training alone.

    Raises:
        DataError: a file that is missing or no TOML, or an entry that the engine cannot use.
    """
    tables, read = read_tables(folder, split.patterns), partial(read_table, folder)
    characters = read_characters(read("characters"))
    letters = "".join(map(chr, characters.table)) if split.name == "train" else ""
    gazetteer = read_gazetteer(read(f"places-{split.places}"), read("countries"), letters)
    sources = {
        **place_sources(gazetteer),
        "region": gazetteer.draw_region,
        **number_sources(),
        **CALENDAR.sources(tables["dates"].sub("styles")),
        **time_sources(tables["times"]),
    }
    own = [*tables.values()]
    grammar = Grammar(own, _read_rules(own), sources, PAUSE, read_groups(own), read_answers(own))
    voices, means = (
        _by_share(tables["words"].sub(name), known) for name, known in (("voices", VOICES), ("means", MEANS))
    )
    alike = read_alike(read("slips").strings("alike"), characters)
    return Chinese(grammar, voices, means, characters, alike, hasty=split.noise)


def _by_share(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    return by_share({name: table.integer(name) for name in names}, table.where(f"[{table.name}]"))


def _read_rules(tables: Sequence[Table]) -> dict[tuple[str, str], Rules]:
    """The rules by voice and means; those of a means, of a voice and of both go before those for all."""
    common = rules_under(tables, "rules")
    of_means = {means: rules_under(tables, means) for means in MEANS}
    of_voices = {voice: rules_under(tables, voice) for voice in VOICES}
    return {
        (voice, means): {**common, **of_means[means], **of_voices[voice], **rules_under(tables, means, voice)}
        for voice in VOICES
        for means in MEANS
    }


SPLITS = (
    Split(
        "train",
        "train",
        "train",
        8400,
        mixed,
        written="train answers-train",
        noise=0.25,
        answers=1250,
        anyway=0.05,
    ),
    Split("dev", "dev", "dev", 300, mixed, written="dev", answers=80),
    Split("test", "test", "test", 500, mixed),
    Split("contrast", "contrast", "test", 300, paired),
    Split("unseen-places", "train", "test", 250, placed),
    Split("unseen-patterns", "test", "train", 250, mixed),
    Split("noisy", "test", "test", 300, mixed, noise=1.0),
    Split("handwritten", written="test"),
    Split("handwritten-2", written="test-2"),
    Split(ANSWERS, written=ANSWERS),
)
CHINESE = Recipe(read_chinese, SPLITS)
