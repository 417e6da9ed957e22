"""A sentence as noise sees it: words, and the runs of them that are spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from slottag.text import Sentence
from slottag.text.schemes import Run


@dataclass(frozen=True)
class Phrase:
    """The words of a sentence and its spans as ``(first, last + 1, slot)``, in order."""

    words: tuple[str, ...]
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, sentence: Sentence) -> Phrase:
        """What noise sees of a sentence."""
        return cls(tuple(sentence.words), tuple(sentence.runs()))

    @cached_property
    def covered(self) -> frozenset[int]:
        """The places of the words in spans."""
        return frozenset(place for first, end, _ in self.runs for place in range(first, end))

    @property
    def gaps(self) -> list[int]:
        """The places in front of which a word can be put without being put into a span; the last is the end."""
        inside = {place for first, end, _ in self.runs for place in range(first + 1, end)}
        return [place for place in range(len(self.words) + 1) if place not in inside]

    def value(self, run: Run) -> tuple[str, ...]:
        """The words of a span."""
        return self.words[run[0] : run[1]]

    def with_words(self, change: Callable[[str], str], places: Iterable[int] | None = None) -> Phrase:
        """The words at these places (all, if none are named) changed, their number left as it is."""
        chosen = set(range(len(self.words)) if places is None else places)
        words = (change(word) if place in chosen else word for place, word in enumerate(self.words))
        return replace(self, words=tuple(words))

    def with_values(self, values: Mapping[int, tuple[str, ...]]) -> Phrase:
        """The spans of these numbers filled with other words."""
        words: list[str] = []
        runs: list[Run] = []
        behind = 0
        for number, run in enumerate(self.runs):
            words += self.words[behind : run[0]]
            value = values.get(number, self.value(run))
            runs.append((len(words), len(words) + len(value), run[2]))
            words += value
            behind = run[1]
        return Phrase((*words, *self.words[behind:]), tuple(runs))

    def with_outside(self, place: int, word: str) -> Phrase:
        """A word that is in no span put in front of the one at this place, which is not inside a span."""
        moved = ((first + (first >= place), end + (first >= place), slot) for first, end, slot in self.runs)
        return Phrase((*self.words[:place], word, *self.words[place:]), tuple(moved))

    def without(self, places: Iterable[int]) -> Phrase:
        """The phrase without the words at these places, which are in no span."""
        dropped = frozenset(places)
        words = tuple(word for place, word in enumerate(self.words) if place not in dropped)
        before = [sum(place < edge for place in dropped) for edge in range(len(self.words) + 1)]
        return Phrase(words, tuple((first - before[first], end - before[end], slot) for first, end, slot in self.runs))
