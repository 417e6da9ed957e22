"""What readers tell in passing: counted, one line for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slottag.data.content import Content

Say = Callable[[str, int], None]


@contextmanager
def remarks(content: Content) -> Iterator[Say]:
    """What takes a remark and the line that it is of; at the end each stands in the notes, with its number."""
    lines: dict[str, list[int]] = {}

    def say(remark: str, line: int) -> None:
        lines.setdefault(remark, []).append(line)

    yield say
    content.notes += [f"{remark}: {len(found)} (first in line {found[0]})" for remark, found in lines.items()]
