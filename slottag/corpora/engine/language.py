"""What a language gives the engine."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Protocol

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.grammar import Grammar
from slottag.corpora.engine.pieces import Drawn, Piece
from slottag.text import Sentence

if TYPE_CHECKING:
    from slottag.corpora.engine.generation import Drawing
    from slottag.corpora.engine.splits import Split


class Language(Protocol):
    """A language with the grammar of one split: who speaks and travels, and how sentences are written and typed."""

    @property
    def grammar(self) -> Grammar:
        """What its sentences are made of."""

    @property
    def said_once(self) -> tuple[str, ...]:
        """The slots that nobody fills twice in one sentence; a drawing that does is thrown away."""

    def begin(self, random: Random, pole: str) -> Draft:
        """A sentence in the making: who speaks, and how they travel."""

    def plain(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """The sentence of the pieces as it is written in a book."""

    def typed(self, pieces: Sequence[Piece], draft: Draft) -> Sentence:
        """The sentence of the pieces as somebody types it."""

    def compose(self, split: Split, drawn: Sequence[Drawing], told: Sequence[Sentence]) -> list[Sentence]:
        """The sentences of a split in their order: those drawn, and those written by hand, which are told again, with
        the noise that the split has.
        """


class Gazetteer(Protocol):
    """The places of a split, and how a language writes them."""

    def draw(self, draft: Draft) -> Drawn:
        """A place that is new to the sentence."""

    def written(self, place: str, draft: Draft) -> Drawn:
        """One way to write a place."""


def place_sources(gazetteer: Gazetteer) -> dict[str, Source]:
    """A place that is new to the sentence, the one named last and the one named first."""

    def again(index: int) -> Source:
        return lambda draft: gazetteer.written(draft.places[index], draft) if draft.places else gazetteer.draw(draft)

    return {"place": gazetteer.draw, "last_place": again(-1), "first_place": again(0)}
