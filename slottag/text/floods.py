"""Floods: more marks behind each other than any text has. A token a mark would take gigabytes for a line of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from slottag.text.tokens import Token

# Texts up to this length are not looked through: their tokens are few.
_SHORT = 4096
# Marks of a flood that are a token together.
_WIDTH = 64
# More of them: neither letters, digits and white space nor what joins, shows nothing or is a picture.
_FLOOD = re.compile(r"[^\w\s\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\U0001f000-\U000effff]{65,}")


def is_flooded(text: str) -> bool:
    """Whether there is a flood in a text."""
    return len(text) > _SHORT and _FLOOD.search(text) is not None


def between_floods(text: str, tokenize: Callable[[str], tuple[Token, ...]]) -> Iterator[Token]:
    """The tokens of what is around floods, and those of the floods, each of as many marks as fit into one."""
    end = 0
    for flood in _FLOOD.finditer(text):
        yield from _moved(tokenize(text[end : flood.start()]), end)
        for start in range(*flood.span(), _WIDTH):
            marks = text[start : min(start + _WIDTH, flood.end())]
            yield Token(marks, start, start + len(marks))
        end = flood.end()
    yield from _moved(tokenize(text[end:]), end)


def _moved(tokens: tuple[Token, ...], offset: int) -> Iterator[Token]:
    for token, start, end in tokens:
        yield tuple.__new__(Token, (token, start + offset, end + offset))
