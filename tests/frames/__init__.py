"""Sentences of several trips, marked by hand: ``[Oslo](origin 1)`` is said of the first trip, ``12`` of both."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from slottag.text import Sentence, Span, Token
from slottag.text.frame import Filled, Frame
from slottag.values.frames import Framer
from slottag.values.resolver import language_of
from tests.phrases import booking_resolver

HOME = Path(__file__).parent
_MARK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<slot>\w+)(?: (?P<trips>\d+))?\)")

# The values of each trip, by slot.
Said = list[Mapping[str, tuple[str, ...]]]


class Marked(NamedTuple):
    """A sentence with spans, and what is said of each trip."""

    sentence: Sentence
    trips: Said


def marked(line: str) -> Marked:
    """A line, read."""
    text, end, spans = "", 0, []
    said: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for match in _MARK.finditer(line):
        text += line[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match["text"]), match["slot"], 0.9))
        for trip in match["trips"] or "1":
            said[int(trip)][match["slot"]].append(match["text"])
        text, end = text + match["text"], match.end()
    text += line[end:]
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    tokens = tuple(Token(text[first:last], first, last) for first, last in pairwise(edges))
    trips = [{slot: tuple(values) for slot, values in said[number].items()} for number in sorted(said)]
    return Marked(Sentence(text, tokens, tuple(spans)), trips)


def read_marked(name: str) -> Iterator[Marked]:
    """The sentences of a file."""
    yield from map(marked, (HOME / f"{name}.txt").read_text("utf-8").splitlines())


def frame_of(sentence: Sentence) -> Frame:
    """The frame of a sentence, its spans as they are."""
    resolve = booking_resolver()
    framer, resolved = Framer(resolve.slots), resolve(sentence)
    legs = framer.legs(resolved, framer.parted(resolved))
    return framer.frame(legs, language_of(sentence.text, sentence.text))


def said_in(frame: Frame) -> Said:
    """What a frame holds that was said of each trip."""
    trips = []
    for trip in frame.trips:
        held = {slot: (one,) if isinstance(one, Filled) else one for slot, one in trip.items()}
        trips.append({slot: tuple(one.value for one in own) for slot, own in held.items() if not own[0].inferred})
    return trips
