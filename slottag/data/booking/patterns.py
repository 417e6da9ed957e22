"""The pattern language of the booking grammar.

    I want to {@go} [{place}](@place){on_date:@date?}{ please|}.

- ``{name}`` stands for one of the rule's alternatives, ``{name?}`` half the time for nothing;
- ``{one|another|}`` stands for one of what is between the bars;
- ``[text](slot)`` marks a value; ``[value]`` without a slot takes the one that the reference to its rule gives
  (``{on_date:arrival_date}``) and is outside where none is given;
- ``@`` in front of a name means the pole of the sentence (arrival or departure), ``~`` the other one:
  ``{@go}`` is *reach* or *leave*, ``(@place)`` is ``destination`` or ``origin``;
- ``^`` makes the next letter a capital, as the first of a sentence is without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from slottag.errors import DataError

_PIECE = re.compile(r"(?P<open>[{\[])|(?P<close>\}|\](?:\((?P<slot>[^()]*)\))?)|(?P<bar>\|)|(?P<text>[^{}\[\]|]+)")
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


def parse_pattern(text: str) -> Pattern:
    """The pattern that ``text`` writes down.

    Raises:
        DataError: a bracket that is not closed or not opened, an empty or misspelt reference.
    """
    matches = list(_PIECE.finditer(text))
    options, rest = _parse(text, matches, "")
    if rest or len(options) > 1:
        raise DataError(f"{text!r} holds a bar outside of braces; write {{one|another}}")
    return Pattern(text, options[0].nodes)


def _parse(text: str, matches: list[re.Match[str]], closing: str) -> tuple[list[Pattern], list[re.Match[str]]]:
    """Read up to ``closing`` (or the end): the options between bars, and what is left."""
    options: list[list[Node]] = [[]]
    while matches:
        match, *matches = matches
        if match["text"]:
            options[-1].append(match["text"])
        elif match["bar"]:
            options.append([])
        elif match["open"] == "{":
            node, matches = _parse_braces(text, matches)
            options[-1].append(node)
        elif match["open"] == "[":
            mark, matches = _parse_mark(text, matches)
            options[-1].append(mark)
        elif match["close"][0] == closing:
            return [_pattern(nodes) for nodes in options], [match, *matches]
        else:
            raise DataError(f"{text!r} closes with {match['close']!r} what is not open; write each bracket in pairs")
    if closing:
        raise DataError(f"{text!r} leaves a bracket open; close it with {closing!r}")
    return [_pattern(nodes) for nodes in options], []


def _parse_braces(text: str, matches: list[re.Match[str]]) -> tuple[Reference | Choice, list[re.Match[str]]]:
    options, (_, *rest) = _parse(text, matches, "}")
    if len(options) > 1:
        return Choice(tuple(options)), rest
    found = _REFERENCE.fullmatch(options[0].text)
    if not found:
        raise DataError(f"{text!r} holds {{{options[0].text}}}; expected {{name}}, {{name:slot}} or {{one|another}}")
    return Reference(found[1], found[2], found[3] is not None), rest


def _parse_mark(text: str, matches: list[re.Match[str]]) -> tuple[Mark, list[re.Match[str]]]:
    options, (end, *rest) = _parse(text, matches, "]")
    if len(options) > 1 or any(isinstance(node, Mark) for node in options[0].walk()):
        raise DataError(f"{text!r} holds a bar or another mark in a mark; write [value](slot)")
    return Mark(options[0], end["slot"]), rest


def _pattern(nodes: list[Node]) -> Pattern:
    """The pattern of inner nodes; its text is what it says when it is plain."""
    return Pattern("".join(node if isinstance(node, str) else "{}" for node in nodes), tuple(nodes))
