"""From pieces of marked text to an English sentence: spaces, capitals, articles and the ways people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from slottag.corpora.engine.pieces import Piece, Typing, join, natural
from slottag.corpora.engine.slots import PLACES
from slottag.text import Sentence

_THE, _COMMA = "the ", ","
_ARTICLE = re.compile(r"\b[Aa] $")
_VOWEL = re.compile(r"(?!one|uni|eu|us)[aeiou]|8|11\b|18\b", re.IGNORECASE)


def curly(text: str) -> str:
    """With the apostrophes that telephones and word processors set."""
    return text.replace("'", "’")


def hasty(text: str) -> str:
    """In lower case and without punctuation; what stays are dots of abbreviations and dates, and a comma that joins."""
    return (
        text
        if text == _COMMA
        else re.sub(r"[,;:?!](?=\s|$)|(?<![a-z]\.[a-z])(?<!\d)(?<!\bst)\.(?=\s|$)| [–-](?= )", "", text.lower())
    )


def low(text: str) -> str:
    """In lower case."""
    return text.lower()


def hastier(text: str) -> str:
    """In lower case without punctuation and apostrophes."""
    return hasty(text).replace("'", "")


def loud(text: str) -> str:
    """In capitals throughout."""
    return text.upper()


# The ways of typing, the natural one most often.
TYPINGS: tuple[Typing, ...] = (*[natural] * 28, *[curly] * 3, *[hasty] * 7, hastier, *[loud] * 2)


# Those of train, where one way more is met.
TYPINGS_TO_LEARN: tuple[Typing, ...] = (*TYPINGS, *[low] * 4)


def write_sentence(pieces: Iterable[Piece], typing: Typing = natural) -> Sentence:
    """The sentence that the pieces make when typed in this way.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    typed = (piece.changed(typing) for piece in _capitalised(_with_articles(_without_articles(pieces))))
    return join(typed, _meet, str.rstrip)


def _without_articles(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with the article of a place outside of its mark: the Azores."""
    for piece in pieces:
        if piece.slot in PLACES and piece.text.startswith(_THE):
            yield Piece(_THE)
            piece = piece.saying(piece.text.removeprefix(_THE))
        yield piece


def _with_articles(pieces: Iterable[Piece]) -> Sequence[Piece]:
    """The pieces with *an* for *a* in front of a vowel."""
    done: list[Piece] = []
    for piece in pieces:
        if done and _VOWEL.match(piece.text) and _ARTICLE.search(done[-1].text):
            done[-1] = done[-1].changed(lambda text: text.rstrip() + "n ")
        if piece.text:
            done.append(piece)
    return done


def _capitalised(pieces: Iterable[Piece]) -> Sequence[Piece]:
    """The pieces with a capital in the beginning and behind each ``^``."""
    capital, done = True, []
    for piece in pieces:
        parts: list[str] = []
        for index, part in enumerate(piece.text.split("^")):
            capital = capital or index > 0
            if capital and part.strip():
                part, capital = _with_capital(part), False
            parts.append(part)
        done.append(piece.saying("".join(parts)))
    return done


def _with_capital(text: str) -> str:
    lead = len(text) - len(text.lstrip())
    return text[:lead] + text[lead].upper() + text[lead + 1 :]


def _meet(text: str, part: str) -> tuple[str, str]:
    """Two neighbours without doubled spaces, spaces in front of punctuation or doubled dots."""
    part = re.sub(r"\s+", " ", part)
    part = re.sub(r" (?=[,.?!;])", "", part)
    if not text or text.endswith(" "):
        part = part.lstrip()
    if part[:1] in tuple(",.?!;"):
        text = text.rstrip()
    if part[:1] == "." and text.endswith("."):
        part = part[1:]
    return text, part
