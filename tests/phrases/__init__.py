"""Phrases written by hand with what they mean, and how that is told in one line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from slottag.text import Sentence, Span, Token
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotTypes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOME = Path(__file__).parent
DATASETS = HOME.parents[1] / "datasets"
NOW = datetime(2026, 11, 18, 10, 20)
# The slot that the phrases of a section are of.
_SLOTS = {
    "date": "departure_date",
    "time": "departure_time",
    "count": "passengers",
    "money": "price",
    "place": "destination",
}
_MARK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<slot>\w+)=(?P<told>[^)]*)\)")


@dataclass(frozen=True)
class Phrase:
    """A sentence with spans, and what each of them means, as ``told`` tells it; ``is_bare``: it is a value alone."""

    sentence: Sentence
    expected: tuple[str, ...]
    is_bare: bool = True


def read_phrases(name: str) -> Iterator[Phrase]:
    """The phrases of a file."""
    front = "我要" if name.startswith("chinese") else ""
    for section, body in tomllib.loads((HOME / f"{name}.toml").read_text("utf-8")).items():
        if section == "sentences":
            yield from map(_marked, body["marked"])
            continue
        slot = _SLOTS.get(section, section)
        for text, expected in body.items():
            span = Span(len(front), len(front) + len(text), slot)
            yield Phrase(_sentence(front + text, [span]), (expected,))


def _marked(marked: str) -> Phrase:
    text, end, spans, expected = "", 0, [], []
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match["text"]), match["slot"]))
        expected.append(match["told"])
        text, end = text + match["text"], match.end()
    return Phrase(_sentence(text + marked[end:], spans), tuple(expected), is_bare=False)


def _sentence(text: str, spans: list[Span]) -> Sentence:
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    pairs = list(pairwise(edges))
    return Sentence(text, tuple(Token(text[start:end], start, end) for start, end in pairs), tuple(spans))


def type_of_slot(slot: str) -> str:
    """The type of value of a slot."""
    return next((kind for kind, name in _SLOTS.items() if name == slot), "one of")


def booking_resolver() -> Resolver:
    """What resolves the slots of the booking corpora, at the moment that the phrases are said."""
    content = (DATASETS / "booking" / "slots.toml").read_bytes()
    return Resolver(SlotTypes.from_bytes(content, "slots.toml"), NOW)


def told(resolved: Mapping[str, Any] | None) -> str:
    """What a value means in one line: alternatives behind |, the likelier first; - for none."""
    if resolved is None:
        return "-"
    readings = resolved.get("alternatives") or [resolved]
    return "|".join(each if isinstance(each, str) else _told(resolved["type"], each) for each in readings)


def _told(kind: str, reading: Mapping[str, Any]) -> str:
    if kind == "count":
        groups = [f"{group}:{reading[group]}" for group in ("adults", "children", "infants") if group in reading]
        return " ".join([str(reading["total"]), *groups])
    if kind == "money":
        return " ".join(filter(None, (reading["bound"], reading["amount"], reading["currency"])))
    if kind == "place":
        return " ".join(filter(None, (reading["name"], reading["country"], reading.get("code"))))
    return str(reading["value"])


def wrong_ones(name: str) -> list[tuple[str, str, str, str]]:
    """The spans of a file whose value is another than expected: sentence, text, expected, found."""
    resolve, found = booking_resolver(), []
    for phrase in read_phrases(name):
        sentence = resolve(phrase.sentence)
        for slot, expected in zip(sentence.slots, phrase.expected, strict=True):
            if told(slot.resolved) != expected:
                found.append((sentence.text, slot.text, expected, told(slot.resolved)))
    return found
