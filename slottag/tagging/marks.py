"""Whether a file of lines is sooner annotated sentences than text: its beginning is looked at, which costs no time."""

from __future__ import annotations

import re
from pathlib import Path

from slottag.errors import DataError
from slottag.files.compressed import opened

# Bytes that are looked at.
HEAD = 2**14
# What hardly any text has and annotated sentences do: objects of JSON, tags, marks. What has none of it is text, so
# that nobody who tags text waits for formats to be looked through.
_SIGNS = re.compile(
    r"^\s*[{\[]\s*[\"{]|\]\([^()\s]|^##\s*intent|^nlu\s*:|</\w|<START\b|^-DOCSTART-"
    r"|(?:^|[\t :/|])(?:[BIESLUMbiesm]-[^\s]+|O)[ \t\r]*$",
    re.MULTILINE,
)


def marked_note(path: Path) -> str | None:
    """What is to be told of a file whose lines are tagged as text although it seems to be in a format of marked
    sentences; ``None`` of text.
    """
    try:
        with opened(path) as stream:
            head = stream.read(HEAD)
    except (OSError, EOFError):
        return None  # Reading its lines will say so.
    return note_of(path, head)


def note_of(path: Path, head: bytes) -> str | None:
    """The same, judged by the first ``HEAD`` bytes of the file, or all of them."""
    whole = head[: head.rfind(b"\n") + 1] if len(head) == HEAD else head
    return _note(path, whole) if _SIGNS.search(whole.decode("utf-8", "replace")) else None


def _note(path: Path, head: bytes) -> str | None:
    from slottag.data.content import Content
    from slottag.data.formats.recognition import recognise

    content = Content.of(path, head)
    try:
        name = recognise(content).name
    except DataError:
        return None
    return (
        f"{path}: looks like annotated sentences in the format {name}, and each of its lines is tagged as text; say"
        f" --source-format {name} to tag the sentences"
    )
