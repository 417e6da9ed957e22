"""JSON of words and tags: ``{"tokens": […], "ner_tags": […]}`` one a line or in an array, or lists of pairs.

Tags may be numbers where their names are known: ``id2label`` in the file, or a small file beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import GENERAL, Format
from slottag.data.formats.objects.dialect import holds, records
from slottag.data.formats.objects.label_names import names_beside, names_in
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.words import has_numbers, is_tagged, nameless, tagged_record
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: tags are numbers whose names are not known.
    """
    names: tuple[str, ...] = ()
    if holds(content, has_numbers):
        names = names_in(content.document, str(content.path)) or names_beside(content.path)
        if not names:
            raise nameless(content.path)
    return records(content, nodes(content, is_tagged), partial(_record, names))


def recognise(content: Content) -> bool:
    """Whether there are objects of words and tags, or lists of pairs of them."""
    return holds(content, is_tagged)


def _record(names: tuple[str, ...], path: Path, node: Any, line: int, say: Say) -> Record | None:
    record = tagged_record(path, node, line, names)
    if record is None:
        say("sentences without a word, left out", line)
    return record


FORMAT = Format(
    name="tokens",
    endings=(),
    known_by="JSON objects of words and tags",
    recognise=recognise,
    read=read,
    rules="`tokens` or `words` with as many `ner_tags`, `tags` or `labels`; numbers need names: `id2label` in the file,"
    " or `id2label.json`, `dataset_info.json` beside it",
    weight=GENERAL,
)
