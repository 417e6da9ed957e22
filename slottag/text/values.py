"""The values everything else speaks of: ``Span`` and ``Sentence`` (``Token`` has a file of its own).

All offsets are half-open and count Unicode code points of the sentence's text. The values are frozen and check
themselves: an invalid one cannot exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from slottag.errors import DataError
from slottag.text.characters import visible_edges
from slottag.text.tokens import Token

if TYPE_CHECKING:
    from slottag.text.frame import Frame

# What a slot's name cannot hold: it stands on a line and in a cell of a table.
_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")


def _fault(value: str) -> str:
    """What is wrong with a span of this text that no tokens make up."""
    if value != value.strip():
        return "has white space at an edge"
    if visible_edges(value, 0, len(value)) != (0, len(value)):
        return "has a character at an edge that does not show"
    return "does not start and end at token edges"


def is_slot_name(text: str) -> bool:
    """Whether a slot may be called so: not empty, on one line, without space around it."""
    return bool(text) and text == text.strip() and not _BREAKS.search(text)


def _check_name(slot: str) -> None:
    if not is_slot_name(slot):
        raise DataError(f"slot name {slot!r} is empty, holds a line break or tab, or has space around it")


class Rival(NamedTuple):
    """Another slot that a span could fill, and the exact probability that the same span fills it."""

    slot: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Span:
    """A filled slot: the text from ``start`` to ``end`` is the value of ``slot``.

    ``confidence`` is the exact probability of the span under the model that found it, ``None`` where a person
    marked it; ``resolved`` is what the value means, as plain data, ``None`` where nobody asked or it was not understood
    (see ``slottag.values``); ``next`` is the slot that is likeliest but for this one, where that was asked for. None of
    the three takes part in comparisons.
    """

    start: int
    end: int
    slot: str
    confidence: float | None = field(default=None, compare=False)
    resolved: Mapping[str, Any] | None = field(default=None, compare=False)
    next: Rival | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DataError(f"span {self.start}..{self.end} of slot {self.slot!r} is empty or reversed")
        _check_name(self.slot)


class Slot(NamedTuple):
    """A filled slot as whoever uses it wants it: what it is called, what stands there and where, how sure that is, and
    what it means and what else it could be, if that was asked for and is known.
    """

    name: str
    text: str
    start: int
    end: int
    confidence: float | None = None
    resolved: Mapping[str, Any] | None = None
    next: Rival | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sentence:
    """A text with its tokens, and the spans marked on it.

    Spans are sorted, do not overlap, and start and end at token edges. ``where`` tells where the sentence was
    read (``file:line``) for messages, ``confidence`` is the exact probability, under the model that found the spans, of
    all of them and no others; ``None`` where a person marked it. ``alternatives`` are the likeliest sentences of this
    text, the one itself first, each with its spans and its confidence, where they were wanted; so is ``frame``, what is
    known of each trip that it asks for. None of the four takes part in comparisons. ``asked`` are the slots that the
    question before the sentence was about, in its order, and twice what was asked twice; empty where nothing was.

    Raises:
        DataError: tokens or spans that do not fit the text or each other, or what was asked is no name of a slot.
    """

    text: str
    tokens: tuple[Token, ...]
    spans: tuple[Span, ...] = ()
    intent: str | None = None
    where: str = field(default="", compare=False)
    confidence: float | None = field(default=None, compare=False)
    alternatives: tuple[Sentence, ...] | None = field(default=None, compare=False)
    frame: Frame | None = field(default=None, compare=False)
    asked: tuple[str, ...] = ()

    def __repr__(self) -> str:
        shown = "".join([text if span is None else f"[{text}]({_label(span)})" for text, span in self.pieces()])
        intent = "" if self.intent is None else f", intent={self.intent!r}"
        asked = f", asked={self.asked!r}" if self.asked else ""
        return f"Sentence({shown!r}{intent}{asked})"

    def _repr_html_(self) -> str:
        """The sentence in colour, for notebooks."""
        from slottag.text.markup import to_html

        return to_html(self)

    def __post_init__(self) -> None:
        self._check_tokens()
        self._check_spans()
        for slot in self.asked:
            _check_name(slot)

    def _check_tokens(self) -> None:
        end = 0
        for token, start, stop in self.tokens:
            if start < end or self.text[start:stop] != token:
                raise DataError(f"token {token!r} is not at {start}..{stop} of {self.text!r}")
            end = stop

    def _check_spans(self) -> None:
        if not self.spans:
            return
        starts = {token.start for token in self.tokens}
        ends = {token.end for token in self.tokens}
        end = 0
        for span in self.spans:
            if span.end > len(self.text):
                raise DataError(
                    f"span {span.start}..{span.end} of slot {span.slot!r} ends behind the text's {len(self.text)}"
                    " characters"
                )
            if span.start < end:
                raise DataError(f"span {span.start}..{span.end} of slot {span.slot!r} overlaps the one before it")
            if span.start not in starts or span.end not in ends:
                raise DataError(
                    f"span {self.text[span.start : span.end]!r} ({span.start}..{span.end}) of slot {span.slot!r}"
                    f" {_fault(self.value(span))}"
                )
            end = span.end

    @classmethod
    def from_words(
        cls, words: Iterable[str], *, spaces: Iterable[bool] = repeat(True), intent: str | None = None, where: str = ""
    ) -> Sentence:
        """The sentence of given tokens, single spaces between them; with ``spaces``, behind those that have one."""
        tokens, pieces = [], []
        start = 0
        for word, spaced in zip(words, spaces, strict=False):
            tokens.append(Token(word, start, start + len(word)))
            pieces.append(f"{word} " if spaced else word)
            start += len(pieces[-1])
        text = "".join(pieces)
        return cls(text[: tokens[-1].end] if tokens else "", tuple(tokens), intent=intent, where=where)

    @property
    def words(self) -> list[str]:
        """The texts of the tokens."""
        return [token.text for token in self.tokens]

    def value(self, span: Span) -> str:
        """The text that a span covers."""
        return self.text[span.start : span.end]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The spans with what they cover, in the order of the text.

        >>> sentence = Sentence("to Rome", Token.spaced(["to", "Rome"]), (Span(3, 7, "destination", 0.9),))
        >>> sentence.slots[0].name, sentence.slots[0].text
        ('destination', 'Rome')
        """
        return tuple(
            Slot(span.slot, self.value(span), span.start, span.end, span.confidence, span.resolved, span.next)
            for span in self.spans
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that ``slottag tag`` writes of this sentence.

        >>> Sentence("hello", Token.spaced(["hello"]), intent="greet").to_dict()
        {'text': 'hello', 'spans': [], 'intent': 'greet'}
        """
        told: dict[str, Any] = {"text": self.text, "spans": [_span_dict(slot) for slot in self.slots]}
        if self.intent is not None:
            told["intent"] = self.intent
        if self.asked:
            told["asked"] = list(self.asked)
        if self.confidence is not None:
            told["confidence"] = round(float(self.confidence), 6)
        if self.alternatives is not None:
            told["alternatives"] = [one._as_alternative() for one in self.alternatives]
        if self.frame is not None:
            told["frame"] = self.frame.to_dict()
        return told

    def _as_alternative(self) -> dict[str, Any]:
        sure = {} if self.confidence is None else {"probability": round(float(self.confidence), 6)}
        return {**sure, "spans": [_span_dict(slot) for slot in self.slots]}

    def pieces(self) -> Iterator[tuple[str, Span | None]]:
        """The text cut at the edges of the spans, each piece with the span it belongs to."""
        end = 0
        for span in self.spans:
            if end < span.start:
                yield self.text[end : span.start], None
            yield self.value(span), span
            end = span.end
        if end < len(self.text):
            yield self.text[end:], None

    def runs(self) -> list[tuple[int, int, str]]:
        """The spans as ``(first, last + 1, slot)`` over token indices."""
        first = {token.start: index for index, token in enumerate(self.tokens)}
        last = {token.end: index for index, token in enumerate(self.tokens)}
        return [(first[span.start], last[span.end] + 1, span.slot) for span in self.spans]

    def at_least(self, confidence: float) -> Sentence:
        """The same sentence without the spans of a lower confidence than this; those that have none stay."""
        return self.with_spans(span for span in self.spans if span.confidence is None or span.confidence >= confidence)

    def with_spans(self, spans: Iterable[Span]) -> Sentence:
        """The same sentence with these spans in place of its own."""
        return replace(self, spans=tuple(sorted(spans, key=lambda span: span.start)))

    def with_runs(self, runs: Sequence[tuple[int, int, str]]) -> Sentence:
        """The same sentence with spans given as ``(first, last + 1, slot)`` over token indices."""
        return self.with_spans(
            Span(self.tokens[first].start, self.tokens[end - 1].end, slot) for first, end, slot in runs
        )


def _label(span: Span) -> str:
    return span.slot if span.confidence is None else f"{span.slot} {span.confidence:.1%}"


def _span_dict(slot: Slot) -> dict[str, Any]:
    sure = {} if slot.confidence is None else {"confidence": round(float(slot.confidence), 6)}
    told = {"start": slot.start, "end": slot.end, "slot": slot.name, "value": slot.text, **sure}
    if slot.resolved is not None:
        told["resolved"] = dict(slot.resolved)
    if slot.next is not None:
        told["next"] = {"slot": slot.next.slot, "confidence": round(float(slot.next.confidence), 6)}
    return told
