"""Where spaces stand between tokens whose text nobody kept, by the habits of the script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from slottag.text.characters import DIGIT, HANGUL, LETTER, OWN, kinds_of

_CLOSING = frozenset(
    [*".,;:!?%)]}”’»›…‰′″、。，；：！？）］｝】》〉」』〕،؛؟।॥·", "''", "..", "...", "?!", "!?", "!!", "??"]
)
_OPENING = frozenset("([{“‘«‹¿¡（［｛【《〈「『〔„‚") | {"``"}
_MONEY = frozenset("$€£¥₹₩₪￥") | {"US$", "C$", "A$", "HK$"}
# Where a mark is written: at the word behind it, at the one before it, at both.
OPENS, CLOSES, BETWEEN = "opens", "closes", "between"
_LETTERS = frozenset((LETTER, HANGUL, OWN))
# Straight quotes open and close in turn.
_QUOTES = frozenset("\"'")
# What is written at the word before it ('s, n't), and at the word behind it (l', dell').
_ENCLITIC = re.compile(r"['’](?:s|m|d|t|re|ve|ll|em|n)|n['’]t", re.IGNORECASE)
_PROCLITIC = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|[ads]ll|dell|nell|coll|quell|sull|all|dall|un|gl)['’]", re.IGNORECASE
)


def spaces_behind(words: Sequence[str]) -> list[bool]:
    """Whether a space stands behind each of these tokens; none behind the last."""
    kinds = [kinds_of(word) for word in words]
    dense = _is_dense(kinds)
    sides = _sides(words, kinds)
    return [
        not (
            sides[place] in (OPENS, BETWEEN)
            or sides[place + 1] in (CLOSES, BETWEEN)
            or _ENCLITIC.fullmatch(words[place + 1]) is not None
            or (kinds[place + 1][0] == LETTER and _PROCLITIC.fullmatch(words[place]) is not None)
            or (dense and not _are_latin(kinds[place], kinds[place + 1]))
            or kinds[place][-1] == OWN == kinds[place + 1][0]
        )
        for place in range(len(words) - 1)
    ] + [False] * bool(words)


def _is_dense(kinds: Sequence[str]) -> bool:
    """Whether a sentence is of a script that has no spaces between words."""
    worded = [own for own in kinds if not _LETTERS.isdisjoint(own)]
    return 2 * sum(OWN in own for own in worded) > len(worded)


def _sides(words: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """For each token, whether it is written at the word behind it, at the word before it, or at neither."""
    sides = ["" if word not in _OPENING else OPENS for word in words]
    opened: set[str] = set()
    left = Counter(word for word in words if word in _QUOTES)
    for place, word in enumerate(words):
        before = kinds[place - 1][-1:] if place else ""
        behind = kinds[place + 1][:1] if place + 1 < len(words) else ""
        if word in _QUOTES:
            # One without a partner is that of the boys' room.
            opens = word not in opened and (not place or left[word] % 2 == 0)
            left[word] -= 1
            opened ^= {word} if opens or word in opened else set()
            sides[place] = OPENS if opens else CLOSES
        elif word in _MONEY:
            sides[place] = OPENS if behind == DIGIT else CLOSES if before == DIGIT else ""
        elif word in _CLOSING and place:
            sides[place] = CLOSES
            if word == ":" and before == DIGIT == behind and len(words[place - 1]) <= 2 == len(words[place + 1]):
                sides[place] = BETWEEN
    return sides


def _are_latin(before: str, behind: str) -> bool:
    """Whether two tokens of a text without spaces are words of letters or digits that would run together."""
    return before[-1] in (LETTER, DIGIT) and behind[0] in (LETTER, DIGIT) and len(before) + len(behind) > 2
