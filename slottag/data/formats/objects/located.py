"""JSON that knows the line of each object and array in it, so that a fault deep in a document has a place."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

from slottag.data.content import Content
from slottag.data.records import Broken
from slottag.errors import DataError

# No format of annotated sentences comes near; Python's own limit is further off than this takes.
_DEPTH = 100
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")

Node = tuple[int, Any]


def nodes(content: Content, wanted: Callable[[Any], bool]) -> Iterator[Node]:
    """The objects and arrays of a file that are wanted, each with its line, in their order; what lies in one of them
    is not looked at. Those around others are asked for first, all values of the file together as one list before any.
    What is no JSON comes as it is, ``Broken``.

    Raises:
        DataError: nothing in the file is JSON.
    """
    if not content.items:
        if content.text.lstrip()[:1] not in ("", "{", "["):
            raise DataError(f"{content.path}: is no JSON, expected objects or an array of them; name a file of those")
        return
    lines: dict[int, int] = {}
    items: list[Node] = list(content.items)
    if len(items) < len(content.filled) and not any(isinstance(value, Broken) for _, value in items):
        items, lines = _Scanner(content.text).items()
    whole = [value for _, value in items]
    if wanted(whole):
        yield items[0][0], whole
        return
    for line, value in items:
        yield from _found(value, line, lines, wanted, str(content.path))


def _found(node: Any, line: int, lines: dict[int, int], wanted: Callable[[Any], bool], path: str) -> Iterator[Node]:
    waiting = [(node, line, 0)]
    while waiting:
        node, line, depth = waiting.pop()
        line = lines.get(id(node), line)
        if isinstance(node, Broken) or wanted(node):
            yield line, node
        elif isinstance(node, (dict, list)):
            if depth == _DEPTH:
                raise DataError(f"{path}:{line}: is {depth} deep, expected annotated sentences further up; name those")
            parts = node.values() if isinstance(node, dict) else node
            waiting += [(part, line, depth + 1) for part in reversed([*parts]) if isinstance(part, (dict, list))]


class _Scanner:
    """Reads a text that is known to be JSON and notes where its objects and arrays begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[int, int] = {}
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    def items(self) -> tuple[list[Node], dict[int, int]]:
        """The values that stand one behind the other, or the elements of the one array that there is."""
        found: list[Node] = []
        place = self._behind(0)
        while place < len(self.text):
            line = self._line(place)
            value, place = self._value(place, 0)
            place = self._behind(place)
            found.append((line, value))
        if len(found) == 1 and isinstance(found[0][1], list):
            # The one array keeps alive what the lines are told of by identity.
            return [(self.lines.get(id(value), found[0][0]), value) for value in found[0][1]], self.lines
        return found, self.lines

    def _line(self, place: int) -> int:
        return bisect_left(self._breaks, place) + 1

    def _behind(self, place: int) -> int:
        match = _SPACE.match(self.text, place)
        return match.end() if match else place

    def _value(self, place: int, depth: int) -> tuple[Any, int]:
        """The value at a place, and what is behind it."""
        first = self.text[place]
        if first not in "{[":
            return _DECODER.raw_decode(self.text, place)
        if depth == _DEPTH or self._is_leaf(place, "}" if first == "{" else "]"):
            value, end = _DECODER.raw_decode(self.text, place)
        else:
            value, end = self._object(place + 1, depth) if first == "{" else self._array(place + 1, depth)
        self.lines[id(value)] = self._line(place)
        return value, end

    def _is_leaf(self, place: int, closing: str) -> bool:
        """Whether what begins here surely holds no other object or array; the decoder reads it ten times as fast."""
        end = self.text.find(closing, place)
        return not any(self.text.find(opening, place + 1, end) >= 0 for opening in "{[")

    def _object(self, place: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        while self.text[place := self._behind(place)] != "}":
            place += self.text[place] == ","
            key, place = _DECODER.raw_decode(self.text, self._behind(place))
            place = self._behind(self._behind(place) + 1)
            found[key], place = self._value(place, depth + 1)
        return found, place + 1

    def _array(self, place: int, depth: int) -> tuple[list[Any], int]:
        found = []
        while self.text[place := self._behind(place)] != "]":
            place = self._behind(place + (self.text[place] == ","))
            value, place = self._value(place, depth + 1)
            found.append(value)
        return found, place + 1
