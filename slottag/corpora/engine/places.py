"""Places in a sentence: a new one, and those named before again."""

from __future__ import annotations

from typing import Protocol

from slottag.corpora.engine.draft import Draft, Source
from slottag.corpora.engine.pieces import Drawn


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
