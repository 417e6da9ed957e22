"""TOML tables that know where they stand, so that every complaint names the file and the line."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from slottag.data.booking.patterns import Pattern, parse_pattern
from slottag.errors import DataError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Origin:
    """A TOML file: its path and text."""

    path: Path
    text: str

    def where(self, words: str = "") -> str:
        """``file:line`` of the first line that holds the words, or the file alone."""
        lines = (number for number, line in enumerate(self.text.splitlines(), 1) if words and words in line)
        number = next(lines, 0)
        return f"{self.path}:{number}" if number else str(self.path)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file; each reader of an entry checks what it finds."""

    origin: Origin
    name: str
    entries: Mapping[str, Any]

    def where(self, words: str = "") -> str:
        """``file:line`` of the first line that holds the words, or the file alone."""
        return self.origin.where(words)

    def names(self) -> list[str]:
        """The names of the entries, in order."""
        return list(self.entries)

    def sub(self, *names: str) -> Table:
        """The table under these names (empty ones are skipped); an absent one is empty."""
        table = self
        for name in filter(None, names):
            inner = table.entries.get(name, {})
            if not isinstance(inner, dict):
                raise self._error(name, "a table", inner)
            table = Table(self.origin, name, inner)
        return table

    def subs(self, name: str) -> list[Table]:
        """The array of tables under this name."""
        return [Table(self.origin, name, entries) for entries in self._list(name, dict, "tables")]

    def integer(self, name: str) -> int:
        """A whole number that is not negative."""
        value = self.entries.get(name)
        if not isinstance(value, int) or value < 0:
            raise self._error(name, "a whole number", value)
        return value

    def text(self, name: str) -> str:
        """A string."""
        value = self.entries.get(name)
        if not isinstance(value, str):
            raise self._error(name, "a string", value)
        return value

    def texts(self) -> dict[str, str]:
        """Every entry that is no table, as a string."""
        return {name: self.text(name) for name in self._plain()}

    def integers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers that is not empty."""
        return tuple(self._list(name, int, "numbers"))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings that is not empty."""
        return tuple(self._list(name, str, "strings"))

    def names_among(self, name: str, known: Container[str]) -> tuple[str, ...]:
        """A list of names, each of which must be known."""
        names = self.strings(name)
        for word in names:
            if word not in known:
                raise self._error(name, "names of tables that exist", word)
        return names

    def patterns(self, name: str) -> tuple[Pattern, ...]:
        """A list of patterns."""
        return tuple(self._pattern(text) for text in self.strings(name))

    def styles(self, name: str, fields: Container[str]) -> tuple[str, ...]:
        """A list of format strings that name these fields alone."""
        for text in self.strings(name):
            for field in _field_names(text):
                if field not in fields:
                    raise self._error(name, "styles of known fields", text)
        return self.strings(name)

    def style_lists(self, fields: Container[str]) -> dict[str, tuple[str, ...]]:
        """Every entry as a list of format strings that name these fields alone."""
        return {name: self.styles(name, fields) for name in self.names()}

    def string_lists(self) -> dict[str, tuple[str, ...]]:
        """Every entry that is no table, as a list of strings."""
        return {name: self.strings(name) for name in self._plain()}

    def pattern_lists(self) -> dict[str, tuple[Pattern, ...]]:
        """Every entry that is no table, as a list of patterns."""
        return {name: self.patterns(name) for name in self._plain()}

    def _plain(self) -> list[str]:
        return [name for name, value in self.entries.items() if not isinstance(value, dict)]

    def _pattern(self, text: str) -> Pattern:
        try:
            return parse_pattern(text)
        except DataError as error:
            raise DataError(f"{self.where(text)}: {error}") from error

    def _list(self, name: str, kind: type, expected: str) -> list[Any]:
        value = self.entries.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, kind) for item in value):
            raise self._error(name, f"a list of {expected} that is not empty", value)
        return value

    def _error(self, name: str, expected: str, got: object) -> DataError:
        place = f"[{self.name}] {name}" if self.name else name
        return DataError(f"{self.where(name)}: {place} is {got!r}, expected {expected}; mend the entry")


def _field_names(text: str) -> list[str]:
    """What stands in braces in a format string; one that is broken gives a name that no field has."""
    try:
        return [field for _, field, _, _ in Formatter().parse(text) if field is not None]
    except ValueError as error:
        return [str(error)]


def locate(tables: Sequence[Table], words: str) -> str:
    """``file:line`` of the words in the first table that holds them, or the file of the first alone."""
    found = (table for table in tables if words and words in table.origin.text)
    return next(found, tables[0]).where(words)


def read_named(folder: Path, name: str) -> Table:
    """The table of ``NAME.toml`` in the folder; raises as ``read_table``."""
    return read_table(folder / f"{name}.toml")


def read_table(path: Path) -> Table:
    """The whole of a TOML file.

    Raises:
        DataError: the file is missing, not UTF-8 or no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Table(Origin(path, text), "", tomllib.loads(text))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; name a folder that holds the grammar") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: is no TOML: {error}; mend the line") from error
