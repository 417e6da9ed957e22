"""The marks that values hold: all others, and pictures, are in none that a model finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from slottag.text import Sentence
from slottag.text.characters import shows_word


@dataclass(frozen=True, slots=True)
class ValueMarks:
    """Tokens of marks or pictures alone that begin a value, and those that stand in one behind its beginning."""

    first: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sentences: Iterable[Sentence]) -> ValueMarks:
        """Those that the values of training sentences hold."""
        first: set[str] = set()
        later: set[str] = set()
        for sentence in sentences:
            words = sentence.words
            for begin, end, _ in sentence.runs():
                first.add(words[begin])
                later.update(words[begin + 1 : end])
        return cls(*(frozenset(word for word in words if not shows_word(word)) for words in (first, later)))

    def bars(self, word: str) -> tuple[bool, bool]:
        """Whether a token may not begin a value, and whether it may not stand in one behind its beginning."""
        if shows_word(word):
            return False, False
        return word not in self.first, word not in self.later

    def to_json(self) -> dict[str, list[str]]:
        """As JSON values."""
        return {"first": sorted(self.first), "later": sorted(self.later)}

    @classmethod
    def from_json(cls, data: Any) -> ValueMarks:
        """What ``to_json`` gave.

        Raises:
            ValueError: the data has another form.
        """
        if not isinstance(data, dict) or not all(map(_are_texts, (data.get("first"), data.get("later")))):
            raise ValueError("marks: expected first and later, two lists of texts")
        return cls(frozenset(data["first"]), frozenset(data["later"]))


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
