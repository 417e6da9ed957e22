"""Offsets that count UTF-16 units, as JavaScript and C# do, turned into code points."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from slottag.data.formats.objects.parts import Mark
from slottag.errors import DataError


def in_code_points(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """The marks of a text whose offsets count UTF-16 units, in code points.

    Raises:
        DataError: an offset behind the text or inside a character.
    """
    widths = accumulate((1 + (character > "\uffff") for character in text), initial=0)
    places = {unit: index for index, unit in enumerate(widths)}
    found = []
    for mark in marks:
        if mark.start not in places or mark.end not in places:
            raise DataError(
                f"span {mark.start}..{mark.end} of slot {mark.slot!r} ends inside a character or behind the text, which"
                f" has {max(places)} UTF-16 units; correct it"
            )
        found.append(mark._replace(start=places[mark.start], end=places[mark.end]))
    return found


def settled(text: str, marks: list[Mark]) -> tuple[list[Mark], bool]:
    """The marks in code points, and whether they were turned: where the values that they give stand there in UTF-16
    units and not in code points.
    """
    if text.isascii() or _agree(text, marks):
        return marks, False
    try:
        turned = in_code_points(text, marks)
    except DataError:
        return marks, False
    return (turned, True) if _agree(text, turned) else (marks, False)


def _agree(text: str, marks: Iterable[Mark]) -> bool:
    return all(mark.value is None or text[mark.start : mark.end] == mark.value for mark in marks)
