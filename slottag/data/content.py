"""What a file or folder holds, read once and only as far as somebody asks: bytes, text, lines, JSON values."""

from __future__ import annotations

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from slottag.data.lines import ASCII_SPACE, check_text, is_blank, read_bytes
from slottag.data.magic import packed
from slottag.data.records import Broken
from slottag.errors import DataError

Made = TypeVar("Made")
Kind = Literal["text", "binary", "folder"]

_GZIP = b"\x1f\x8b\x08"
# Not every bracket: text marked as [this](slot) is no array.
_JSON_BEGINS = re.compile(r"\s*(?:(\{)\s*(?:\"|\}|$)|(\[)\s*(?:[\[{\"\-\d]|$))")
_DECODER = json.JSONDecoder()

# How many shapes of JSON objects are told apart, by how many of their keys, and how many are kept that are alike.
_SHAPES, _KEYS, _ALIKE = 500, 40, 3


class Content:
    """A file, or a folder whose files belong together, as its recognisers and its reader look at it.

    Everything is worked out when it is first asked for, so that thirty recognisers read a file once. ``notes`` are
    what a reader has to tell of the whole file: one line each, shown to the user. ``columns`` is what the user says of
    a file's columns: role → number from 1 or name.
    """

    def __init__(self, path: Path, columns: Mapping[str, str] | None = None) -> None:
        self.path = path
        self.columns = columns or {}
        self.notes: list[str] = []
        self.synonyms: dict[str, set[str]] = {}
        self._made: dict[str, Any] = {}

    @classmethod
    def of(cls, path: Path, data: bytes) -> Content:
        """What a file of these bytes would hold; ``path`` is for messages."""
        content = cls(path)
        content.data = data
        return content

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made when it is first asked for by this name."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    @cached_property
    def kind(self) -> Kind:
        """What it is: a folder, text in UTF-8 or an encoding of one byte a character, or other bytes."""
        if self.path.is_dir():
            return "folder"
        wide = self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return "binary" if wide or b"\0" in self.data or packed(self.data) else "text"

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of what lies in a folder; none for a file."""
        return frozenset(path.name for path in self.path.iterdir()) if self.path.is_dir() else frozenset()

    @property
    def ending(self) -> str:
        """The file's ending in lower case, without that of gzip: ``.jsonl`` of ``train.JSONL.gz``."""
        return ending_of(self.path)

    @cached_property
    def data(self) -> bytes:
        """The bytes, unpacked where gzip packed them.

        Raises:
            DataError: the file cannot be read or unpacked.
        """
        data = read_bytes(self.path)
        if not data.startswith(_GZIP):
            return data
        try:
            return gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{self.path}: is gzip that cannot be unpacked ({error}); fetch or pack it anew") from error

    @cached_property
    def encoding(self) -> str:
        """``utf-8``, or ``cp1252`` (Latin-1 as Windows has it) where the bytes are not UTF-8."""
        try:
            self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return "cp1252"
        return "utf-8"

    @cached_property
    def text(self) -> str:
        """The text, whatever its encoding and without a byte-order mark. RawCorpus starts with ``check_utf8``."""
        if self.encoding == "utf-8":
            return self.data.decode("utf-8-sig")
        # The five bytes that cp1252 leaves free are control characters, as they are in Latin-1.
        return "".join(map(_latin, self.data.decode("latin-1")))

    def check_utf8(self) -> None:
        """See to it that the text is UTF-8.

        Raises:
            DataError: it is binary or in another encoding.
        """
        kind = packed(self.data)
        if kind:
            raise DataError(
                f"{self.path}: is {kind.what}, expected text; {kind.advice or 'let its format be recognised'}"
            )
        check_text(self.path, self.data)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends (``\\n`` or ``\\r\\n``)."""
        lines = self.text.split("\n")
        if not lines[-1]:
            lines.pop()
        return [line.removesuffix("\r") for line in lines]

    @cached_property
    def filled(self) -> list[tuple[int, str]]:
        """The lines that are not blank, each with its number from 1."""
        return [(number, line) for number, line in enumerate(self.lines, 1) if not is_blank(line)]

    @cached_property
    def items(self) -> tuple[tuple[int, Any], ...]:
        """The JSON values of a file, each with its line: those of JSON Lines, the elements of an array, or values one
        behind the other over any number of lines. What is none is ``Broken``. Empty where the text does not begin as
        JSON objects and arrays do.
        """
        begin = _JSON_BEGINS.match(self.text)
        if not begin:
            return ()
        if self._is_json_lines:
            return tuple((number, _parsed(line)) for number, line in self.filled)
        return tuple(self._elements() if begin[2] else self._values(0))

    @cached_property
    def document(self) -> Any:
        """The one JSON value that the whole text is, ``None`` where it is none or several."""
        if not self.items or any(isinstance(value, Broken) for _, value in self.items):
            return None
        if self.text.lstrip(ASCII_SPACE)[0] == "[" and not self._is_json_lines:
            return [value for _, value in self.items]
        return self.items[0][1] if len(self.items) == 1 else None

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """Those of ``items`` that are objects."""
        return [value for _, value in self.items if isinstance(value, dict)]

    @cached_property
    def examples(self) -> list[Any]:
        """Objects and arrays of each shape that the JSON values of a file have, at any depth: what recognisers look at
        instead of at all of them.
        """
        found: dict[Hashable, list[Any]] = {}
        waiting: list[Any] = [[value for _, value in self.items]]
        while waiting and len(found) < _SHAPES:
            node = waiting.pop()
            alike = found.setdefault(_shape(node), [])
            if len(alike) < _ALIKE:
                alike.append(node)
            parts = node.values() if isinstance(node, dict) else node
            waiting += [part for part in parts if part and isinstance(part, (dict, list))]
        return [node for alike in found.values() for node in alike]

    @cached_property
    def _is_json_lines(self) -> bool:
        """Whether each line is a value of its own: the first by itself, and there are others or it is an object."""
        first, *others = (line for _, line in self.filled)
        if first.lstrip(ASCII_SPACE).startswith("["):
            # An array over several lines, or in one of them, is one array.
            return bool(others) and not isinstance(_parsed(first), Broken)
        return bool(others) and (not isinstance(_parsed(first), Broken) or self._mostly_objects(others))

    @staticmethod
    def _mostly_objects(lines: list[str]) -> bool:
        """Whether most lines begin and end as a whole object does: JSON Lines whose first line is broken."""
        whole = sum(
            line.lstrip(ASCII_SPACE).startswith("{") and line.rstrip(ASCII_SPACE).endswith("}") for line in lines
        )
        return 2 * whole > len(lines)

    def _elements(self) -> Iterator[tuple[int, Any]]:
        """The elements of the array that the text is."""
        text, place, line, counted = self.text, self.text.index("[") + 1, 1, 0
        separator = ""
        while True:
            place = _behind_space(text, place)
            line += text.count("\n", counted, place)
            counted = place
            if text[place : place + 1] == "]" and separator != ",":
                yield from self._rest(place + 1)
                return
            try:
                value, place = _DECODER.raw_decode(text, place)
            except (ValueError, RecursionError) as error:
                yield line, Broken(_reason(error))
                return
            yield line, value
            place = _behind_space(text, place)
            separator = text[place : place + 1]
            if separator == ",":
                place += 1
            elif separator != "]":
                yield line + text.count("\n", counted, place), Broken("expected , or ] behind the value")
                return

    def _rest(self, place: int) -> Iterator[tuple[int, Any]]:
        """What stands behind an array, where nothing should."""
        place = _behind_space(self.text, place)
        if place < len(self.text):
            yield self.text.count("\n", 0, place) + 1, Broken("expected nothing behind the array")

    def _values(self, place: int) -> Iterator[tuple[int, Any]]:
        """Values one behind the other."""
        line, counted = 1, 0
        while (place := _behind_space(self.text, place)) < len(self.text):
            line += self.text.count("\n", counted, place)
            counted = place
            try:
                value, place = _DECODER.raw_decode(self.text, place)
            except (ValueError, RecursionError) as error:
                yield line, Broken(_reason(error))
                return
            yield line, value


def base_name(path: Path) -> str:
    """The name of a file without the ending of gzip."""
    return path.name[:-3] if path.name.lower().endswith(".gz") else path.name


def ending_of(path: Path) -> str:
    """A file's ending in lower case, without that of gzip: ``.jsonl`` of ``train.JSONL.gz``."""
    return Path(base_name(path).lower()).suffix


def _shape(node: dict[str, Any] | list[Any]) -> Hashable:
    """What two objects share that are alike to a recogniser: their keys and the kinds of what stands under them."""
    if isinstance(node, dict):
        return tuple([(key, _kind(value)) for key, value in islice(node.items(), _KEYS)])
    return (min(len(node), 3), *map(_kind, node[:3]))


def _kind(value: Any) -> Any:
    if isinstance(value, list):
        return (list, type(value[0]) if value else None)
    return (type(value), bool(value)) if isinstance(value, dict) else type(value)


def _latin(character: str) -> str:
    if not "\x80" <= character <= "\x9f":
        return character
    try:
        return character.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return character


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return Broken(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at column {error.colno}"
    return str(error)


def _behind_space(text: str, place: int) -> int:
    while place < len(text) and text[place] in ASCII_SPACE:
        place += 1
    return place
