"""The pattern language of grammars.

    I want to {@go} [{place}](@place){on_date:@date?}{ please|}.

- ``{name}`` stands for one of the rule's alternatives, ``{name?}`` half the time for nothing;
- ``{one|another|}`` stands for one of what is between the bars;
- ``[text](slot)`` marks a value; ``[value]`` without a slot takes the one that the reference to its rule gives
  (``{on_date:arrival_date}``) and is outside where none is given;
- ``@`` in front of a name means the pole of the sentence (arrival or departure), ``~`` the other one:
  ``{@go}`` is *reach* or *leave*, ``(@place)`` is ``destination`` or ``origin``;
- ``^`` makes the next letter a capital, as the first of a sentence is without it.

A frame is made of clauses, each of them a pattern, some of which may be said in any order:

    {opening?} # {route} / {when?} + {cabin?} / {price?} # {closing?}

- ``#`` parts what follows in order, ``+`` too, but mostly with a pause;
- ``/`` parts clauses that are said in any order with pauses between them;
- what is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from slottag.errors import DataError

_PIECE = re.compile(r"[{\[|}]|\](?:\((?P<slot>[^()]*)\))?|[^{}\[\]|]+")
_BORDER = re.compile(r" ([#+]) ")
_REFERENCE = re.compile(r"([@~]?[a-z_]+)(?::([@~]?[a-z_]+))?(\?)?")


@dataclass(frozen=True, slots=True)
class Reference:
    """``{name:slot?}``: one alternative of a rule; unmarked slots in it become ``slot``."""

    name: str
    slot: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """``{one|another}``: one of the options."""

    options: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """``[body](slot)``: a value; ``slot`` is ``None`` where the reference to the rule gives it."""

    body: Pattern
    slot: str | None


Node = str | Reference | Choice | Mark


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: its text as written and its parts in order."""

    text: str
    nodes: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Every part, those inside marks and choices included."""
        for node in self.nodes:
            yield node
            inner = node.options if isinstance(node, Choice) else (node.body,) if isinstance(node, Mark) else ()
            for pattern in inner:
                yield from pattern.walk()


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


@cache
def parse_pattern(text: str) -> Pattern:
    """The pattern that ``text`` writes down; splits share most of theirs, so each is read once.

    Raises:
        DataError: a bracket that is not closed or not opened, an empty or misspelt reference.
    """
    options = _Parser(text).options("")[0]
    if len(options) > 1:
        raise DataError(f"{text!r} holds a bar outside of braces; write {{one|another}}")
    return Pattern(text, options[0].nodes)


def parse_frame(text: str) -> Frame:
    """The frame that ``text`` writes down.

    Raises:
        DataError: a clause that is no pattern.
    """
    borders = ["#", *_BORDER.split(text)]
    parts = zip(borders[::2], borders[1::2], strict=True)
    return Frame(text, tuple(Part(border == "+", tuple(map(parse_pattern, own.split(" / ")))) for border, own in parts))


class _Parser:
    """Reads the pieces of a text from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = _PIECE.finditer(text)

    def options(self, closing: str) -> tuple[list[Pattern], str | None]:
        """The options between bars up to ``closing`` (or the end), and the slot behind it."""
        options: list[list[Node]] = [[]]
        for piece in self._pieces:
            sign = piece[0][0]
            if sign == "|":
                options.append([])
            elif sign in "{[":
                options[-1].append(self._braces() if sign == "{" else self._mark())
            elif sign not in "}]":
                options[-1].append(piece[0])
            elif sign == closing:
                return [*map(_pattern, options)], piece["slot"]
            else:
                raise self._error(f"closes with {piece[0]!r} what is not open; write each bracket in pairs")
        if closing:
            raise self._error(f"leaves a bracket open; close it with {closing!r}")
        return [*map(_pattern, options)], None

    def _braces(self) -> Reference | Choice:
        options, _ = self.options("}")
        if len(options) > 1:
            return Choice(tuple(options))
        found = _REFERENCE.fullmatch(options[0].text)
        if not found:
            raise self._error(f"holds {{{options[0].text}}}; expected {{name}}, {{name:slot}} or {{one|another}}")
        return Reference(found[1], found[2], found[3] is not None)

    def _mark(self) -> Mark:
        options, slot = self.options("]")
        if len(options) > 1 or any(isinstance(node, Mark) for node in options[0].walk()):
            raise self._error("holds a bar or another mark in a mark; write [value](slot)")
        return Mark(options[0], slot)

    def _error(self, fault: str) -> DataError:
        return DataError(f"{self._text!r} {fault}")


def _pattern(nodes: list[Node]) -> Pattern:
    """The pattern of inner nodes; its text is what it says when it is plain."""
    return Pattern("".join(node if isinstance(node, str) else "{}" for node in nodes), tuple(nodes))
