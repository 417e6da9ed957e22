"""Words that look like others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from random import Random

_LONGEST = 12
_EDGE = "\n"


class Spelling:
    """Words letter by letter: each drawn from those that have followed the two before it."""

    def __init__(self, words: Iterable[str]) -> None:
        following: dict[str, list[str]] = defaultdict(list)
        for word in words:
            letters = _EDGE * 2 + word + _EDGE
            for place in range(2, len(letters)):
                following[letters[place - 2 : place]].append(letters[place])
        self._following = dict(following)

    def word(self, random: Random, shortest: int = 2) -> str:
        """A word of at least so many letters, if a few attempts give one."""
        for _ in range(10):
            word = self._draw(random)
            if len(word) >= shortest:
                break
        return word

    def _draw(self, random: Random) -> str:
        letters = _EDGE * 2
        while len(letters) < _LONGEST + 2:
            letter = random.choice(self._following[letters[-2:]])
            if letter == _EDGE:
                break
            letters += letter
        return letters[2:]
