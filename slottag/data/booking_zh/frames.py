"""Frames: sentences made of clauses, some of which may be said in any order.

    {opening?} # {route} / {when?} + {cabin?} / {price?} # {closing?}

``#`` parts what follows in order, ``+`` too, but mostly with a comma; ``/`` parts clauses that are said in any order
with commas between them. What is empty is left out. A clause is a pattern of ``slottag.data.booking.patterns``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slottag.data.booking.patterns import Pattern, parse_pattern
from slottag.errors import DataError

_BORDER = re.compile(r" ([#+]) ")


@dataclass(frozen=True, slots=True)
class Part:
    """Clauses that are said in any order, mostly behind a comma if ``paused``."""

    paused: bool
    clauses: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as written and its parts in order."""

    text: str
    parts: tuple[Part, ...]

    def clauses(self) -> Iterator[Pattern]:
        """All clauses in the order in which they are written."""
        for part in self.parts:
            yield from part.clauses


def parse_frame(text: str, where: str) -> Frame:
    """The frame that ``text`` writes down.

    Raises:
        DataError: a clause that is no pattern.
    """
    first, *others = _BORDER.split(text)
    try:
        parts = [_part("#", first), *(_part(*pair) for pair in zip(others[::2], others[1::2], strict=True))]
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
    return Frame(text, tuple(parts))


def _part(border: str, text: str) -> Part:
    return Part(border == "+", tuple(map(parse_pattern, text.split(" / "))))
