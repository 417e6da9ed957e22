"""Properties of tokens that a neuron may tell: read from what a person types, and their values over a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from slottag.errors import DataError
from slottag.text import SCHEMES, Sentence, tags_of
from slottag.text.schemes import OUTSIDE

Values = list[float]
FORMS = (
    "slot:NAME, next-slot:NAME, tag:TAG, next-tag:TAG, position, count:SYMBOL, count:A-B, seen:SYMBOL, regex:PATTERN"
)


@dataclass(frozen=True, slots=True)
class Property:
    """Something that is so or not at each token, or a number that each has.

    Attributes:
        name: as it was typed.
        numeric: whether it is a number.
        values: its values over the tokens of an annotated sentence; 1 where it is so and 0 where not.
    """

    name: str
    numeric: bool
    values: Callable[[Sentence], Values]


def parse_property(text: str, scheme: str) -> Property:
    """The property that is written so:

    ``slot:destination``, ``next-slot:destination``: the slot of this token, or of the one behind it.
    ``tag:B-destination``, ``next-tag:O``: the same for tags of this scheme.
    ``position``: the number of the token, from 1.
    ``count:a``: how many a's there were, this token among them; ``count:a-b``: how many more a's than b's.
    ``seen:A``: whether A was there, here or before.
    ``regex:PATTERN``: whether a match of the pattern in the text covers a part of the token.

    Raises:
        DataError: no property is written so, or the pattern is none.
    """
    kind, _, argument = text.partition(":")
    if text == "position":
        return Property(text, True, lambda sentence: [float(place) for place, _ in enumerate(sentence.tokens, 1)])
    if not argument or kind not in _KINDS:
        raise DataError(f"property {text!r}: expected one of {FORMS}; correct it")
    if kind == "regex":
        return Property(text, False, _matching(pattern(argument)))
    return Property(text, kind == "count", _KINDS[kind](argument, scheme))


def pattern(text: str) -> re.Pattern[str]:
    """A regular expression that a person typed.

    Raises:
        DataError: it is none.
    """
    try:
        return re.compile(text)
    except re.error as error:
        raise DataError(f"pattern {text!r}: is no regular expression: {error}; correct it") from error


def covered(sentence: Sentence, expression: re.Pattern[str]) -> list[bool]:
    """Whether a match in the sentence's text covers a part of each token."""
    matches = [match.span() for match in expression.finditer(sentence.text)]
    return [any(start < token.end and token.start < end for start, end in matches) for token in sentence.tokens]


def _matching(expression: re.Pattern[str]) -> Callable[[Sentence], Values]:
    return lambda sentence: [float(on) for on in covered(sentence, expression)]


def _slots(sentence: Sentence) -> list[str]:
    slots = [OUTSIDE] * len(sentence.tokens)
    for first, end, slot in sentence.runs():
        slots[first:end] = [slot] * (end - first)
    return slots


def _slot(name: str, _scheme: str) -> Callable[[Sentence], Values]:
    return lambda sentence: [float(slot == name) for slot in _slots(sentence)]


def _tag(name: str, scheme: str) -> Callable[[Sentence], Values]:
    return lambda sentence: [float(tag == name) for tag in tags_of(sentence, SCHEMES[scheme])]


def _next_slot(name: str, scheme: str) -> Callable[[Sentence], Values]:
    return _next(_slot(name, scheme))


def _next_tag(name: str, scheme: str) -> Callable[[Sentence], Values]:
    return _next(_tag(name, scheme))


def _next(values: Callable[[Sentence], Values]) -> Callable[[Sentence], Values]:
    """Behind the last token nothing is so."""
    return lambda sentence: [*values(sentence)[1:], 0.0]


def _count(symbols: str, _scheme: str) -> Callable[[Sentence], Values]:
    up, dash, down = symbols.partition("-")
    if not (up and dash and down):
        up, down = symbols, ""
    return lambda sentence: list(accumulate(float(word == up) - float(word == down) for word in sentence.words))


def _seen(symbol: str, _scheme: str) -> Callable[[Sentence], Values]:
    return lambda sentence: list(accumulate((float(word == symbol) for word in sentence.words), max))


_KINDS: dict[str, Callable[[str, str], Callable[[Sentence], Values]]] = {
    "slot": _slot,
    "next-slot": _next_slot,
    "tag": _tag,
    "next-tag": _next_tag,
    "count": _count,
    "seen": _seen,
    "regex": lambda text, _scheme: _matching(pattern(text)),
}
