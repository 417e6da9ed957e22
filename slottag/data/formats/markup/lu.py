"""LUIS's and the Bot Framework's ``.lu``: ``# intent`` and bullets with ``{@slot=words}``.

A slot without words makes a pattern, which is no sentence. Of a mark in a mark the outer one counts. ``>`` begins a
comment; what stands under definitions of entities (``@ ml city``, ``$city:simple``) is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from slottag.data.content import Content
from slottag.data.formats.chunks import joined
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.remarks import Say, remarks
from slottag.data.records import Fault, Record
from slottag.errors import DataError

_BULLET = re.compile(r"\s*[-*+]\s+(?P<text>.*\S)\s*")
_MARKED = re.compile(r"^\s*[-*+]\s.*\{\s*@?[^{}=\s]+\s*=", re.MULTILINE)
_HEADING = re.compile(r"^#+\s*[^\s#!]", re.MULTILINE)
_OPEN = re.compile(r"\{\s*@?\s*(?P<slot>[^{}=]+?)\s*(?:=\s*|(?P<empty>\}))")


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    with remarks(content) as say:
        found = [*_utterances(content, say)]
    yield from records(content, found, _record)


def recognise(content: Content) -> bool:
    """Whether there are headings, and bullets with such marks; or the file's ending says it."""
    headed = _HEADING.search(content.text) is not None
    return headed and (content.ending == ".lu" or _MARKED.search(content.text) is not None)


def _utterances(content: Content, say: Say) -> Iterator[tuple[int, tuple[str, str]]]:
    intent: str | None = None
    for number, line in content.filled:
        bullet = _BULLET.fullmatch(line)
        if line.startswith("#"):
            name = line.strip("# \t")
            # A question of a knowledge base stands under a heading that begins with a question mark.
            intent = name if not name.startswith("?") else None
        elif line.startswith((">", "@", "$", "[")):
            intent = intent if line.startswith(">") else None
        elif bullet and intent is not None:
            yield number, (intent, bullet["text"])
        elif intent is not None:
            say("lines without a bullet under intents, left out", number)


def _record(path: Path, item: tuple[str, str], line: int, say: Say) -> Record | None:
    intent, text = item
    if any(match["empty"] for match in _OPEN.finditer(text)):
        say("patterns, which are no sentences, left out", line)
        return None
    return joined(path, line, _chunks(text, line, say), intent=intent)


def _chunks(text: str, line: int, say: Say) -> Iterator[tuple[str, str | None]]:
    """The pieces of an utterance, each with the slot of the outermost mark around it."""
    end = 0
    while (mark := _OPEN.search(text, end)) is not None:
        yield text[end : mark.start()], None
        words, end = _inside(text, mark.end())
        if _OPEN.search(words):
            say("marks in marks, passed over", line)
        yield _without_marks(words).strip(), mark["slot"].strip()
    yield text[end:], None


def _inside(text: str, start: int) -> tuple[str, int]:
    """What stands in a mark whose words begin here, and the place behind it."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start:place], place + 1
    raise DataError(f"a mark has no end, expected {{@slot=words}}, got {text[start - 1 :][:40]!r}; add the bracket")


def _without_marks(words: str) -> str:
    while (mark := _OPEN.search(words)) is not None:
        inner, end = _inside(words, mark.end())
        words = words[: mark.start()] + inner + words[end:]
    return words


FORMAT = Format(
    name="lu",
    endings=(".lu",),
    known_by='"# intent" and {@slot=words}',
    recognise=recognise,
    read=read,
    rules="bullets under `# intent` with `{@slot=words}`; `{@slot}` makes a pattern, which is no sentence; of a mark in"
    " a mark the outer one counts",
)
