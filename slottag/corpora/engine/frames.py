"""Frames: sentences made of clauses, some of which may be said in any order.

    {opening?} # {route} / {when?} + {cabin?} / {price?} # {closing?}

``#`` parts what follows in order, ``+`` too, but mostly with a pause; ``/`` parts clauses that are said in any order
with pauses between them. What is empty is left out. A clause is a pattern of ``slottag.corpora.engine.patterns``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slottag.corpora.engine.patterns import Node, Pattern, parse_pattern

_BORDER = re.compile(r" ([#+]) ")


@dataclass(frozen=True, slots=True)
class Part:
    """Clauses that are said in any order, mostly behind a pause if ``paused``."""

    paused: bool
    clauses: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as written and its parts in order."""

    text: str
    parts: tuple[Part, ...]

    def walk(self) -> Iterator[Node]:
        """Every node of every clause."""
        for part in self.parts:
            for clause in part.clauses:
                yield from clause.walk()


def parse_frame(text: str) -> Frame:
    """The frame that ``text`` writes down.

    Raises:
        DataError: a clause that is no pattern.
    """
    borders = ["#", *_BORDER.split(text)]
    parts = zip(borders[::2], borders[1::2], strict=True)
    return Frame(text, tuple(Part(border == "+", tuple(map(parse_pattern, own.split(" / ")))) for border, own in parts))
