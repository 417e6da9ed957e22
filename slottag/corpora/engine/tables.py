"""TOML tables that know where they stand, so that every complaint names the file and the line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from slottag.errors import DataError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file, its path and text; each reader of an entry checks what it finds."""

    path: Path
    text: str
    name: str
    entries: Mapping[str, Any]

    def where(self, words: str = "") -> str:
        """``file:line`` of the first line that holds the words, or the file alone."""
        lines = (number for number, line in enumerate(self.text.splitlines(), 1) if words and words in line)
        number = next(lines, 0)
        return f"{self.path}:{number}" if number else str(self.path)

    def sub(self, *names: str) -> Table:
        """The table under these names; an absent one is empty."""
        table = self
        for name in names:
            inner = table.entries.get(name, {})
            if not isinstance(inner, dict):
                raise self._error(name, "a table", inner)
            table = Table(self.path, self.text, name, inner)
        return table

    def tables(self) -> list[Table]:
        """Every entry, as a table."""
        return [self.sub(name) for name in self.entries]

    def array(self, name: str) -> list[Table]:
        """The array of tables under this name."""
        return [Table(self.path, self.text, name, entries) for entries in self._list(name, dict, "tables")]

    def integer(self, name: str) -> int:
        """A whole number that is not negative."""
        value = self.entries.get(name)
        if not isinstance(value, int) or value < 0:
            raise self._error(name, "a whole number", value)
        return value

    def string(self, name: str) -> str:
        """A string."""
        value = self.entries.get(name)
        if not isinstance(value, str):
            raise self._error(name, "a string", value)
        return value

    def integers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers that is not empty."""
        return tuple(self._list(name, int, "numbers"))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings that is not empty."""
        return tuple(self._list(name, str, "strings"))

    def parsed(self, name: str, parse: Callable[[str], Item]) -> tuple[Item, ...]:
        """A list of strings that is not empty, each as ``parse`` reads it."""
        return tuple(self._parsed(text, parse) for text in self.strings(name))

    def string_lists(self) -> dict[str, tuple[str, ...]]:
        """Every entry that is no table, as a list of strings."""
        return self.parsed_lists(str)

    def parsed_lists(self, parse: Callable[[str], Item]) -> dict[str, tuple[Item, ...]]:
        """Every entry that is no table, as a list of strings that ``parse`` reads."""
        return {name: self.parsed(name, parse) for name, value in self.entries.items() if not isinstance(value, dict)}

    def _parsed(self, text: str, parse: Callable[[str], Item]) -> Item:
        try:
            return parse(text)
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


def style_of(fields: Collection[str]) -> Callable[[str], str]:
    """What reads a format string that names these fields alone."""

    def read(text: str) -> str:
        try:
            known = all(field in fields for _, field, _, _ in Formatter().parse(text) if field is not None)
        except ValueError:
            known = False
        if not known:
            raise DataError(f"{text!r} is no style of known fields; expected those of {', '.join(fields)} in braces")
        return text

    return read


def by_share(shares: Mapping[str, int], where: str) -> tuple[str, ...]:
    """The names, each as often as its share says, so that picking one of them picks each as often.

    Raises:
        DataError: no share is above 0.
    """
    names = tuple(name for name, share in shares.items() for _ in range(share))
    if not names:
        raise DataError(f"{where}: none of {', '.join(shares)} has a share above 0; give it one")
    return names


def locate(tables: Sequence[Table], words: str) -> str:
    """``file:line`` of the words in the first table that holds them, or the file of the first alone."""
    found = (table for table in tables if words and words in table.text)
    return next(found, tables[0]).where(words)


def read_any(folder: Path, name: str) -> list[Table]:
    """The table of ``NAME.toml`` in the folder, if there is such a file; raises as ``read_table``."""
    return [read_table(folder, name)] if (folder / f"{name}.toml").exists() else []


def read_table(folder: Path, name: str) -> Table:
    """The table of ``NAME.toml`` in the folder.

    Raises:
        DataError: the file is missing, not UTF-8 or no TOML.
    """
    path = folder / f"{name}.toml"
    text = read_text(path)
    try:
        return Table(path, text, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: is no TOML: {error}; mend the line") from error


def read_text(path: Path) -> str:
    """The text of a file that belongs to a grammar.

    Raises:
        DataError: the file is missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}; name a folder that holds the grammar") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
