"""Marks as in XML: ``fly to <destination>Rome</destination>``, one sentence a line.

A name that says only that something is marked (``<ENAMEX TYPE="PLACE">``) gives its attribute as the slot. References
such as ``&amp;`` are what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import LAST, Format
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError

_NAME = r"[^\W\d][\w.-]*"
_MARK = re.compile(
    rf"<(?P<name>{_NAME})(?P<attributes>(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*)\s*>(?P<words>[^<>]*)</(?P=name)\s*>"
)
_ATTRIBUTE = re.compile(r"\b(?:type|name|label|slot|class)\s*=\s*[\"']([^\"'<>]+)[\"']", re.IGNORECASE)
_LEFT = re.compile(rf"</?{_NAME}[^<>]*>")
# The beginning of a document, which is another thing than a sentence with marks.
_DOCUMENT = re.compile(r"\s*<(?:\?xml|!DOCTYPE|html|speak)\b", re.IGNORECASE)


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""

    def record(line: str, number: int) -> Record:
        pieces: list[tuple[str, str | None]] = []
        end = 0
        for match in _MARK.finditer(line):
            pieces += [(_plain(line[end : match.start()]), None)]
            value = match["words"]
            inner = value.strip()
            before, _, behind = value.partition(inner) if inner else (value, "", "")
            pieces += [(before, None), (unescape(inner), _slot(match)), (behind, None)]
            end = match.end()
        pieces.append((_plain(line[end:]), None))
        return joined(content.path, number, pieces)

    yield from each(content.path, content.filled, record)


def recognise(content: Content) -> bool:
    """Whether a line holds such a mark and none that is open stays so, in a text that is no document."""
    if "</" not in content.text or _DOCUMENT.match(content.text):
        return False
    marked = [line for _, line in content.filled if _LEFT.search(line)]
    return 10 * sum(not _LEFT.search(_MARK.sub("", line)) for line in marked) >= 9 * len(marked) > 0


def _slot(match: re.Match[str]) -> str:
    attribute = _ATTRIBUTE.search(match["attributes"])
    return attribute[1] if attribute else match["name"]


def _plain(text: str) -> str:
    left = _LEFT.search(text)
    if left:
        raise DataError(
            f"{left.group()!r} is no whole mark, expected <slot>words</slot> with no mark inside; correct it"
        )
    return unescape(text)


FORMAT = Format(
    name="elements",
    endings=(),
    known_by="marks such as <destination>Rome</destination>",
    recognise=recognise,
    read=read,
    rules='`<slot>words</slot>`, one sentence a line, no mark inside another; of `<X TYPE="slot">` the attribute',
    weight=LAST,
)
