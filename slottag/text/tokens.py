"""Tokens, each with its place in a text, and the bare words that stand for them where no object is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from slottag.errors import DataError


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class Token(_Token):
    """One token and where it stands in the sentence's text: a tuple, for there are many and they are made fast."""

    __slots__ = ()

    def __new__(cls, text: str, start: int, end: int) -> Token:
        """The token, if it fits its place."""
        if start < 0 or end - start != len(text) or not text:
            raise DataError(f"token {text!r} does not fit its place {start}..{end}")
        return tuple.__new__(cls, (text, start, end))

    @classmethod
    def placed(cls, texts: Sequence[str], starts: Sequence[int]) -> tuple[Token, ...]:
        """Texts, none of them empty, as the tokens that begin at these places."""
        ends = map(int.__add__, starts, map(len, texts))
        return tuple(map(partial(tuple.__new__, cls), zip(texts, starts, ends, strict=True)))

    @classmethod
    def spaced(cls, texts: Sequence[str]) -> tuple[Token, ...]:
        """Texts, none of them empty, as the tokens of a sentence that has one space between them."""
        ends = [end + place for place, end in enumerate(accumulate(map(len, texts)))]
        starts = [0, *[end + 1 for end in ends]]
        return tuple(map(partial(tuple.__new__, cls), zip(texts, starts, ends, strict=False)))


# The texts of a sentence's tokens and where these begin; ``None`` where one space stands between each and the next.
Words = tuple[list[str], list[int] | None]


def words_of(tokens: Sequence[Token]) -> Words:
    """The words that these tokens are."""
    return [text for text, _, _ in tokens], [start for _, start, _ in tokens]
