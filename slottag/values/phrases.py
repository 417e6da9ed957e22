"""The words of a language that tell how a request hangs together, and what is said of its frame in that language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from slottag.values.tables import Language, language

# What parts one trip from the next, and how strongly: words such as then, the end of a sentence, a comma, and.
_ONWARD, _STOP, _COMMA, _JOINED = 5, 3, 2, 1
# What joins values of which one is meant.
NO_BREAK = -1
_STOPS = re.compile(r"[.;!?。；！？\n]")
_COMMAS = re.compile(r"[,，、:：()（）/–—]|\s-\s")


class Phrases:
    """The phrases of a language."""

    def __init__(self, own: Language) -> None:
        table: Mapping[str, Any] = own.tables["frames"]
        self._plain = own.plain
        self._told: Mapping[str, str] = table["told"]
        self._words = {key: _pattern(words, spaced=own.spaced) for key, words in table.items() if key != "told"}

    def gap(self, text: str) -> int:
        """How strongly a text between two values parts them; ``NO_BREAK`` where one or the other is meant."""
        plain = self._plain(text)
        if self._words["other"].search(plain):
            return NO_BREAK
        return (
            _ONWARD * bool(self._words["onward"].search(plain))
            + _STOP * bool(_STOPS.search(text))
            + _COMMA * bool(_COMMAS.search(text))
            + _JOINED * bool(self._words["joined"].search(plain))
        )

    def has(self, kind: str, text: str) -> bool:
        """Whether a text has words of a kind: ``onward``, that something comes after what was said before;
        ``refused``, that something is taken back; ``changed``, that one value takes the place of another;
        ``homeward``, of the way back.
        """
        return bool(self._words[kind].search(self._plain(text)))

    def told(self, kind: str, **values: str) -> str:
        """A sentence about a frame."""
        return self._told[kind].format_map(values)


@cache
def phrases(name: str) -> Phrases:
    """Those of a language by the name of its table."""
    return Phrases(language(name))


def _pattern(words: Iterable[str], *, spaced: bool) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)" if spaced else longest_first)
