"""The words of a language that tell how a request hangs together, and what is said of its frame in that language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from slottag.values.tables import Language, language

# What parts one trip from the next, and how strongly: words such as then, the end of a sentence, a comma, and.
ONWARD, _STOP, COMMA, _JOINED = 5, 3, 2, 1
# What joins values of which one is meant.
NO_BREAK = -1
# So many words, or characters, are close to a value.
_NEAR, _NEAR_HAN = 4, 3
_STOPS = re.compile(r"[.;!?。；！？\n]")
_COMMAS = re.compile(r"[,，、:：()（）/–—]|\s-\s")


class Phrases:
    """The phrases of a language."""

    def __init__(self, own: Language) -> None:
        table: Mapping[str, Any] = own.tables["frames"]
        self._plain, self._read, self._spaced = own.plain, own.read, own.spaced

        def words(*names: str) -> list[str]:
            return [each for name in names for kind in own.tables["words"][name].values() for each in kind]

        front, back = _one_of(words("bound", "lead")), _one_of(words("tail"))
        lead = _one_of(words("lead") + table["towards"])
        barred, waived = _one_of(table["barred"]), _one_of(table["waived"])
        gap = r"(?:(?<=\W)|(?=\W)|\b)" if own.spaced else ""
        self._around = re.compile(rf"(?:(?:{front}){gap})?(?P<core>.+?)(?:{gap}(?:{back}))?", re.IGNORECASE)
        self._barred = re.compile(rf"{gap}(?:{barred})(?:{gap}\s*(?:{lead}))*{gap}\s*$")
        self._waived = re.compile(rf"(?:\s*(?:{lead}){gap})*\s*(?:{waived})(?:{gap}\s*(?:{lead}))*{gap}\s*")
        self._told: Mapping[str, str] = table["told"]
        self._words = {key: pattern_of(each, spaced=own.spaced) for key, each in table.items() if key != "told"}

    def gap(self, text: str) -> int:
        """How strongly a text between two values parts them; ``NO_BREAK`` where one or the other is meant."""
        plain = self._plain(text)
        if self._words["other"].search(plain):
            return NO_BREAK
        return (
            ONWARD * bool(self._words["onward"].search(plain))
            + _STOP * bool(_STOPS.search(text))
            + COMMA * bool(_COMMAS.search(text))
            + _JOINED * bool(self._words["joined"].search(plain))
        )

    def has(self, kind: str, text: str) -> bool:
        """Whether a text has words of a kind: ``onward``, that something comes after what was said before;
        ``refused``, that something is taken back; ``changed``, that one value takes the place of another;
        ``homeward``, of the way back; ``homebound``, that a place is where that ends; ``outward``, of the first trip;
        ``second``, ``third``, of that trip; ``more``, that something is added; ``another``, that people are more than
        those before; ``among``, that they are some of these; ``corrected``, that what was said was wrong;
        ``dismissed``, behind something, that it is refused; ``harmless``, that nothing is, though it sounds so.
        """
        return bool(self._words[kind].search(self._plain(text)))

    def just_before(self, kind: str, text: str) -> bool:
        """Whether the last words of a text have words of a kind: *it is not on* in front of *Friday*."""
        plain = self._plain(text).rstrip()
        return self.has(kind, " ".join(plain.split()[-_NEAR:]) if self._spaced else plain[-_NEAR_HAN:])

    def bars(self, text: str) -> bool:
        """Whether the last telling word of a text refuses what is right behind it: *not on*, *not with*."""
        plain = self._plain(text)
        return bool(self._barred.search(plain)) and not self.has("harmless", plain)

    def waives(self, text: str) -> bool:
        """Whether a clause says of what is right behind it that any will do: *at any*, *whatever the*."""
        return bool(self._waived.fullmatch(self._plain(text)))

    def begins(self, kind: str, text: str) -> bool:
        """Whether a text begins with words of a kind."""
        return bool(self._words[kind].match(self._plain(text).lstrip()))

    def behind(self, kind: str, text: str) -> str:
        """A text without the words of a kind that it begins with, if it does."""
        plain = self._plain(text).strip()
        match = self._words[kind].match(plain)
        return plain[match.end() :].strip() if match else plain

    def without(self, kind: str, text: str) -> str:
        """A text without its words of a kind."""
        return " ".join(self._words[kind].sub(" ", self._plain(text)).split())

    def clause(self, text: str, *, whole: bool = False) -> str:
        """What of a text stands behind its last mark, or the last word that parts trips, which a whole clause has."""
        plain = self._plain(text)
        parting = (_STOPS, _COMMAS) if whole else (_STOPS, _COMMAS, self._words["onward"])
        ends = [match.end() for parts in parting for match in parts.finditer(plain)]
        return plain[max(ends, default=0) :]

    def first_clause(self, text: str) -> str:
        """What of a text stands in front of its first mark, or the first word that parts trips."""
        plain = self._plain(text)
        starts = [
            match.start() for parts in (_STOPS, _COMMAS, self._words["onward"]) for match in parts.finditer(plain)
        ]
        return plain[: min(starts, default=len(plain))]

    def refused_in(self, text: str) -> Iterator[str]:
        """What of a text stands behind words that refuse it, or in front of words that do."""
        plain = self._plain(text)
        if self.has("harmless", plain):
            return
        for match in self._words["refused"].finditer(plain):
            yield self.first_clause(plain[match.end() :]).strip()
        for match in self._words["dismissed"].finditer(plain):
            yield self.clause(plain[: match.start()]).strip()

    def is_other(self, text: str) -> bool:
        """Whether a text is nothing but that one or the other is meant: *or*."""
        return bool(self._words["other"].fullmatch(self._plain(text).strip()))

    def ends_in_lead(self, text: str) -> bool:
        """Whether the last word of a text means nothing by itself, such as *a*."""
        words = self._read(text)
        return bool(words) and "lead" in words[-1].classes

    def core(self, text: str) -> str:
        """A value without what bounds it: *9* of *around 9*, 八点 of 八点左右."""
        while (match := self._around.fullmatch(text)) and match["core"].strip() != text.strip():
            text = match["core"].strip()
        return text

    def is_empty(self, text: str) -> bool:
        """Whether a text has no word that means something, but such as *in the*."""
        return all("lead" in word.classes or not word.text.isalnum() for word in self._read(text))

    def told(self, kind: str, **values: str) -> str:
        """A sentence about a frame."""
        return self._told[kind].format_map(values)


@cache
def phrases(name: str) -> Phrases:
    """Those of a language by the name of its table."""
    return Phrases(language(name))


def pattern_of(words: Iterable[str], *, spaced: bool) -> re.Pattern[str]:
    """What finds the longest of some words in a text."""
    longest_first = _one_of(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)" if spaced else longest_first)


def _one_of(words: Iterable[str]) -> str:
    """A pattern of any of these words."""
    return "|".join(map(re.escape, words))
