"""From pieces of marked text to a sentence: spaces, capitals and the ways people type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from slottag.data.booking.draft import Draft
from slottag.text import Sentence, Span, tokenize_words

Piece = tuple[str, str | None]
Typing = Callable[[str], str]
_ARTICLE = re.compile(r"\b[Aa] $")
_VOWEL = re.compile(r"(?!one|uni|eu|us)[aeiou]|8|11\b|18\b", re.IGNORECASE)


def natural(text: str) -> str:
    """As it is written in a book."""
    return text


def curly(text: str) -> str:
    """With the apostrophes that telephones and word processors set."""
    return text.replace("'", "’")


def hasty(text: str) -> str:
    """In lower case and without punctuation; the dots of abbreviations and dates stay."""
    return re.sub(r"[,;:?!](?=\s|$)|(?<![a-z]\.[a-z])(?<!\d)(?<!\bst)\.(?=\s|$)| [–-](?= )", "", text.lower())


def hastier(text: str) -> str:
    """In lower case without punctuation and apostrophes."""
    return hasty(text).replace("'", "")


def loud(text: str) -> str:
    """In capitals throughout."""
    return text.upper()


_TYPINGS: tuple[Typing, ...] = (*[natural] * 28, *[curly] * 3, *[hasty] * 7, hastier, *[loud] * 2)


def write_sentence(pieces: Iterable[Piece], typing: Typing = natural) -> Sentence:
    """The sentence that the pieces make when typed in this way.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    text, spans = "", []
    for part, slot in _capitalised(_with_articles(pieces)):
        part = typing(part)
        text, part = _meet(text, part)
        if slot and part:
            spans.append(Span(len(text), len(text) + len(part), slot))
        text += part
    text = text.rstrip()
    return Sentence(text, tokenize_words(text), tuple(spans))


def join_pieces(pieces: Iterable[Piece]) -> Sentence:
    """The sentence of pieces that stand as they are to be.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    text, spans = "", []
    for part, slot in pieces:
        if slot:
            spans.append(Span(len(text), len(text) + len(part), slot))
        text += part
    return Sentence(text, tokenize_words(text), tuple(spans))


def draw_typing(draft: Draft) -> Typing:
    """One of the ways of typing, the natural one most often."""
    return draft.pick(_TYPINGS)


def _with_articles(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with *an* for *a* in front of a vowel."""
    done: list[Piece] = []
    for text, slot in pieces:
        if done and _VOWEL.match(text) and _ARTICLE.search(done[-1][0]):
            done[-1] = (done[-1][0].rstrip() + "n ", done[-1][1])
        if text:
            done.append((text, slot))
    return done


def _capitalised(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with a capital in the beginning and behind each ``^``."""
    capital, done = True, []
    for text, slot in pieces:
        parts: list[str] = []
        for index, part in enumerate(text.split("^")):
            capital = capital or index > 0
            if capital and part.strip():
                part, capital = _with_capital(part), False
            parts.append(part)
        done.append(("".join(parts), slot))
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
