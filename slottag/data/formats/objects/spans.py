"""JSON of texts with spans, under any of the usual keys: one object a line, an array, or deep in a document.

Doccano, Flair's JSON Lines, LightTag, Label Studio's short form, NER Annotator and many scripts write such objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats import jsonl
from slottag.data.formats.format import GENERAL, Format
from slottag.data.formats.objects.dialect import holds, records
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.parts import (
    intent_in,
    is_marked,
    marked_record,
    questions_in,
    record,
    shown,
    split_in,
    text_in,
)
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record
from slottag.errors import DataError


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file. What stands beside marked objects in one list and has a text is a sentence, too.

    Raises:
        DataError: there are none.
    """
    beside: set[int] = set()

    def is_sentence(node: Any) -> bool:
        if isinstance(node, list) and any(map(is_marked, node)):
            beside.update(id(item) for item in node if isinstance(item, dict) and text_in(item) is not None)
        return id(node) in beside or is_marked(node)

    found = [*nodes(content, is_sentence)]
    if not found and content.items:
        raise DataError(
            f"{content.path}: is JSON without annotated sentences, expected objects of a text and spans, or of words"
            f" and tags, got {shown(content.items[0][1])}; name a file of those"
        )
    return records(content, found, _record)


def recognise(content: Content) -> bool:
    """Whether there are objects of a text and a list of spans that are not slottag's own."""
    return holds(content, is_marked) and not jsonl.recognise(content)


def _record(path: Path, node: Any, line: int, say: Say) -> Record:
    if is_marked(node):
        return marked_record(path, node, line, split=split_in(node))
    say("objects without a list of spans, read as sentences without any", line)
    intent, split, asked = intent_in(node), split_in(node), questions_in(node)
    return record(path, line, text_in(node) or "", (), intent=intent, split=split, asked=asked)


FORMAT = Format(
    name="json",
    endings=(".json",),
    known_by="JSON objects of a text and spans",
    recognise=recognise,
    read=read,
    rules="a text and a list of spans, as triples `[start, end, slot]` or objects, under any of the usual keys; ends"
    " exclusive, offsets in code points",
    weight=GENERAL,
)
