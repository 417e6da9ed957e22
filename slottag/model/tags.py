"""The tags that a model predicts and which of them may follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slottag.model.config import NetworkConfig
from slottag.model.vocabulary import Vocabulary
from slottag.text import SCHEMES, Scheme, Sentence, tags_of
from slottag.text.schemes import OUTSIDE, Run

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
        return self._between(self.scheme.continues)

    def _between(self, relation: Callable[[str, str], bool]) -> Mask:
        """A relation of all pairs of tags. It rests on their prefixes and on whether they share a slot, so it is asked
        once for each such case, not for each pair.
        """
        kinds = (OUTSIDE, *self.scheme.prefixes)
        parts = [self.scheme.split(tag) for tag in self.names]
        kind = np.array([kinds.index(prefix) for prefix, _ in parts])
        slots = {slot: number for number, slot in enumerate(dict.fromkeys(slot for _, slot in parts))}
        slot = np.array([slots[slot] for _, slot in parts])
        cases = [
            np.array([[relation(self._sample(before, "x"), self._sample(after, other)) for after in kinds]
                      for before in kinds])
            for other in ("y", "x")
        ]  # fmt: skip
        pair = (kind[:, None], kind[None, :])
        related: Mask = np.where(slot[:, None] == slot[None, :], cases[1][pair], cases[0][pair])
        return related

    def numbers(self, sentence: Sentence) -> list[int]:
        """The numbers of a marked sentence's tags; spans of a slot that the model does not know count as outside.

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

    def _numbers(self, tags: Iterable[str]) -> list[int]:
        place = {name: number for number, name in enumerate(self.names)}
        return [place.get(tag, place[OUTSIDE]) for tag in tags]

    def _sample(self, kind: str, slot: str) -> str:
        return OUTSIDE if kind == OUTSIDE else self.scheme.tag(kind, slot)
