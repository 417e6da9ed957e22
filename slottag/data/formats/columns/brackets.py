"""Spans as brackets, a token each: ``(GPE*``, ``*``, ``*)``, ``(GPE)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from slottag.errors import DataError
from slottag.text.schemes import Run

_CELL = re.compile(r"((?:\([^()*\s]+)*)(\*?)(\)*)")


def runs_of(cells: Sequence[str]) -> tuple[list[Run], bool]:
    """The runs of the outermost brackets, and whether there were brackets inside them.

    Raises:
        DataError: a cell of another form, or a bracket without its partner.
    """
    runs: list[Run] = []
    opened: list[tuple[int, str]] = []
    nested = False
    for place, cell in enumerate(cells):
        match = _CELL.fullmatch(cell)
        if match is None:
            raise DataError(f"{cell!r} is no bracket, expected * or such as (GPE*, *), (GPE); correct it")
        opened += [(place, name) for name in match[1].split("(")[1:]]
        for _ in match[3]:
            if not opened:
                raise DataError(f"token {place + 1} closes a bracket that none opens; correct it")
            first, name = opened.pop()
            if opened:
                nested = True
            else:
                runs.append((first, place + 1, name))
    if opened:
        raise DataError(f"a bracket of {opened[0][1]} is not closed; correct it")
    return runs, nested
