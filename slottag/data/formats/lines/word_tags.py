"""A sentence a line, each word with its tag: ``fly:O to:O Oslo:B-to <=> book_flight``.

A word ends at the last colon of its piece (or at ``###``, ``|``, ``/``, whichever all pieces have). Several intents are
told apart by ``;`` there and by ``#`` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.lines import columns
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text.foreign import has_form, is_bare
from slottag.text.schemes import OUTSIDE

_SEPARATORS = ("###", ":", "|", "/")
_INTENT = "<=>"
# What these first lines are not, a file is not.
_FEW = 100
# What words outside have where tags have no prefixes, and what those are.
_OUTSIDES = (OUTSIDE, "o")
_NAME = re.compile(r"[A-Za-z][\w-]{0,40}")
_NOTHING = ("", "<NULL>", "NULL")


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    separator = _separator(content) or ":"

    def record(line: str, number: int) -> Record | None:
        marked, _, intent = line.partition(_INTENT)
        pairs = [piece.rpartition(separator) for piece in columns(marked)]
        odd = next((tag for word, _, tag in pairs if not word), None)
        if odd is not None:
            raise DataError(f"{odd!r} has no tag, expected word{separator}tag; correct the line")
        several = ["" if one.strip() in _NOTHING else one.strip() for one in intent.split(";")]
        intent = "#".join(filter(None, several))
        words, tags = [word for word, _, _ in pairs], [tag for _, _, tag in pairs]
        return tagged(content.path, words, tags, [number], intent=intent or None) if words else None

    yield from each(content.path, content.filled, record)


def recognise(content: Content) -> bool:
    """Whether nearly all pieces of all lines are a word and a tag, with the same between them."""
    return _separator(content) is not None


def _separator(content: Content) -> str | None:
    return content.once("separator", lambda: next((one for one in _SEPARATORS if _separates(content, one)), None))


def _separates(content: Content, separator: str) -> bool:
    lines = [line for _, line in content.filled]
    return _fit(lines[:_FEW], separator) and _fit(lines, separator)


def _fit(lines: Sequence[str], separator: str) -> bool:
    """Whether nine of ten pieces are a word and a tag, and lines have several. Tags without a prefix count where each
    piece has one and most are outside (``Beijing/ns is/o``).
    """
    pieces = [piece.rpartition(separator) for line in lines for piece in columns(line.partition(_INTENT)[0])]
    fitting = sum(bool(word) and (tag == OUTSIDE or has_form(tag)) for word, _, tag in pieces)
    bare = bool(pieces) and all(
        word and (tag in _OUTSIDES or is_bare(tag) or _NAME.fullmatch(tag)) for word, _, tag in pieces
    )
    outside = sum(tag in _OUTSIDES for _, _, tag in pieces)
    return len(pieces) > len(lines) and (10 * fitting >= 9 * len(pieces) or (bare and 2 * outside > len(pieces)))


FORMAT = Format(
    name="word-tags",
    endings=(".txt",),
    known_by="a sentence a line: word:tag word:tag",
    recognise=recognise,
    read=read,
    rules="`word:tag … <=> intent`, split at the last `:` (or `###`, `|`, `/`); `a;b` are two intents, written `a#b`",
)
