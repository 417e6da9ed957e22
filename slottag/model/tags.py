"""The tags that a model predicts and which of them may follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from slottag.lazy import lazy
from slottag.model.config import NetworkConfig
from slottag.model.vocabulary import Vocabulary
from slottag.text import SCHEMES, Scheme, Sentence, tags_of
from slottag.text.schemes import OUTSIDE, Run

Mask = NDArray[np.bool_]


class Relation(Protocol):
    """What two neighbouring tags are to each other, by their prefixes and whether they share a slot."""

    def __call__(self, before: str, after: str, *, same_slot: bool) -> bool:
        """Whether it is so."""


@dataclass(frozen=True)
class TagSet:
    """The tags of a scheme over a model's slots.

    A tag's number is its place in ``names``: O is 0, then come each slot's tags, in the order of the scheme's prefixes.
    """

    scheme: Scheme
    slots: tuple[str, ...]

    @classmethod
    def of(cls, config: NetworkConfig, vocabulary: Vocabulary) -> TagSet:
        """The tags of a network of this configuration over this vocabulary's slots."""
        return cls(SCHEMES[config.scheme], tuple(vocabulary.slots))

    def __len__(self) -> int:
        return 1 + len(self.slots) * len(self.scheme.prefixes)

    @lazy
    def names(self) -> tuple[str, ...]:
        """The tags as they are written."""
        prefixes = self.scheme.prefixes
        return OUTSIDE, *(self.scheme.tag(prefix, slot) for slot in self.slots for prefix in prefixes)

    @property
    def slot_of_each(self) -> tuple[str, ...]:
        """The slot of each tag; empty for O."""
        each = len(self.scheme.prefixes)
        return "", *(slot for slot in self.slots for _ in range(each))

    def masks(self) -> tuple[Mask, Mask, Mask]:
        """What the scheme allows: ``(tags, tags)`` the column's tag behind the row's, ``(tags,)`` a tag at the start of
        a sentence, ``(tags,)`` one at its end.
        """
        allowed = self._between(self.scheme.allowed)
        # What is beyond an edge is as a word outside all spans.
        return allowed, allowed[0], allowed[:, 0]

    def continuations(self) -> Mask:
        """``(tags, tags)`` true where the column's tag goes on with the span of the row's."""
        return self._between(self.scheme.continues)

    def _between(self, relation: Relation) -> Mask:
        """A relation of prefixes as one of all pairs of tags."""
        prefixes = (OUTSIDE, *self.scheme.prefixes)
        other, same = (
            np.array([[relation(before, after, same_slot=same) for after in prefixes] for before in prefixes])
            for same in (False, True)
        )
        count = len(self.scheme.prefixes)
        prefix = np.concatenate([[0], np.tile(np.arange(1, count + 1), len(self.slots))])
        slot = np.concatenate([[-1], np.repeat(np.arange(len(self.slots)), count)])
        pair = (prefix[:, None], prefix[None, :])
        related: Mask = np.where(slot[:, None] == slot[None, :], same[pair], other[pair])
        return related

    def numbers(self, sentence: Sentence) -> list[int]:
        """The numbers of an annotated sentence's tags; spans of a slot that the model does not know count as outside.

        Raises:
            DataError: a span that the scheme cannot write.
        """
        return self._numbers(tags_of(sentence, self.scheme))

    def numbers_of_runs(self, runs: Sequence[Run], length: int) -> list[int]:
        """The same for so many tokens with these ``(first, last + 1, slot)`` spans.

        Raises:
            DataError: a span that the scheme cannot write.
        """
        return self._numbers(self.scheme.encode(runs, length))

    def numbers_of_spans(self, length: int) -> NDArray[np.intp]:
        """``(slots, length)`` the numbers of the tags of a span of so many tokens, for each slot."""
        place = {name: number for number, name in enumerate(self.names)}
        tags = [self.scheme.encode([(0, length, slot)], length) for slot in self.slots]
        return np.array([[place[tag] for tag in own] for own in tags], dtype=np.intp).reshape(-1, length)

    def _numbers(self, tags: Iterable[str]) -> list[int]:
        place = {name: number for number, name in enumerate(self.names)}
        return [place.get(tag, place[OUTSIDE]) for tag in tags]
