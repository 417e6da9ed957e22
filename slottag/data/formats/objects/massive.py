"""MASSIVE's JSON Lines: ``annot_utt`` with ``[slot : words]``; ``partition`` names the split.

The text is ``utt``, which may have other spaces than the marked one, as in Chinese.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format, Writer, asked_of, file_text
from slottag.data.formats.markup.slot_brackets import pieces, written
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, questions_in, record, string
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.text import Scheme, Sentence

_SPLITS = {"train": "train", "dev": "dev", "validation": "dev", "test": "test"}
_is_marked = has_keys("annot_utt")


def recognise(content: Content) -> bool:
    """Whether there is an ``annot_utt``."""
    return holds(content, _is_marked)


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split.

    Raises:
        DataError: a sentence with brackets.
    """
    lines = []
    for number, sentence in enumerate(sentences):
        intent = {} if sentence.intent is None else {"intent": sentence.intent}
        row = {"id": str(number), "partition": split, **intent, "utt": sentence.text, "annot_utt": written(sentence)}
        lines.append(json.dumps({**row, **asked_of(sentence)}, ensure_ascii=False))
    return {f"{split}.jsonl": file_text(lines)}


def respaced(made: Record, text: str) -> Record | None:
    """The record with its marks in a text that differs by white space alone; ``None`` where it differs otherwise."""
    places = [index for index, character in enumerate(text) if not character.isspace()]
    own = [index for index, character in enumerate(made.text) if not character.isspace()]
    if [text[index] for index in places] != [made.text[index] for index in own]:
        return None
    place = dict(zip(own, places, strict=True))
    marks = []
    for span in made.spans:
        inside = [place[index] for index in range(span.start, span.end) if index in place]
        if inside:
            marks.append(Mark(inside[0], inside[-1] + 1, span.slot))
    return record(made.path, made.line, text, marks, intent=made.intent)


def _record(path: Path, node: Any, line: int, say: Say) -> Record:
    made = joined(path, line, pieces(string(node, "annot_utt")), intent=intent_in(node))
    split = _SPLITS.get(str(node.get("partition", "")).lower())
    text = node.get("utt")
    if isinstance(text, str) and text != made.text:
        moved = respaced(made, text)
        if moved is None:
            say("marked texts that differ from the plain one; the marked one was taken", line)
        made = moved or made
    return replace(made, split=split, asked=questions_in(node))


FORMAT = Format(
    name="massive",
    endings=(".jsonl",),
    known_by='"annot_utt"',
    recognise=recognise,
    read=reader(_is_marked, _record),
    rules="`annot_utt` with `[slot : words]`; the text is `utt`; `partition` names the split",
    writer=Writer(render, loses="the tokens; it cannot hold brackets in the text", keeps_asked=True),
)
