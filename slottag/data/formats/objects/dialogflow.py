"""Dialogflow's export: a folder with ``intents/NAME_usersays_LANGUAGE.json``, whose examples are chunks.

The intent is the name that ``NAME.json`` gives, else that of the file. Templates (``@sys.date:date``) are no sentences.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, records
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.parts import listed, string
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record

_EXAMPLES = "_usersays_"


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of such a folder, or of one file of it."""
    files = _files(content.path) if content.kind == "folder" else [content.path]
    for path in files:
        one = Content(path) if content.kind == "folder" else content
        yield from records(one, nodes(one, _is_example), partial(_record, _intent(path)))
        if one is not content:
            content.notes += [f"{path.name}: {note}" for note in one.notes]


def recognise(content: Content) -> bool:
    """Whether a folder has files of examples, or a file is one."""
    if content.kind == "folder":
        return bool({"agent.json", "intents"} & content.names) and bool(_files(content.path))
    return holds(content, _is_example)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"intents/*{_EXAMPLES}*.json")) or sorted(folder.glob(f"*{_EXAMPLES}*.json"))


def _is_example(node: Any) -> bool:
    return has_keys("data", "isTemplate")(node) and isinstance(node["data"], list)


def _intent(path: Path) -> str:
    name = path.stem.partition(_EXAMPLES)[0]
    with suppress(OSError, ValueError, RecursionError):
        about = json.loads((path.parent / f"{name}.json").read_text("utf-8-sig"))
        if has_keys("name")(about) and isinstance(about["name"], str):
            return about["name"]
    return name


def _record(intent: str, path: Path, node: Any, line: int, say: Say) -> Record | None:
    if node["isTemplate"]:
        say("templates, which are no sentences, left out", line)
        return None
    chunks = [(string(chunk, "text"), chunk.get("alias")) for chunk in listed(node, "data")]
    return joined(path, line, ((text, slot if isinstance(slot, str) else None) for text, slot in chunks), intent=intent)


FORMAT = Format(
    name="dialogflow",
    endings=(),
    known_by="intents/*_usersays_*.json",
    recognise=recognise,
    read=read,
    rules="a folder, or one of its `X_usersays_en.json`; chunks with `alias`; the intent is the `name` in `X.json`;"
    " templates are no sentences",
    kinds=("folder", "text"),
)
