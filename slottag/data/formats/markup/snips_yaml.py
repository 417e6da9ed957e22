"""Snips NLU's data set in YAML: ``[slot:entity](value)`` or ``[slot](value)``, the other way round than elsewhere.

A slot alone, ``[slot]``, makes a template, which is no sentence. A file may hold several documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format
from slottag.data.formats.markup.yaml_nodes import documents, line_of, mapping, sequence, text_of
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record

if TYPE_CHECKING:
    from yaml import Node

_DATA_SET = re.compile(r"^type\s*:\s*[\"']?(intent|entity)\b", re.MULTILINE)
# Snips takes an utterance that begins with a mark, which in YAML begins a list.
_BARE = re.compile(r"^(\s*-\s+)(\[[^\]\n]*\][^\s,].*?|\[[^\]\n]*\]\s+[^\s#].*?)\s*$", re.MULTILINE)
_MARK = re.compile(r"\[(?P<slot>[^\]:]+)(?::[^\]]*)?\](?:\((?P<value>[^)]*)\))?")


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: it is no YAML.
    """
    text = _BARE.sub(lambda match: match[1] + json.dumps(match[2], ensure_ascii=False), content.text)
    return records(content, _utterances(content.path, text), _record)


def recognise(content: Content) -> bool:
    """Whether a line says ``type: intent`` or ``type: entity``, and there are utterances or values."""
    return _DATA_SET.search(content.text) is not None and ("utterances" in content.text or "values" in content.text)


def _utterances(path: Path, text: str) -> Iterator[tuple[int, tuple[str | None, Node]]]:
    for document in documents(path, text):
        about = mapping(document)
        if text_of(about.get("type")) == "intent":
            name = text_of(about.get("name"))
            yield from ((line_of(node), (name, node)) for node in sequence(about.get("utterances")))


def _record(path: Path, item: tuple[str | None, Node], line: int, say: Say) -> Record | None:
    intent, node = item
    text = text_of(node)
    marks = [*_MARK.finditer(text or "")]
    if text is None or any(mark["value"] is None for mark in marks):
        say("templates, which are no sentences, left out", line)
        return None
    return joined(path, line, _chunks(text, marks), intent=intent)


def _chunks(text: str, marks: list[re.Match[str]]) -> Iterator[tuple[str, str | None]]:
    end = 0
    for mark in marks:
        yield text[end : mark.start()], None
        yield mark["value"], mark["slot"].strip()
        end = mark.end()
    yield text[end:], None


FORMAT = Format(
    name="snips-yaml",
    endings=(".yaml", ".yml"),
    known_by='"type: intent" with utterances',
    recognise=recognise,
    read=read,
    rules="`[slot:entity](value)` or `[slot](value)`; `[slot]` alone makes a template, which is no sentence; several"
    " documents in a file",
)
