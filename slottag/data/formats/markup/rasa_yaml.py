"""Rasa's training data in YAML: under ``nlu``, intents with examples whose marks are ``[words](entity)``.

Synonyms, regexes and lookup tables are no sentences; neither is what else a project keeps in such files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from slottag.data.content import Content
from slottag.data.formats.format import Format, Writer, place
from slottag.data.formats.markup.rasa_marks import Example, example, marked
from slottag.data.formats.markup.yaml_nodes import documents, line_of, mapping, sequence, text_of
from slottag.data.formats.objects.dialect import records
from slottag.data.formats.remarks import Say, remarks
from slottag.data.records import Fault, Record
from slottag.data.synonyms import Synonyms
from slottag.errors import DataError
from slottag.text import Scheme, Sentence

if TYPE_CHECKING:
    from yaml import Node

_NLU = re.compile(r"^nlu\s*:", re.MULTILINE)
_NO_INTENT = "none"
# What a block of YAML cannot hold as it is, and what a name can be written as without quotes.
_ODD = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\n]")
_PLAIN = re.compile(r"[A-Za-z][\w/+.-]*")
_NO_NAMES = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file.

    Raises:
        DataError: it is no YAML.
    """
    with remarks(content) as say:
        found = [*_examples(content, say)]
    yield from records(content, found, partial(example, content))


def recognise(content: Content) -> bool:
    """Whether a line is ``nlu:``, with intents in the file."""
    return _NLU.search(content.text) is not None and "intent" in content.text


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split, the examples by their intents; those without one are under ``none``.

    Raises:
        DataError: a sentence that Rasa would read otherwise.
    """
    intents: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        intents.setdefault(sentence.intent or _NO_INTENT, []).append(sentence)
    blocks = [_block(intent, some) for intent, some in intents.items()]
    return {f"{split}.yml": "".join(['version: "3.1"\nnlu:', *blocks]) + ("\n" if blocks else " []\n")}


def synonyms_items(synonyms: Synonyms) -> str:
    """What values mean, as items behind those of the intents.

    Raises:
        DataError: a text that Rasa would read otherwise.
    """
    return "".join(
        f"- synonym: {_name(meaning)}\n  examples: |\n" + "".join(f"    - {_synonym(text)}\n" for text in texts)
        for meaning, texts in synonyms.items()
    )


def _synonym(text: str) -> str:
    if _ODD.search(text) or text != text.strip():
        raise DataError(
            f"the synonym {text[:40]!r} holds a line break, a character that YAML does not allow or white space around"
            " it; write jsonl instead"
        )
    return text


def _block(intent: str, sentences: Sequence[Sentence]) -> str:
    return f"\n- intent: {_name(intent)}\n  examples: |" + "".join(
        f"\n    - {_line(sentence)}" for sentence in sentences
    )


def _name(name: str) -> str:
    """A name, in double quotes where it needs them, with escapes for what YAML does not allow."""
    if _PLAIN.fullmatch(name) and name.lower() not in _NO_NAMES:
        return name
    return _ODD.sub(lambda match: f"\\U{ord(match.group()):08X}", json.dumps(name, ensure_ascii=False))


def _line(sentence: Sentence) -> str:
    line = marked(sentence)
    if _ODD.search(line) or not line:
        raise DataError(f"{place(sentence)}: {line[:40]!r} is empty or holds a line break or a character that YAML does"
                        " not allow; write jsonl instead")  # fmt: skip
    return line


def _examples(content: Content, say: Say) -> Iterator[tuple[int, Example]]:
    """The line, the intent and the text of each example."""
    for document in documents(content.path, content.text):
        for item in map(mapping, sequence(mapping(document).get("nlu"))):
            if "synonym" in item:
                synonyms = [text.strip() for _, text in _texts(item.get("examples"), _ignore)]
                content.synonyms.setdefault(text_of(item["synonym"]) or "", set()).update(synonyms)
            elif "intent" in item:
                intent = text_of(item["intent"])
                own = None if intent == _NO_INTENT else intent
                yield from ((line, Example(text, own)) for line, text in _texts(item.get("examples"), say))


def _texts(node: Node | None, say: Say) -> Iterator[tuple[int, str]]:
    """The examples of an item: lines of a block that begin with a bullet, or a list of objects with ``text``."""
    block = text_of(node)
    for number, line in enumerate((block or "").split("\n"), line_of(node) if node else 0):
        if line.lstrip().startswith(("- ", "* ", "+ ")):
            yield number, line.lstrip()[2:]
        elif line.strip(" \r") not in ("", "-"):
            say("lines without a bullet under examples, left out", number)
    for item in sequence(node):
        text = text_of(mapping(item).get("text", item))
        if text is not None and text.strip():
            inner = mapping(item).get("text", item)
            yield line_of(inner), re.sub(r"^\s*- ", "", text).strip()


def _ignore(_remark: str, _line: int) -> None:
    """Says nothing."""


FORMAT = Format(
    name="rasa",
    endings=(".yml", ".yaml"),
    known_by='"nlu:" with intents and examples',
    recognise=recognise,
    read=read,
    rules='`[words](entity)`, `[words]{"entity", "role", "group", "value"}`; a role and a group stand in the slot:'
    " `city:origin#1`; values are synonyms; the intent `none` is none; brackets that begin no mark are text",
    writer=Writer(
        render, loses="the tokens, and the order of sentences: they stand by intent", synonyms=synonyms_items
    ),
)
