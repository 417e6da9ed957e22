"""What a tokenizer learned from training sentences, as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slottag.text.habits import Context

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Learned:
    """What training sentences showed of where text is cut. Texts are *folded*: in lower case, each digit as 0.

    Attributes:
        whole: tokens that stay whole where habits or contexts would cut them: ``st.``.
        splits: tokens that are cut, and where: ``cannot`` at 3.
        beginnings: texts that are cut off the front of a segment: ``l'``.
        endings: texts that are cut off the back of one: ``'s``, ``에서``.
        contexts: whether words are cut apart in a context.
        lists: whether the number of a line in a list (``1. to Rome``) is no part of the sentence.
    """

    whole: frozenset[str] = frozenset()
    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    beginnings: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    contexts: Mapping[Context, bool] = field(default_factory=dict)
    lists: bool = False

    def to_json(self) -> dict[str, Any]:
        """As JSON values; the parts of a context are parted by spaces."""
        return {
            "whole": sorted(self.whole),
            "splits": {form: list(places) for form, places in self.splits.items()},
            "beginnings": sorted(self.beginnings),
            "endings": sorted(self.endings),
            "contexts": {" ".join(context): cut for context, cut in self.contexts.items()},
            "lists": self.lists,
        }

    @classmethod
    def from_json(cls, data: Any) -> Learned:
        """What ``to_json`` gave.

        Raises:
            ValueError: the data has another form.
        """
        if not isinstance(data, dict):
            raise ValueError("cuts: expected an object")
        splits, contexts = _mapping(data, "splits"), _mapping(data, "contexts")
        if not isinstance(data.get("lists"), bool):
            raise ValueError("lists: expected true or false")
        return cls(
            whole=_texts(data, "whole"),
            splits={form: _places(form, places) for form, places in splits.items()},
            beginnings=_texts(data, "beginnings"),
            endings=_texts(data, "endings"),
            contexts={_context(parts, cut): cut for parts, cut in contexts.items()},
            lists=data["lists"],
        )


def folded(text: str) -> str:
    """A text in lower case, its digits as 0; as long as before."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    return lower if lower.isalpha() else _DIGIT.sub("0", lower)


def _texts(data: dict[str, Any], name: str) -> frozenset[str]:
    texts = data.get(name)
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise ValueError(f"{name}: expected a list of texts")
    return frozenset(texts)


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    if not isinstance(found, dict):
        raise ValueError(f"{name}: expected an object")
    return found


def _places(form: str, places: Any) -> tuple[int, ...]:
    if not isinstance(places, list) or not all(type(place) is int for place in places):
        raise ValueError(f"splits: {form!r}: expected a list of places")
    if sorted({0, *places, len(form)}) != [0, *places, len(form)]:
        raise ValueError(f"splits: {form!r}: expected places inside it in order, got {places}")
    return tuple(places)


def _context(text: str, cut: Any) -> Context:
    parts = text.split(" ")
    if len(parts) != 3 or not isinstance(cut, bool):
        raise ValueError(f"contexts: {text!r}: expected three parts, and whether they are cut")
    return parts[0], parts[1], parts[2]
