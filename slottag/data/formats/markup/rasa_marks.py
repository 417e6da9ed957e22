"""Marks of Rasa's examples: ``[Oslo](city)``, ``[NYC](city:New York)``, ``[Oslo]{"entity": "city", "role": "origin"}``.

Rasa has no escapes: brackets that begin no mark are text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import place
from slottag.data.formats.markup.rasa_slots import entity_of, slot_of
from slottag.data.formats.objects.parts import shown
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Sentence

_MARK = re.compile(
    r"\[(?P<text>[^\]]+)\](?:\((?P<entity>[^):]+)(?::(?P<value>[^)]+))?\)|(?P<object>\{[^}]+\})"
    r"|(?P<list>\[\s*\{.*?\}\s*\]))"
)


class Example(NamedTuple):
    """The text of an example with its marks, and the intent that it stands under."""

    text: str
    intent: str | None


def example(content: Content, path: Path, found: Example, line: int, say: Say) -> Record:
    """The record of an example; what it says a value means goes to the synonyms.

    Raises:
        DataError: a mark that is none after all.
    """
    return joined(path, line, _pieces(found.text.strip(), line, content, say), intent=found.intent)


def marked(sentence: Sentence) -> str:
    """A sentence as an example.

    Raises:
        DataError: brackets in it that would be taken for a mark, or white space at an edge, which Rasa drops.
    """
    made = "".join(text if span is None else _written(text, span.slot) for text, span in sentence.pieces())
    plain = "".join(text for text, _ in _pieces_of(made))
    marks = [slot for _, slot in _pieces_of(made) if slot]
    if plain != sentence.text or plain != plain.strip() or marks != [span.slot for span in sentence.spans]:
        raise DataError(
            f"{place(sentence)}: Rasa would read the marks of {sentence.text[:60]!r} otherwise (brackets in it, or"
            " white space around it); write jsonl instead"
        )
    return made


def _written(text: str, slot: str) -> str:
    entity = entity_of(slot)
    # Quotes around a name in round brackets are not of the name for its readers.
    if entity == {"entity": slot} and not re.search(r"[):]|^[\"']|[\"']$", slot):
        return f"[{text}]({slot})"
    # A brace inside a name would end the mark for its readers.
    inner = json.dumps(entity, ensure_ascii=False)[1:-1].replace("{", "\\u007b").replace("}", "\\u007d")
    return f"[{text}]{{{inner}}}"


def _pieces(text: str, line: int, content: Content, say: Say) -> Iterator[tuple[str, str | None]]:
    end = 0
    for match in _MARK.finditer(text):
        yield text[end : match.start()], None
        entity = _entity(match, line, say)
        value = entity.get("value")
        if isinstance(value, str) and value and value != match["text"]:
            content.synonyms.setdefault(value, set()).add(match["text"])
        yield match["text"], slot_of(entity)
        end = match.end()
    yield text[end:], None


def _pieces_of(text: str) -> list[tuple[str, str | None]]:
    return [*_pieces(text, 0, Content(Path()), lambda *_: None)]


def _entity(match: re.Match[str], line: int, say: Say) -> dict[str, Any]:
    if match["entity"]:
        return {"entity": match["entity"].strip().strip("\"'"), "value": match["value"]}
    written = match["object"] or match["list"]
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        found = None
    if match["list"] and isinstance(found, list) and found:
        if len(found) > 1:
            say("texts with several entities, read as the first", line)
        found = found[0]
    if not isinstance(found, dict):
        raise DataError(f'{shown(written)} is no JSON object, expected such as {{"entity": "city"}}; correct the mark')
    return found
