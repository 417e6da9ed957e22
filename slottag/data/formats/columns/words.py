"""Words as files with a token a line have them → words: without what some corpora write into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[a-z]+)*):(.+)", re.DOTALL)
_PLACED = re.compile(r"[^\x00-\x7f\s][0-9]")

Clean = Callable[[str], str]


def cleaning_of(words: Sequence[str]) -> tuple[Clean, str]:
    """What makes a file's words what they are, and what is to be told of it: a language before each (``en:Oslo``), the
    place of each character in its word behind it (``科0``), or nothing.
    """
    first = _LANGUAGE.fullmatch(words[0]) if words else None
    if (
        first
        and len(words) > 1
        and all(word.startswith(f"{first[1]}:") and len(word) > len(first[1]) + 1 for word in words)
    ):
        start = len(first[1]) + 1
        return lambda word: word[start:], f"the prefix {first[1]}: is taken off the words"
    if _are_placed(words):
        return lambda word: word[:-1], "the digit behind each character is taken off"
    return lambda word: word, ""


def _are_placed(words: Sequence[str]) -> bool:
    """Whether each is a character and its place in its word: the place of the one before and one, or 0."""
    places = [int(word[-1]) for word in words if _PLACED.fullmatch(word)]
    follow = all(place in (0, before + 1) for before, place in pairwise([-1, *places]))
    return len(places) == len(words) and any(places) and follow
