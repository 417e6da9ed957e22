"""Frames: sentences made of clauses, some of which may be said in any order.

    {opening?} # {route} / {when?} / [{cabin}](cabin) # {closing?}

``#`` parts what follows in order, ``/`` parts clauses that are said in any order with commas between them; what is
empty is left out. A clause is a pattern of ``slottag.data.booking.patterns``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slottag.data.booking.patterns import Pattern, parse_pattern
from slottag.errors import DataError


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as written, and the clauses of each of its parts."""

    text: str
    parts: tuple[tuple[Pattern, ...], ...]

    def clauses(self) -> Iterator[Pattern]:
        """All clauses in the order in which they are written."""
        for part in self.parts:
            yield from part


def parse_frame(text: str, where: str) -> Frame:
    """The frame that ``text`` writes down.

    Raises:
        DataError: a clause that is no pattern.
    """
    try:
        parts = tuple(tuple(map(parse_pattern, part.split(" / "))) for part in text.split(" # "))
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
    return Frame(text, parts)
