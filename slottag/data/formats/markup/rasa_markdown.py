"""Rasa's training data in Markdown: ``## intent:NAME`` and bullets, with marks as in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.markup.rasa_marks import Example, example
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.remarks import Say, remarks
from slottag.data.records import Fault, Record

_HEADING = re.compile(r"##\s*(?P<kind>intent|synonym|regex|lookup)\s*:\s*(?P<name>.*)")
_ANY_HEADING = re.compile(rf"^{_HEADING.pattern}", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BULLET = re.compile(r"\s*[-*+]\s+(?P<text>.*\S)\s*")


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    with remarks(content) as say:
        found = [*_examples(content, say)]
    yield from records(content, found, partial(example, content))


def recognise(content: Content) -> bool:
    """Whether a line is a heading of Rasa's."""
    return _ANY_HEADING.search(content.text) is not None


def _examples(content: Content, say: Say) -> Iterator[tuple[int, Example]]:
    """The line, the intent and the text of each bullet under an intent."""
    kind, name = "", ""
    text = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), content.text)
    for number, line in enumerate(text.split("\n"), 1):
        bullet = _BULLET.fullmatch(line)
        if line.startswith("#"):
            heading = _HEADING.match(line)
            kind, name = (heading["kind"], heading["name"].strip()) if heading else ("", "")
        elif bullet and kind == "intent":
            yield number, Example(bullet["text"], name)
        elif bullet and kind == "synonym":
            content.synonyms.setdefault(name, set()).add(bullet["text"])
        elif line.strip() and kind == "intent":
            say("lines without a bullet under intents, left out", number)


FORMAT = Format(
    name="rasa-md",
    endings=(".md",),
    known_by='"## intent:"',
    recognise=recognise,
    read=read,
    rules="bullets `-`, `*`, `+` under `## intent:NAME`, marks as in `rasa`; synonyms, regexes and lookup tables are no"
    " sentences; comments are passed over",
)
