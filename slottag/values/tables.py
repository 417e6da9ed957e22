"""The tables of a language: its words by class, and the patterns of each type of value."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from slottag.lazy import lazy
from slottag.values.numbers import DIGITS, Numbers, classes_of_digits

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HOME = Path(__file__).parent
# What a word that no table has is read as.
UNKNOWN = "unknown"
# Numbers that are kept as words.
_KEPT = 20_000
# Each set of classes has a character; the patterns are regular expressions over these.
_FIRST = 0x4000
_FIELD = re.compile(r"\{(?:(?P<name>\w+):)?(?P<kind>\w+)(?P<may>\?)?\}")


class Word(NamedTuple):
    """A word as it is read: its text, what it may mean by class, and the character of its set of classes."""

    text: str
    classes: Mapping[str, Any]
    code: str


# What a way of putting words together found: the values of its fields by their names.
Fields = Mapping[str, Any]


class Match(NamedTuple):
    """A way of putting words together that fits: its name, and the values of its fields."""

    reading: str
    fields: Fields


class Language:
    """A language's words and patterns.

    Attributes:
        name: that of its table.
        spaced: whether words are written apart.
    """

    def __init__(self, name: str, tables: Mapping[str, Any]) -> None:
        self.name = name
        self.spaced: bool = tables["spaced"]
        self.tables = tables
        self.numbers = Numbers(tables["numbers"], self.spaced)
        self._same = str.maketrans(dict(zip(*tables["same"], strict=True))) if "same" in tables else None
        self._codes: dict[frozenset[str], str] = {}
        self._digits: dict[str, Word] = {}
        self._numbers: dict[tuple[int, bool], Word] = {}
        self._lexicon = self._classes()
        self._longest: dict[str, list[tuple[int, tuple[str, ...], Word]]] = {}
        for phrase, classes in self._lexicon.items():
            parts = tuple(self.pieces(phrase))
            said = self.numbers.read(parts, 0)
            if said is not None and said.size == len(parts):
                # Such as second, which may be more than a number.
                classes = {**self.numbers.classes(said.value, said.ordinal), **classes}
            self._longest.setdefault(parts[0], []).append((len(parts), parts, self._word(phrase, classes)))
        for found in self._longest.values():
            found.sort(key=lambda each: -each[0])
        for digits in DIGITS:
            self.word_of_digits(digits)
        for number in self.numbers.examples():
            self._word(str(number), self.numbers.classes(number, ordinal=False))
            self._word(str(number), self.numbers.classes(number, ordinal=True))
        self.unknown = self._code(frozenset((UNKNOWN,)))

    def _classes(self) -> dict[str, dict[str, Any]]:
        """The classes of each phrase with its value in each."""
        found: dict[str, dict[str, Any]] = {}
        for kind, values in self.tables["words"].items():
            for value, phrases in values.items():
                for phrase in phrases:
                    found.setdefault(self.plain(phrase), {})[kind] = _number_or_text(value)
        for literal in self._literals():
            found.setdefault(literal, {})["=" + literal] = literal
        return found

    def _literals(self) -> Iterator[str]:
        for kind in TYPES:
            for patterns in self.tables.get(kind, {}).values():
                for item in " ".join(patterns).split():
                    yield from () if _FIELD.fullmatch(item) else _alternatives(item)

    def plain(self, text: str) -> str:
        """The text without what makes no difference: case, kinds of quotation marks, kinds of characters."""
        text = text.lower().replace("’", "'").replace("‘", "'")
        return text.translate(self._same) if self._same else text

    def pieces(self, text: str) -> list[str]:
        """A plain text cut as far as the words of the tables are."""
        return (_SPACED if self.spaced else _UNSPACED).findall(_HALF_OF_DAY.sub(r"\1m", text) if self.spaced else text)

    def read(self, text: str) -> list[Word]:
        """The words of a text: the longest that the tables have, numbers put together."""
        pieces = self.pieces(self.plain(text))
        words: list[Word] = []
        place = 0
        while place < len(pieces):
            size, word = self._next(pieces, place)
            words.append(word)
            place += size
        return words

    def _next(self, pieces: Sequence[str], place: int) -> tuple[int, Word]:
        """The word that begins here, and the pieces it takes."""
        piece = pieces[place]
        size, word = 0, None
        for length, parts, candidate in self._longest.get(piece, ()):
            if length == 1 or tuple(pieces[place : place + length]) == parts:
                size, word = length, candidate
                break
        number = self.numbers.read(pieces, place)
        if number is not None and number.size > size:
            return number.size, self._number_word(number.text, number.value, ordinal=number.ordinal)
        if word is not None:
            return size, word
        return 1, Word(piece, {UNKNOWN: piece}, self.unknown)

    def _number_word(self, text: str, value: Any, *, ordinal: bool) -> Word:
        if text.isdecimal() and not ordinal:
            return self.word_of_digits(text)
        key = (value, ordinal)
        if key not in self._numbers and len(self._numbers) < _KEPT:
            self._numbers[key] = self._word(text, self.numbers.classes(value, ordinal))
        return self._numbers.get(key) or self._word(text, self.numbers.classes(value, ordinal))

    def word_of_digits(self, digits: str) -> Word:
        """A number in digits as a word."""
        if digits not in self._digits:
            word = self._word(digits, classes_of_digits(digits, self.spaced))
            if len(self._digits) >= _KEPT:
                return word
            self._digits[digits] = word
        return self._digits[digits]

    def _word(self, text: str, classes: Mapping[str, Any]) -> Word:
        return Word(text, classes, self._code(frozenset(classes)))

    def _code(self, classes: frozenset[str]) -> str:
        return self._codes.setdefault(classes, chr(_FIRST + len(self._codes)))

    def patterns(self, kind: str) -> Patterns:
        """The patterns of a type of value."""
        return self._patterns[kind]

    @lazy
    def _patterns(self) -> dict[str, Patterns]:
        return {kind: Patterns(self, self.tables[kind]) for kind in TYPES if kind in self.tables}

    def codes_with(self, kind: str) -> str:
        """The characters of all sets that hold a class."""
        return "".join(code for classes, code in self._codes.items() if kind in classes)


TYPES = ("date", "time", "count", "money")
_HALF_OF_DAY = re.compile(r"(?<![^\W\d_])([ap])\s?\.?\s?m(?:(?=ish\b)|\b(?!')\.?)")
_SPACED = re.compile(
    r"\d+(?:st|nd|rd|th)(?![^\W\d_])|\d+|[ap]m(?=ish)|[^\W\d_]+(?:['’][^\W\d_]+)*|[a-z]{1,3}\$|[^\w\s]"
)
_UNSPACED = re.compile(r"\d+|[a-z]+\$?|\S")


class Patterns:
    """The ways to put words together that a type of value has, as one regular expression over codes."""

    def __init__(self, language: Language, readings: Mapping[str, Sequence[str]]) -> None:
        self._parts = [
            (reading, *_compiled(language, pattern)) for reading, patterns in readings.items() for pattern in patterns
        ]
        self._all = re.compile("|".join(f"({source.replace('(', '(?:')})" for _, source, _ in self._parts))
        self._each: dict[int, re.Pattern[str]] = {}

    def whole(self, words: Sequence[Word]) -> Match | None:
        """The first pattern that all the words fit."""
        codes = "".join([word.code for word in words])
        found = self._all.fullmatch(codes)
        if found is None or found.lastindex is None:
            return None
        match = self._part(found.lastindex - 1).fullmatch(codes)
        return self._match(found.lastindex - 1, match, words) if match else None

    def first(self, words: Sequence[Word]) -> tuple[Match, int] | None:
        """What takes most of the words from the first on, and how many."""
        codes = "".join([word.code for word in words])
        found = [(number, match) for number in range(len(self._parts)) if (match := self._part(number).match(codes))]
        if not found:
            return None
        number, match = max(found, key=lambda each: each[1].end())
        return (self._match(number, match, words), match.end()) if match.end() else None

    def _part(self, number: int) -> re.Pattern[str]:
        """The regular expression of one pattern, made when it is first met."""
        if number not in self._each:
            self._each[number] = re.compile(self._parts[number][1])
        return self._each[number]

    def _match(self, number: int, match: re.Match[str], words: Sequence[Word]) -> Match:
        reading, _, fields = self._parts[number]
        return Match(reading, _values(match, fields, words))


def _values(match: re.Match[str], fields: Sequence[tuple[str, str]], words: Sequence[Word]) -> dict[str, Any]:
    found = {}
    for number, (name, kind) in enumerate(fields, 1):
        place = match.start(number)
        if place >= 0:
            found[name] = words[place].classes[kind]
    return found


def _compiled(language: Language, pattern: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The regular expression of a pattern, and the names and classes of its groups."""
    source, fields = "", []
    for item in pattern.split():
        field = _FIELD.fullmatch(item)
        if field:
            fields.append((field["name"] or field["kind"], field["kind"]))
            source += f"([{_or_none(language.codes_with(field['kind']))}]){'?' if field['may'] else ''}"
        else:
            codes = "".join(language.codes_with(f"={word}") for word in _alternatives(item))
            source += f"[{_or_none(codes)}]{'?' if _is_loose(item) else ''}"
    return source, tuple(fields)


def _is_loose(item: str) -> bool:
    return item.endswith("?") and len(item) > 1


def _alternatives(item: str) -> list[str]:
    """The words of an item of a pattern."""
    return (item[:-1] if _is_loose(item) else item).split("|")


def _or_none(codes: str) -> str:
    """A class of characters is never empty."""
    return codes or "\0"


def _number_or_text(value: str) -> int | str:
    return int(value) if value.lstrip("-").isdecimal() else value


def read_own(name: str) -> dict[str, Any]:
    """One of the tables that come with slottag."""
    tables: dict[str, Any] = tomllib.loads((_HOME / f"{name}.toml").read_text("utf-8"))
    return tables


@cache
def language(name: str) -> Language:
    """The language of a table."""
    return Language(name, read_own(name))
