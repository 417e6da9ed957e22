"""SLURP's JSON Lines: ``tokens`` with ``surface``, and entities whose ``span`` is a list of token numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, record, shown, string, whole
from slottag.data.formats.objects.words import place_words
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text import Token


def _is_example(node: Any) -> bool:
    tokens = node.get("tokens") if has_keys("sentence", "entities")(node) else None
    return isinstance(tokens, list) and any(map(has_keys("surface"), tokens))


def recognise(content: Content) -> bool:
    """Whether there are tokens with ``surface``."""
    return holds(content, _is_example)


def _record(path: Path, node: Any, line: int, say: Say) -> Record:
    words = [string(token, "surface") for token in listed(node, "tokens")]
    text = string(node, "sentence")
    tokens = place_words(text, words)
    if tokens is None:
        say("sentences that are not their tokens; text was made of the tokens", line)
        text = " ".join(words)
        tokens = place_words(text, words) or ()
    marks = [_mark(entity, tokens) for entity in listed(node, "entities")]
    return record(path, line, text, marks, intent=intent_in(node))


def _mark(entity: dict[str, Any], tokens: tuple[Token, ...]) -> Mark:
    numbers = [whole(number, "a token's number") for number in listed(entity, "span", int)]
    if not numbers or max(numbers) >= len(tokens):
        raise DataError(
            f'"span" is {shown(entity.get("span"))}, expected numbers of the {len(tokens)} tokens from 0; correct it'
        )
    return Mark(tokens[min(numbers)].start, tokens[max(numbers)].end, string(entity, "type"))


FORMAT = Format(
    name="slurp",
    endings=(".jsonl",),
    known_by='"tokens" with "surface"',
    recognise=recognise,
    read=reader(has_keys("tokens", "entities"), _record),
    rules="`entities[].span` lists token numbers; the text is `sentence`",
)
