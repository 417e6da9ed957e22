"""Offsets that count something else than characters: what they look like, and turning them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from slottag.data.records import Record
from slottag.text import Span
from slottag.text.characters import JOINER, OWN, SPACE, kinds_of

# The part of the spans that must look right in a unit, and that may in characters, for offsets to be in that unit.
_RIGHT, _WRONG = 0.9, 0.5


@dataclass(frozen=True, slots=True)
class Unit:
    """What offsets may count: its name, how many of it a character takes, and the last that takes one."""

    name: str
    width: Callable[[str], int]
    last: str

    def turned(self, text: str, span: Span) -> Span | None:
        """A span with offsets in this unit as one in characters; ``None`` where it begins or ends inside of one."""
        places = {place: index for index, place in enumerate(accumulate(map(self.width, text), initial=0))}
        start, end = places.get(span.start), places.get(span.end)
        return None if start is None or end is None else replace(span, start=start, end=end)

    def differs(self, text: str, span: Span) -> bool:
        """Whether a span is another one in this unit than in characters."""
        return max(text[: span.end], default="") > self.last


UTF16 = Unit("UTF-16 units", lambda character: 1 + (character > "\uffff"), "\uffff")
BYTES = Unit("bytes of UTF-8", lambda character: len(character.encode()), "\x7f")


def from_utf16(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans whose offsets are known to count UTF-16 units, as those of JavaScript, Java and .NET do, in characters; one
    that begins or ends inside a character stays as it is.
    """
    return tuple(UTF16.turned(text, span) or span for span in spans)


def from_bytes(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same for offsets that are known to count the bytes of UTF-8."""
    return tuple(BYTES.turned(text, span) or span for span in spans)


def foreign_units(splits: Mapping[str, Sequence[Record]]) -> dict[str, Unit]:
    """The splits whose offsets look as if they counted another unit than characters, and that unit.

    It is judged where the two differ, over all spans together: those that hold the value that the file says, or
    else that begin and end where words do.
    """
    found = {
        split: next((unit for unit in (UTF16, BYTES) if _counts(unit, own)), None) for split, own in splits.items()
    }
    return {split: unit for split, unit in found.items() if unit is not None}


def _counts(unit: Unit, records: Sequence[Record]) -> bool:
    wide = [record for record in records if record.spans and not record.tags and not record.text.isascii()]
    told = [
        (record.text, span, value)
        for record in wide
        for span, value in zip(record.spans, record.values or [None] * len(record.spans), strict=True)
        if unit.differs(record.text, span)
    ]
    wrong = [one for one in told if not _fits(*one)]
    if not told or len(wrong) < (1 - _WRONG) * len(told):
        return False
    return sum(_fits(text, unit.turned(text, span), value) for text, span, value in told) >= _RIGHT * len(told)


def _fits(text: str, span: Span | None, value: str | None) -> bool:
    """Whether a span holds its value; where none is told, whether it begins and ends where words do."""
    if span is None or span.end > len(text):
        return False
    if value is not None:
        return text[span.start : span.end] == value
    kinds = kinds_of(f" {text[max(span.start - 1, 0) : span.end + 1]} ")
    first = 1 + min(span.start, 1)
    last = first + span.end - span.start
    return _begins(kinds[first - 1], kinds[first]) and _begins(kinds[last], kinds[last - 1])


def _begins(outside: str, inside: str) -> bool:
    """Whether a word may begin, or end, between two characters of these kinds."""
    return inside not in (SPACE, JOINER) and (outside != inside or inside == OWN)
