"""Sentences given as pieces, some of them with a slot: their text is the pieces joined."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slottag.data.formats.objects.parts import Mark, record
from slottag.data.records import Record

Chunk = tuple[str, "str | None"]


def joined(path: Path, line: int, chunks: Iterable[Chunk], *, intent: str | None = None) -> Record:
    """The record of pieces with their slots; one without text marks nothing."""
    texts: list[str] = []
    marks = []
    length = 0
    for text, slot in chunks:
        if slot and text:
            marks.append(Mark(length, length + len(text), slot))
        texts.append(text)
        length += len(text)
    return record(path, line, "".join(texts), marks, intent=intent)
