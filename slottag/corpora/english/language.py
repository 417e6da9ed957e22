"""English: what the engine is given to make its corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from random import Random

from slottag.corpora.engine.answers import read_answers
from slottag.corpora.engine.draft import Draft, pick
from slottag.corpora.engine.generation import Drawing
from slottag.corpora.engine.grammar import Grammar, Rules, read_groups, read_tables, rules_under
from slottag.corpora.engine.language import place_sources
from slottag.corpora.engine.pieces import Piece, Typing
from slottag.corpora.engine.slots import POLES
from slottag.corpora.engine.splits import ANSWERS, Recipe, Split, mixed, paired, placed
from slottag.corpora.engine.tables import Table, by_share, read_any, read_table
from slottag.corpora.english.dates import CALENDAR
from slottag.corpora.english.noise import Noise
from slottag.corpora.english.numbers import number_sources
from slottag.corpora.english.places import Transport, read_areas, read_transport
from slottag.corpora.english.surface import TYPINGS, TYPINGS_TO_LEARN, write_sentence
from slottag.corpora.english.times import time_sources
from slottag.text import Sentence

# All speak alike; who they are shows in how they type.
_VOICE = "anybody"


@dataclass(frozen=True, slots=True)
class English:
    """English with the grammar of one split.

    Attributes:
        grammar: what its sentences are made of.
        means: the means of transport, each as often as it is meant.
        networks: the places that one trip by each of them can join.
        noise: what becomes of some sentences.
        typings: the ways of typing, the common ones several times.
        said_once: the slots that nobody fills twice in one sentence.
    """

    grammar: Grammar
    means: tuple[str, ...]
    networks: Transport
    noise: Noise
    typings: tuple[Typing, ...]
    said_once: tuple[str, ...] = ("carrier", "cabin", "trip_type", "stops", "passengers")

    def begin(self, random: Random, pole: str) -> Draft:
        """A sentence in the making, of a trip by one means in one network."""
        means = pick(random, self.means)
        return Draft(random, pole, _VOICE, means, constancy=0.8, area=pick(random, self.networks.names[means]))

    def plain(self, pieces: Sequence[Piece], _draft: Draft) -> Sentence:
        """The sentence as it is written in a book."""
        return write_sentence(pieces)

    def typed(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """The sentence in one of the ways of typing."""
        return write_sentence(pieces, draft.pick(self.typings))

    def compose(self, split: Split, drawn: Sequence[Drawing], told: Sequence[Sentence]) -> list[Sentence]:
        """The sentences that were drawn, some with noise, then those written by hand."""
        clean = [drawing.sentence for drawing in sorted(drawn, key=attrgetter("rank"))]
        return _once([*(self._sometimes_noised(split.noise, sentence) for sentence in clean), *told])

    def _sometimes_noised(self, share: float, sentence: Sentence) -> Sentence:
        random = Random(sentence.text)
        return self.noise.on(sentence, random) if random.random() < share else sentence


def _once(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The first of those that say the same where the same was asked."""
    return [*{(one.text.casefold(), one.asked): one for one in reversed(sentences)}.values()][::-1]


def read_english(folder: Path, split: Split) -> English:
    """English with the grammar of a split: ``patterns-SPLIT.toml`` (and ``clauses-SPLIT.toml``, if there is one), its
    places and what all splits share.

    Raises:
        DataError: a file that is missing or no TOML, or an entry that the engine cannot use.
    """
    tables, read = read_tables(folder, split.patterns), partial(read_table, folder)
    modes = read("modes")
    areas = read_areas(read(f"places-{split.places}"), read_any(folder, f"gathered-{split.places}"))
    networks = read_transport(modes, areas, invents=split.name == "train")
    sources = {
        **place_sources(networks),
        "town": networks.draw_town,
        "carrier": networks.draw_carrier,
        **number_sources(),
        **CALENDAR.sources(tables["dates"].sub("styles")),
        **time_sources(tables["times"].sub("styles")),
    }
    own = [*tables.values()]
    grammar = Grammar(
        [*own, modes], _read_rules(own, read("cues"), modes), sources, ", ", read_groups(own), read_answers(own)
    )
    means = by_share({means.name: means.integer("share") for means in modes.tables()}, modes.where())
    noise = read("noise")
    noises = Noise(noise.sub("short").string_lists(), noise.strings("fillers"))
    typings = TYPINGS_TO_LEARN if split.name == "train" else TYPINGS
    return English(grammar, means, networks, noises, typings)


def _read_rules(tables: Sequence[Table], cues: Table, modes: Table) -> dict[tuple[str, str], Rules]:
    """The rules of each means of transport: its own, the cues of both poles, those that it has of its own included, and
    what is common to all.
    """
    common = rules_under(tables, "rules")
    return {
        (_VOICE, means.name): {
            **common,
            **{
                f"{pole}_{name}": rule + rules_under([cues], pole, means.name).get(name, ())
                for pole in POLES
                for name, rule in rules_under([cues], pole).items()
            },
            **rules_under([means], "rules"),
        }
        for means in modes.tables()
    }


SPLITS = (
    Split(
        "train",
        "train",
        "train",
        6300,
        mixed,
        written="train answers-train",
        noise=0.35,
        answers=1450,
        anyway=0.05,
    ),
    Split("dev", "dev", "dev", 570, mixed, written="dev", answers=80),
    Split("test", "test", "test", 1000, mixed),
    Split("contrast", "contrast", "test", 300, paired),
    Split("unseen-places", "train", "test", 500, placed),
    Split("unseen-patterns", "test", "train", 500, mixed),
    Split("handwritten", written="test"),
    Split("handwritten-2", written="test-2"),
    Split(ANSWERS, written=ANSWERS),
    Split("noisy", "test", "test", 1000, mixed, noise=1.0),
)
ENGLISH = Recipe(read_english, SPLITS)
