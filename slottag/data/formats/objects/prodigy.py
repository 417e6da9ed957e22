"""Prodigy's JSON Lines: a text with ``spans`` and an ``answer``; only what was accepted counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, asked_of, file_text
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import intent_in, listed, mark_of, questions_in, record, string
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.text import Scheme, Sentence

_MARKS = ("answer", "_input_hash", "_task_hash", "_view_id", "_session_id")


def recognise(content: Content) -> bool:
    """Whether an object with a text has an answer, or another of the keys that Prodigy gives its tasks."""
    return holds(content, lambda node: _is_task(node) and any(key in node for key in _MARKS))


def format_sentence(sentence: Sentence, _scheme: Scheme | None = None) -> str:
    """One sentence as an accepted task."""
    first = {token.start: index for index, token in enumerate(sentence.tokens)}
    last = {token.end: index for index, token in enumerate(sentence.tokens)}
    tokens = [
        {"text": token.text, "start": token.start, "end": token.end, "id": index,
         "ws": sentence.text[token.end : token.end + 1] == " "}
        for index, token in enumerate(sentence.tokens)
    ]  # fmt: skip
    spans = [
        {"start": span.start, "end": span.end, "token_start": first[span.start], "token_end": last[span.end],
         "label": span.slot}
        for span in sentence.spans
    ]  # fmt: skip
    intent = {} if sentence.intent is None else {"intent": sentence.intent}
    task = {"text": sentence.text, "tokens": tokens, "spans": spans, **intent, **asked_of(sentence), "answer": "accept"}
    return json.dumps(task, ensure_ascii=False)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split."""
    return {f"{split}.jsonl": file_text(map(format_sentence, sentences))}


def _is_task(node: Any) -> bool:
    return has_keys("text")(node) and isinstance(node["text"], str)


def _record(path: Path, node: Any, line: int, say: Say) -> Record | None:
    answer = node.get("answer", "accept")
    if answer != "accept":
        say("tasks that were rejected or ignored, left out", line)
        return None
    if node.get("_is_binary"):
        say("answers about one span, which say nothing of the rest of the text, left out", line)
        return None
    marks, asked = map(mark_of, listed(node, "spans")), questions_in(node)
    return record(path, line, string(node, "text"), marks, intent=intent_in(node), asked=asked)


FORMAT = Format(
    name="prodigy",
    endings=(".jsonl",),
    known_by='Prodigy\'s "answer"',
    recognise=recognise,
    read=reader(_is_task, _record),
    rules="only tasks whose `answer` is accept; answers about one span (`_is_binary`) are left out; no tokens",
    writer=Writer(render, format_sentence, loses="the tokens, on reading", keeps_fields=True, keeps_asked=True),
)
