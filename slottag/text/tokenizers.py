"""Tokenizers: text → tokens that know their place in it.

``words`` splits natural text, ``whitespace`` keeps what a token file gives. A model records the name of the one
its training text was made with. Nothing is normalised: joining the text between the tokens back in gives the
original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from slottag.text.floods import between_floods, is_flooded
from slottag.text.tokens import Token

Tokenizer = Callable[[str], tuple[Token, ...]]

_ASCII_PIECE = re.compile(r"[^ \t\n\r\f\v]+")
_PIECE = re.compile(r"\S+")
_HAN = "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# Letters and dots that end in a dot which belongs to them: p.m., U.S., 7a.m.
_ABBREVIATION = re.compile(r"\d*(?:[^\W\d_]{1,3}\.){2,}")


def tokenize_whitespace(text: str) -> tuple[Token, ...]:
    """Split at ASCII white space alone, the way token files separate their columns."""
    pieces = text.split()
    if " ".join(pieces) == text:
        return Token.spaced(pieces)
    return tuple(Token(match.group(), match.start(), match.end()) for match in _ASCII_PIECE.finditer(text))


def tokenize_words(text: str) -> tuple[Token, ...]:
    """Split natural text at white space, then punctuation and emoji off the front and back of each piece.

    What is inside a piece stays (``round-trip``, ``o'clock``, ``5:30``, ``$300``), an abbreviation keeps its last dot
    (``p.m.``), and in a piece that holds Han characters each of them is a token.
    """
    pieces = _plain_pieces(text)
    if pieces is not None:
        return Token.spaced(pieces)
    if is_flooded(text):
        return tuple(between_floods(text, tokenize_words))
    return tuple(
        Token(text[start:end], start, end)
        for match in _PIECE.finditer(text)
        for start, end in _split_piece(match.group(), match.start())
    )


def made_by_words(text: str, tokens: Sequence[Token]) -> bool:
    """Whether these tokens of a text are those that ``tokenize_words`` makes."""
    pieces = _plain_pieces(text)
    if pieces is not None:
        return [token for token, _, _ in tokens] == pieces
    return tokens == tokenize_words(text)


def _plain_pieces(text: str) -> list[str] | None:
    """The words of a text in which each stands between single spaces and is a token; ``None`` of any other."""
    pieces = text.split()
    return pieces if " ".join(pieces) == text and not any(map(_may_split, pieces)) else None


def _may_split(piece: str) -> bool:
    """Whether something of a piece may be split off; surely not where it says no."""
    return not (piece.isascii() and piece[0].isalnum() and piece[-1].isalnum())


def _split_piece(piece: str, offset: int) -> Iterator[tuple[int, int]]:
    if not _may_split(piece):
        yield offset, offset + len(piece)
    elif not piece.isascii() and re.search(_HAN, piece):
        for match in _han_pieces().finditer(piece):
            yield offset + match.start(), offset + match.end()
    else:
        for start, end in _peel(piece):
            yield offset + start, offset + end


@cache
def _han_pieces() -> re.Pattern[str]:
    """In a piece with Han characters: one of them, a run of other letters and digits with their marks, or one of the
    rest. Made when it is first needed, for it takes as long as a hundred sentences.
    """
    return re.compile(_HAN + r"|(?:(?!" + _HAN + r")[^\W_][\u0300-\u036f]*)+|.", re.DOTALL)


def _peel(piece: str) -> Iterator[tuple[int, int]]:
    """The edges of a piece's tokens: what is split off the front, the core, what is split off the back."""
    start, end = 0, len(piece)
    while start < end and (width := _loose_prefix(piece, start, end)):
        yield start, start + width
        start += width
    behind: list[tuple[int, int]] = []
    abbreviation = _ABBREVIATION.match(piece, start)
    core = abbreviation.end() if abbreviation else start
    while core < end:
        width = _loose_suffix(piece, start, end)
        if not width:
            break
        behind.append((end - width, end))
        end -= width
    if start < end:
        yield start, end
    yield from reversed(behind)


def _loose_prefix(piece: str, start: int, end: int) -> int:
    """How many characters can be split off the front of ``piece[start:end]``, which is not copied: a run of thousands
    of marks is peeled one by one.
    """
    if unicodedata.category(piece[start]).startswith("P"):
        return 1
    stop = start
    while stop < end and _is_pictorial(piece[stop]):
        stop += 1
    return stop - start if _holds_picture(piece[start:stop]) else 0


def _loose_suffix(piece: str, start: int, end: int) -> int:
    """The same of its back."""
    if unicodedata.category(piece[end - 1]).startswith("P"):
        return 1
    stop = end
    while stop > start and _is_pictorial(piece[stop - 1]):
        stop -= 1
    return end - stop if _holds_picture(piece[stop:end]) else 0


def _holds_picture(text: str) -> bool:
    return any(unicodedata.category(character) == "So" for character in text)


def _is_pictorial(character: str) -> bool:
    """An emoji, or what joins and modifies one: skin tone, variation selector, zero-width joiner, tag."""
    return (
        unicodedata.category(character) == "So"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character in "\u200d\u20e3\ufe0e\ufe0f"
        or "\U000e0020" <= character <= "\U000e007f"
    )


TOKENIZERS: dict[str, Tokenizer] = {"words": tokenize_words, "whitespace": tokenize_whitespace}
