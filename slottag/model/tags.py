"""The tags that a model predicts and which of them may follow each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slottag.model.config import NetworkConfig
from slottag.model.vocabulary import Vocabulary
from slottag.text import SCHEMES, Scheme, Sentence
from slottag.text.schemes import OUTSIDE, continues, prefix_of, slot_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TagSet:
    """The tags of a scheme over a model's slots; a tag's number is its place in ``names``, 0 is O."""

    scheme: Scheme
    names: tuple[str, ...]

    @classmethod
    def of(cls, config: NetworkConfig, vocabulary: Vocabulary) -> TagSet:
        """The tags of a network of this configuration over this vocabulary's slots."""
        scheme = SCHEMES[config.scheme]
        return cls(scheme, tuple(scheme.tag_set(vocabulary.slots)))

    def masks(self) -> tuple[Mask, Mask, Mask]:
        """What the scheme allows: ``(tags, tags)`` the column's tag behind the row's, ``(tags,)`` a tag at the start of
        a sentence, ``(tags,)`` one at its end.
        """
        starts = np.array([self.scheme.allowed(None, tag) for tag in self.names])
        ends = np.array([self.scheme.allowed(tag, None) for tag in self.names])
        return self._between(self.scheme.allowed), starts, ends

    def continuations(self) -> Mask:
        """``(tags, tags)`` true where the column's tag goes on with the span of the row's."""
        return self._between(continues)

    def _between(self, relation: Callable[[str, str], bool]) -> Mask:
        """A relation of all pairs of tags. It rests on their prefixes and on whether they share a slot, so it is asked
        once for each such case, not for each pair.
        """
        kinds = (OUTSIDE, *self.scheme.prefixes)
        kind = np.array([kinds.index(prefix_of(tag)) for tag in self.names])
        slots = {slot: number for number, slot in enumerate(dict.fromkeys(slot_of(tag) for tag in self.names))}
        slot = np.array([slots[slot_of(tag)] for tag in self.names])
        cases = [
            np.array([[relation(_sample(before, "x"), _sample(after, other)) for after in kinds] for before in kinds])
            for other in ("y", "x")
        ]
        pair = (kind[:, None], kind[None, :])
        related: Mask = np.where(slot[:, None] == slot[None, :], cases[1][pair], cases[0][pair])
        return related

    def numbers(self, sentence: Sentence) -> list[int]:
        """The numbers of a marked sentence's tags; spans of a slot that the model does not know count as outside."""
        place = {name: number for number, name in enumerate(self.names)}
        tags = self.scheme.encode(sentence.runs(), len(sentence.tokens))
        return [place.get(tag, place[OUTSIDE]) for tag in tags]


def _sample(kind: str, slot: str) -> str:
    return OUTSIDE if kind == OUTSIDE else f"{kind}-{slot}"
