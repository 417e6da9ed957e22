"""Numbers in digits and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

# Digits of each kind that matters, for all sets of classes to be known before patterns are read.
DIGITS = (
    *map(str, range(100)),
    *(f"{number:02}" for number in range(10)),
    *(
        "100",
        "130",
        "190",
        "260",
        "990",
        "0030",
        "0130",
        "0199",
        "1130",
        "1199",
        "1930",
        "1990",
        "2030",
        "2090",
        "2130",
    ),
    *("2430", "2590", "9999", "10000", "20261204", "20269999"),
)
_YEARS = range(1900, 2200)


class Number(NamedTuple):
    """A number that was read: its text, value, whether it is an ordinal, and how many pieces it takes."""

    text: str
    value: int
    ordinal: bool
    size: int


def classes_of_digits(digits: str, spaced: bool) -> dict[str, Any]:
    """What a number in digits may be, by class; ``hour`` keeps its digits, for 07 is told from 7."""
    value, size = int(digits), len(digits)
    found: dict[str, Any] = {"n": value}
    if size <= 2:
        found |= _small(value, digits)
        if size == 2:
            found["yy"] = 2000 + value
            if value < 60:
                found["minute"] = value
            if value == 0 or 24 < value < 60:
                # No hour, so 9-30 is a time, and 9-11 from one to another.
                found["split"] = value
    if size in (3, 4) and value % 100 < 60 and value // 100 <= 24:
        found["hhmm"] = digits
    if size == 4 and value in _YEARS:
        found["year"] = value
    if size == 8 and value // 10000 in _YEARS and 1 <= value // 100 % 100 <= 12 and 1 <= value % 100 <= 31:
        found["ymd"] = digits
    if not spaced and size == 1 and 1 <= value <= 6:
        found["weekday"] = value - 1
    return found


def _small(value: int, written: str) -> dict[str, Any]:
    """What a number of at most two digits may be."""
    found: dict[str, Any] = {}
    if value <= 24:
        found["hour"] = written
    if 1 <= value <= 31:
        found |= {"dom": value, "day": value, "small": value}
    if 1 <= value <= 12:
        found["mon"] = value
    if value <= 9 and len(written) == 1:
        found["digit"] = value
    return found


class Numbers:
    """The number words of a language."""

    def __init__(self, tables: Mapping[str, Any], spaced: bool) -> None:
        self._spaced = spaced
        self._units: Mapping[str, int] = tables["units"]
        self._tens: Mapping[str, int] = tables.get("tens", {})
        self.multiples: Mapping[str, int] = tables["multiples"]
        self._ordinals: Mapping[str, int] = tables.get("ordinals", {})
        # 十 begins a number, k is but a multiple of one.
        alone = [] if spaced else [each for each in self.multiples if not each.isascii()]
        self._first = {"a", "an", *self._units, *self._tens, *self._ordinals, *alone}

    def examples(self) -> Iterator[int]:
        """Numbers of each kind that matters."""
        yield from range(100)
        yield from (100, 1000, 2027)

    def classes(self, value: int, ordinal: bool) -> dict[str, Any]:
        """What a number in words, or an ordinal, may be, by class."""
        if ordinal:
            return {"nth": value, "dom": value} if 1 <= value <= 31 else {"nth": value}
        found: dict[str, Any] = {"n": value}
        if value < 100:
            found |= {name: own for name, own in _small(value, str(value)).items() if name != "small"}
            if 10 <= value < 60:
                found |= {"minute": value, "split": value}
            if not self._spaced and 1 <= value <= 6:
                found["weekday"] = value - 1
        if value in _YEARS:
            found["year"] = value
        return found

    def read(self, pieces: Sequence[str], place: int) -> Number | None:
        """The number that begins at a piece."""
        piece = pieces[place]
        if piece[0].isdecimal():
            return self._in_digits(pieces, place)
        if piece not in self._first:
            return None
        if not self._spaced:
            return self._in_han(pieces, place)
        return self._in_words(pieces, place)

    def _in_digits(self, pieces: Sequence[str], place: int) -> Number:
        piece = pieces[place]
        if not piece.isdecimal():
            return Number(piece, int(piece[:-2]), True, 1)
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        multiple = self.multiples.get(following)
        if multiple is None or (not self._spaced and multiple < 100):
            return Number(piece, int(piece), False, 1)
        return Number(f"{piece}{following}", int(piece) * multiple, False, 2)

    def _in_words(self, pieces: Sequence[str], place: int) -> Number | None:
        """The longest number in words: *two hundred and fifty*, *twenty-first*, *a hundred*."""
        total, start = 0, place
        below = 10**9
        while place < len(pieces):
            at = place + 1 if total and pieces[place] == "and" and below <= 1000 else place
            found = self._below_hundred(pieces, at)
            if found is None:
                break
            if found.ordinal:
                return Number(found.text, total + found.value, True, at + found.size - start)
            multiple, at = self._multiple(pieces, at + found.size)
            if multiple >= below or (total and multiple == 1 and below == 1):
                break
            total, below, place = total + found.value * multiple, multiple, at
            if multiple == 1:
                break
        return Number("", total, False, place - start) if place > start else None

    def _multiple(self, pieces: Sequence[str], place: int) -> tuple[int, int]:
        """The product of the multiples from here on (*hundred thousand*), and where they end."""
        product = 1
        while place < len(pieces) and pieces[place] in self.multiples:
            product *= self.multiples[pieces[place]]
            place += 1
        return product, place

    def _below_hundred(self, pieces: Sequence[str], place: int) -> Number | None:
        if place >= len(pieces):
            return None
        piece = pieces[place]
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        if piece in ("a", "an"):
            return Number(piece, 1, False, 1) if following in self.multiples else None
        if piece in self._ordinals:
            return Number(piece, self._ordinals[piece], True, 1)
        if piece in self._units:
            return Number(piece, self._units[piece], False, 1)
        if piece not in self._tens:
            return None
        skip = 1 if following in ("-", "‑") else 0
        last = pieces[place + 1 + skip] if place + 1 + skip < len(pieces) else ""
        if 1 <= self._units.get(last, 0) <= 9:
            return Number(piece, self._tens[piece] + self._units[last], False, 2 + skip)
        if 1 <= self._ordinals.get(last, 0) <= 9:
            return Number(piece, self._tens[piece] + self._ordinals[last], True, 2 + skip)
        return Number(piece, self._tens[piece], False, 1)

    def _in_han(self, pieces: Sequence[str], place: int) -> Number | None:
        """A number in Han characters: 二十三, 廿三, 三百五 (350), 二零二七 (2027)."""
        end = place
        while end < len(pieces) and (pieces[end] in self._units or pieces[end] in self.multiples):
            end += 1
        run = pieces[place:end]
        if not run:
            return None
        value = self._han_value(run)
        return None if value is None else Number("".join(run), value, False, len(run))

    def _han_value(self, run: Sequence[str]) -> int | None:
        if all(piece in self._units and self._units[piece] < 10 for piece in run):
            # Digit by digit, as years are; 七八 is a guess and no number.
            return int("".join(str(self._units[piece]) for piece in run)) if len(run) in (1, 4) else None
        total, section, digit, last = 0, 0, 0, 1
        for piece in run:
            if piece in self.multiples:
                multiple = self.multiples[piece]
                if multiple >= 10000:
                    total, section, digit = (total + section + digit or 1) * multiple, 0, 0
                else:
                    section, digit = section + (digit or 1) * multiple, 0
                last = multiple
            elif self._units[piece] >= 10:
                # 廿, 卅
                section += self._units[piece]
            elif self._units[piece] == 0:
                last = 10
            elif digit:
                return None
            else:
                digit = self._units[piece]
        # The last unit is left out of round numbers: 三百五 is 350, 一万二 is 12000.
        return total + section + digit * (last // 10 if last >= 100 else 1)
