"""GLiNER's training data: ``tokenized_text`` and ``ner``, each ``[first token, last token, slot]``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, asked_of
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import listed, questions_in, shown, whole
from slottag.data.formats.remarks import Say
from slottag.data.records import Record, tagged
from slottag.errors import DataError
from slottag.text import Scheme, Sentence, Span

_is_example = has_keys("tokenized_text", "ner")


def recognise(content: Content) -> bool:
    """Whether there is a ``tokenized_text``."""
    return holds(content, _is_example)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split."""
    rows = ",\n".join(
        json.dumps(
            {
                "tokenized_text": sentence.words,
                "ner": [[first, end - 1, slot] for first, end, slot in sentence.runs()],
                **asked_of(sentence),
            },
            ensure_ascii=False,
        )
        for sentence in sentences
    )
    return {f"{split}.json": f"[\n{rows}\n]\n" if rows else "[]\n"}


def _record(path: Path, node: Any, line: int, say: Say) -> Record | None:
    words = listed(node, "tokenized_text", str)
    if not words:
        say("sentences without a token, left out", line)
        return None
    made = tagged(path, words, (), [line])
    tokens = made.tokens or ()
    spans = []
    for item in listed(node, "ner", list):
        if len(item) != 3 or not isinstance(item[2], str):
            raise DataError(f"a span is {shown(item)}, expected [first token, last token, slot]; correct it")
        first, last = whole(item[0], "the first token"), whole(item[1], "the last token")
        if not first <= last < len(tokens):
            raise DataError(f"span {shown(item)} is not within the {len(tokens)} tokens, counted from 0; correct it")
        spans.append(Span(tokens[first].start, tokens[last].end, item[2]))
    return replace(made, spans=tuple(dict.fromkeys(spans)), asked=questions_in(node))


FORMAT = Format(
    name="gliner",
    endings=(".json",),
    known_by='"tokenized_text"',
    recognise=recognise,
    read=reader(_is_example, _record),
    rules="`ner` holds `[first token, last token, slot]`",
    writer=Writer(render, loses="the spaces between tokens, and intents", keeps_asked=True),
)
