"""Azure's conversational language understanding: ``offset`` and ``length``, by default in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, records
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, shown, string, whole
from slottag.data.formats.objects.units import in_code_points
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record
from slottag.errors import DataError

_UNIT = "stringIndexType"
_SPLITS = {"train": "train", "test": "test"}


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: offsets count what is not known.
    """
    document = content.document
    unit = document.get(_UNIT, "Utf16CodeUnit") if isinstance(document, dict) else "Utf16CodeUnit"
    if unit not in ("Utf16CodeUnit", "UnicodeCodePoint"):
        raise DataError(
            f"{content.path}: {_UNIT} is {shown(unit)}, expected Utf16CodeUnit or UnicodeCodePoint; export it with one"
        )
    return records(content, nodes(content, has_keys("text", "intent")), partial(_record, unit == "Utf16CodeUnit"))


def recognise(content: Content) -> bool:
    """Whether it is such a project."""
    return holds(content, has_keys(_UNIT)) or holds(content, has_keys("projectFileVersion"))


def _record(wide: bool, path: Path, node: Any, line: int, _say: Say) -> Record:
    text = string(node, "text")
    marks = [_mark(entity) for entity in listed(node, "entities")]
    marks = in_code_points(text, marks) if wide else marks
    split = _SPLITS.get(str(node.get("dataset", "")).lower())
    return record(path, line, text, marks, intent=intent_in(node), split=split)


def _mark(entity: dict[str, Any]) -> Mark:
    start = whole(entity.get("offset"), "offset")
    return Mark(start, start + whole(entity.get("length"), "length"), string(entity, "category"))


FORMAT = Format(
    name="clu",
    endings=(".json",),
    known_by='"stringIndexType"',
    recognise=recognise,
    read=read,
    rules="`assets.utterances`; `offset` and `length` in UTF-16 units unless `stringIndexType` says code points;"
    " `dataset` names the split",
)
