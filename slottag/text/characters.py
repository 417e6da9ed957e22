"""What kind each character of a text is, as far as tokens care: one letter a kind, so that a text has a text of kinds.

| kind | characters |
| --- | --- |
| ``a`` | letters of scripts that write words with spaces between them |
| ``k`` | Hangul, whose particles stand at their word without a space |
| ``0`` | digits and other numbers |
| ``w`` | Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan: scripts without spaces, where a character may be a word |
| ``p`` | emoji and other pictures |
| ``j`` | what joins what is before it and shows nothing alone: combining marks, joiners, variation selectors |
| space | white space, and format characters that show nothing: zero-width spaces, marks of direction |
| itself | any other: punctuation and symbols, which are *marks* |
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LETTER, HANGUL, DIGIT, OWN, PICTURE, JOINER, SPACE = "a", "k", "0", "w", "p", "j", " "
KINDS = frozenset((LETTER, HANGUL, DIGIT, OWN, PICTURE, JOINER, SPACE))
# Of what words are made.
WORDLY = frozenset((LETTER, HANGUL, DIGIT, OWN))

# First and last character of blocks whose letters may be words by themselves.
_OWN_BLOCKS = (
    (0x0E00, 0x0FFF),  # Thai, Lao, Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3031, 0x3035),
    (0x3041, 0x30FF),  # kana
    (0x3105, 0x312F),  # Bopomofo
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # kana of half width
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)
_HANGUL_BLOCKS = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97F), (0xAC00, 0xD7FB), (0xFFA0, 0xFFDC))
# Shown by nothing themselves, but inside a word or a picture they shape it: soft hyphen, zero-width (non-)joiner, word
# joiner, variation selectors, tags.
_JOINERS = ((0x00AD, 0x00AD), (0x200C, 0x200D), (0x2060, 0x2060), (0xFE00, 0xFE0F), (0xE0020, 0xE007F),
            (0xE0100, 0xE01EF))  # fmt: skip
_SKIN_TONES = (0x1F3FB, 0x1F3FF)
_REGIONS = (0x1F1E6, 0x1F1FF)


class _Kinds(dict[int, str]):
    """The kind of each character, worked out when it is first met: what ``str.translate`` takes."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = _kind(code)
        return kind


def kinds_of(text: str) -> str:
    """The kind of each character of a text; an entity of HTML (``&nbsp;``) is one picture."""
    kinds = text.translate(_KINDS)
    if "&" in text and ";" in text:
        pieces, end = [], 0
        for entity in _entities().finditer(text):
            pieces += [kinds[end : entity.start()], PICTURE.ljust(len(entity[0]), JOINER)]
            end = entity.end()
        kinds = "".join([*pieces, kinds[end:]])
    return kinds


def is_mark(kind: str) -> bool:
    """Whether a kind is that of a mark: the mark itself."""
    return kind not in KINDS


def is_format(character: str) -> bool:
    """Whether a character shows nothing: white space and format characters, joiners among them."""
    kind = _KINDS[ord(character)]
    return kind == SPACE or (kind == JOINER and not unicodedata.category(character).startswith("M"))


def shows_word(text: str) -> bool:
    """Whether a text holds a letter, a digit or a character of a script without spaces."""
    return not WORDLY.isdisjoint(kinds_of(text))


def visible_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of ``start..end`` between the first and the last character that shows; empty where none does."""
    while start < end and is_format(text[start]):
        start += 1
    while start < end and is_format(text[end - 1]):
        end -= 1
    return start, end


@cache
def _entities() -> re.Pattern[str]:
    return re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")


def _kind(code: int) -> str:
    character = chr(code)
    category = unicodedata.category(character)
    if _within(code, _JOINERS) or category in ("Mn", "Mc", "Me") or code == 0x20E3:
        return JOINER
    if character.isspace() or category in ("Cc", "Zs", "Zl", "Zp", "Cf"):
        return SPACE
    if category.startswith("L"):
        if _within(code, _OWN_BLOCKS):
            return OWN
        return HANGUL if _within(code, _HANGUL_BLOCKS) else LETTER
    if category.startswith("N"):
        return OWN if _within(code, ((0x3007, 0x3007), (0x3021, 0x3029))) else DIGIT
    if category == "So" or _SKIN_TONES[0] <= code <= _SKIN_TONES[1] or _REGIONS[0] <= code <= _REGIONS[1]:
        return PICTURE
    return character


def _within(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in blocks)


_KINDS = _Kinds()
