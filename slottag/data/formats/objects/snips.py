"""Snips NLU's data set in JSON, and its benchmark's files: utterances of chunks.

The slot of a chunk is its ``slot_name``, in the benchmark its ``entity``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format, Writer
from slottag.data.formats.objects.dialect import has_keys, holds, records
from slottag.data.formats.objects.located import nodes
from slottag.data.formats.objects.parts import listed, string
from slottag.data.formats.remarks import Say
from slottag.data.records import Fault, Record
from slottag.text import Scheme, Sentence

_NO_INTENT = "none"
_ENTITY = {"data": [], "use_synonyms": True, "automatically_extensible": True, "matching_strictness": 1.0}


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file. An intent is a key of ``intents``; in the benchmark's files that of the document."""
    intents: dict[int, str] = {}

    def is_utterance(node: Any) -> bool:
        if isinstance(node, dict):
            named = node["intents"] if isinstance(node.get("intents"), dict) else node
            for name, found in named.items():
                utterances = found.get("utterances") if isinstance(found, dict) else found
                for item in utterances if isinstance(utterances, list) else ():
                    intents.setdefault(id(item), name)
        return _is_chunked(node)

    return records(content, nodes(content, is_utterance), partial(_record, intents))


def recognise(content: Content) -> bool:
    """Whether there are utterances of chunks, one of which has a slot."""
    return holds(content, _is_chunked)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split. Where all sentences have intents, each is under its own; those without one are under
    ``none``.
    """
    intents: dict[str, dict[str, list[Any]]] = {}
    for sentence in sentences:
        utterances = intents.setdefault(sentence.intent or _NO_INTENT, {"utterances": []})["utterances"]
        utterances.append({"data": [_chunk(text, span.slot if span else None) for text, span in sentence.pieces()]})
    slots = dict.fromkeys(span.slot for sentence in sentences for span in sentence.spans)
    document = {"language": "en", "intents": intents, "entities": dict.fromkeys(slots, _ENTITY)}
    return {f"{split}.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n"}


def _chunk(text: str, slot: str | None) -> dict[str, str]:
    return {"text": text} if slot is None else {"text": text, "slot_name": slot, "entity": slot}


def _is_chunked(node: Any) -> bool:
    data = node.get("data") if isinstance(node, dict) and "isTemplate" not in node else None
    return isinstance(data, list) and bool(data) and all(map(_is_chunk, data))


def _is_chunk(item: Any) -> bool:
    return has_keys("text")(item) and item.keys() <= {"text", "entity", "slot_name"}


def _record(intents: dict[int, str], path: Path, node: Any, line: int, _say: Say) -> Record:
    chunks = [(string(chunk, "text"), _slot(chunk)) for chunk in listed(node, "data")]
    intent = intents.get(id(node))
    return joined(path, line, chunks, intent=None if intent == _NO_INTENT else intent)


def _slot(chunk: dict[str, Any]) -> str | None:
    key = next((key for key in ("slot_name", "entity") if chunk.get(key) is not None), None)
    return string(chunk, key) if key else None


FORMAT = Format(
    name="snips",
    endings=(".json",),
    known_by='Snips\'s "data" of chunks',
    recognise=recognise,
    read=read,
    rules="`intents.NAME.utterances[].data[]`, chunks with `slot_name` (benchmark: `entity`); the text is the chunks"
    " joined; `none` is no intent",
    writer=Writer(render, loses="the tokens, and the order: sentences stand by intent; the language is said to be en"),
)
