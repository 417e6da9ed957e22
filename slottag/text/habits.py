"""How text is cut where no training sentence says otherwise: the general habits of writing.

A *context* is what stands between two words without white space: the kind of the character before, the marks between
them (none where two kinds touch, as in ``7am``), and the kind behind. At the edge of a run of characters the side that
is missing is ``EDGE`` and there is one mark; a mark beside it is ``MARK``.
"""

from __future__ import annotations

import re
import unicodedata

from slottag.text.characters import DIGIT

EDGE, MARK = "", "m"

Context = tuple[str, str, str]

# Marks that do not part what they stand between: o'clock, round-trip, U.S., AT&T, a@b.org, C#.
_INNER = frozenset(".'’‘ʼ׳-‐‑_@&+#*^=$€£¥₩₪₹￥")
# Between two digits: 5:30, 1,000, 10/12, 5–6.
_BETWEEN_DIGITS = _INNER | frozenset(",:/–−~٫٬×")
# Letters and dots that end in a dot which belongs to them: p.m., U.S., 7a.m.
_ABBREVIATION = re.compile(r"\d*(?:[^\W\d_]{1,3}\.){2,}")


def cuts(context: Context) -> bool:
    """Whether the words of a context are cut apart, and from the marks between them."""
    before, marks, behind = context
    if before == EDGE or behind == EDGE:
        return _peels(marks, before or behind, front=before == EDGE)
    if len(marks) != 1:
        return marks not in ("", "://")
    return marks not in (_BETWEEN_DIGITS if before == behind == DIGIT else _INNER)


def abbreviation_end(text: str, start: int) -> int:
    """Where an abbreviation with its last dot ends that begins at ``start``; ``start`` where there is none."""
    found = _ABBREVIATION.match(text, start)
    return found.end() if found else start


def is_address(text: str) -> bool:
    """Whether a text is an address of the web or of a mailbox, which is one word."""
    name, at, host = text.partition("@")
    return "://" in text or text[:4].lower() == "www." or bool(at and name and "." in host.strip("."))


def _peels(mark: str, neighbour: str, *, front: bool) -> bool:
    """Whether a mark at the edge of a word is none of it: $5, 5€, +1, C++, #5, @home are whole."""
    category = unicodedata.category(mark)
    if category == "Sc":
        return neighbour not in (DIGIT, MARK)
    if mark == "+":
        return front and neighbour != DIGIT
    return not (front and mark in "#@" and neighbour != MARK)
