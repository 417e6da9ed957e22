"""OpenNLP's name finder: ``fly to <START:destination> Rome <END>``, one tokenised sentence a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.lines import columns
from slottag.data.records import Fault, Record, each, tagged
from slottag.errors import DataError
from slottag.text.foreign import NAMELESS
from slottag.text.schemes import OUTSIDE

_START = re.compile(r"<START(?::([^<>\s]+))?>")
_END = "<END>"


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; a name without a type is the slot ``span``."""

    def record(line: str, number: int) -> Record | None:
        words: list[str] = []
        tags: list[str] = []
        slot, first = "", 0
        for piece in columns(line):
            start = _START.fullmatch(piece)
            if start and not slot:
                slot, first = start[1] or NAMELESS, len(words)
            elif piece == _END and slot:
                slot = ""
            elif start or piece == _END:
                raise DataError(f"{piece} belongs to no name, expected <START:slot> words <END>; correct the line")
            else:
                words.append(piece)
                tags.append(f"{'B' if len(words) == first + 1 else 'I'}-{slot}" if slot else OUTSIDE)
        if slot:
            raise DataError(f"a name of {slot} has no <END>; correct the line")
        return tagged(content.path, words, tags, [number]) if words else None

    yield from each(content.path, content.filled, record)


def recognise(content: Content) -> bool:
    """Whether a name begins and ends somewhere."""
    return _END in content.text and _START.search(content.text) is not None


FORMAT = Format(
    name="opennlp",
    endings=(".train", ".txt"),
    known_by="marks such as <START:destination> Rome <END>",
    recognise=recognise,
    read=read,
    rules="one tokenised sentence a line; `<START>` without a type is the slot `span`",
)
