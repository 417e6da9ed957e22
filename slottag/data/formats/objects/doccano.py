"""Doccano's JSON Lines: a text with ``label``, triples ``[start, end, slot]``; intents stand under ``cats``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, asked_of, file_text
from slottag.data.formats.objects.dialect import has_keys, holds
from slottag.data.formats.objects.spans import read
from slottag.text import Scheme, Sentence


def recognise(content: Content) -> bool:
    """Whether the objects are doccano's: ``label`` of triples, or entities with ``start_offset``."""
    return holds(content, _is_example)


def format_sentence(sentence: Sentence, _scheme: Scheme | None = None) -> str:
    """One sentence as one line."""
    spans = [[span.start, span.end, span.slot] for span in sentence.spans]
    intent = {} if sentence.intent is None else {"cats": [sentence.intent]}
    return json.dumps({"text": sentence.text, "label": spans, **intent, **asked_of(sentence)}, ensure_ascii=False)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split."""
    return {f"{split}.jsonl": file_text(map(format_sentence, sentences))}


def _is_example(node: Any) -> bool:
    if not has_keys("text")(node):
        return False
    triples = [node[key] for key in ("label", "labels", "entities") if isinstance(node.get(key), list)]
    return any(items and all(map(_is_own, items)) for items in triples)


def _is_own(item: Any) -> bool:
    return has_keys("start_offset", "end_offset", "label")(item) or (
        isinstance(item, list) and len(item) == 3 and [type(part) for part in item] == [int, int, str]
    )


FORMAT = Format(
    name="doccano",
    endings=(".jsonl",),
    known_by='doccano\'s "label" of triples',
    recognise=recognise,
    read=read,
    rules="`label`, `labels` or `entities` as triples or objects with `start_offset`; `cats` hold the intent",
    writer=Writer(render, format_sentence, loses="the tokens", keeps_fields=True, keeps_asked=True),
)
