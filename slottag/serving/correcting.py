"""What a page asks and is told about corrections: requests become corrections, sentences become what a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slottag.data.offsets import UTF16
from slottag.errors import DataError, shown
from slottag.serving.asking import OPTIONS, check_text
from slottag.serving.backlog import Backlog, known_questions
from slottag.serving.corrections import Correction, Kept, key_of
from slottag.serving.desk import Desk
from slottag.serving.errors import RequestError, bad_request
from slottag.serving.limits import Limits
from slottag.serving.models import Served
from slottag.tagging.units import turned
from slottag.text import Sentence, Span
from slottag.text.projection import cut_at_spans

if TYPE_CHECKING:
    from slottag.runtime import Tagger

_FIELDS = ("id", "text", "spans", "intent", "asked", "was", "model", "replaces", "offsets")
# Characters of an ``id``.
_LONGEST = 64


def correction_of(given: Mapping[str, Any], name: str, served: Served, limits: Limits) -> Correction:
    """The correction that a request holds.

    Args:
        given: its JSON object.
        name: the name of the model that it is about.
        served: that model.
        limits: what a request may hold.

    Raises:
        RequestError: it cannot be understood, or its marks do not fit its text.
    """
    for key in given:
        if key not in _FIELDS:
            raise bad_request(f"{shown(key)} is unknown, expected one of {', '.join(_FIELDS)}")
    text = given.get("text")
    check_text(text, "text", limits)
    sent = _string(given, "id")
    if not 0 < len(sent) <= _LONGEST or not sent.isascii() or not sent.isprintable():
        raise bad_request(f"id: expected 1 to {_LONGEST} visible characters of ASCII, got {shown(sent)}")
    intent = None if given.get("intent") is None else _string(given, "intent") or None
    utf16 = OPTIONS["offsets"].read("offsets", given.get("offsets", "characters")) == "utf16"
    try:
        spans = _spans(str(text), given.get("spans"), utf16)
        was = _spans(str(text), given.get("was", []), utf16)
        asked = OPTIONS["asked"].read("asked", given.get("asked", []))
        sentence = marked(served.tagger, Sentence(str(text), (), (), intent, asked=tuple(asked)), spans)
    except DataError as error:
        raise bad_request(str(error)) from error
    if not sentence.tokens:
        raise bad_request("text: expected a word, got none")
    return Correction(sent, sentence, [_told(span) for span in was], f"{name} {served.identity}")


def marked(tagger: Tagger, sentence: Sentence, spans: tuple[Span, ...]) -> Sentence:
    """A sentence with these spans and the tokens that the tagger makes, cut where a span begins or ends.

    Raises:
        DataError: a span does not fit the text or another one.
    """
    tokens = cut_at_spans(tagger.tokenize(sentence.text), spans)
    return replace(sentence, tokens=tokens, where="", spans=tuple(sorted(spans, key=lambda span: span.start)))


def answer_of(kept: Kept, utf16: bool) -> dict[str, Any]:
    """What a page is told of a correction that the file holds."""
    text, intent = kept.sentence.text, kept.sentence.intent
    found = {"id": kept.id, "text": text, "spans": kept.sentence.to_dict()["spans"], "intent": intent}
    return turned(text, found) if utf16 else found


def waiting_at(
    desk: Desk, backlog: Backlog, place: int | None, after: int | None, tagger: Tagger, utf16: bool
) -> dict[str, Any]:
    """What a page is told of a place of the backlog.

    Args:
        desk: where corrections are.
        backlog: what waits.
        place: the place; the next one that waits, if not given.
        after: behind which place that is; the first, if not given.
        tagger: what makes tokens.
        utf16: whether offsets count UTF-16 units.

    Raises:
        RequestError: there is no such place.
    """
    corrections = desk.corrections
    told: dict[str, Any] = {"name": backlog.name, "total": len(backlog), "left": backlog.left(corrections)}
    at = backlog.after(0 if after is None else after + 1, corrections) if place is None else place
    if at is None:
        return {**told, "place": None}
    if not 0 <= at < len(backlog):
        raise RequestError(404, "not_found", f"place: expected a number from 0 to {len(backlog) - 1}, got {at}")
    one = backlog[at]
    given, kept = one.sentence, corrections.of(key_of(one.sentence))
    sentence = marked(tagger, given, given.spans)
    # A page shows either marks, so tokens are cut where any begins or ends.
    tokens = cut_at_spans(sentence.tokens, kept.sentence.spans if kept else ())
    item = {**sentence.to_dict(), "tokens": [[start, end] for _, start, end in tokens]}
    return {
        **told,
        "place": at,
        "confidence": one.confidence,
        "marked": one.marked,
        "kept": answer_of(kept, utf16) if kept else None,
        "known": known_questions(given, tagger),
        "sentence": turned(given.text, item) if utf16 else item,
    }


def _spans(text: str, given: Any, utf16: bool) -> tuple[Span, ...]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_request(f'spans: expected such as [{{"start": 0, "end": 4, "slot": "…"}}], got {shown(given)}')
    spans = [_span(one) for one in given]
    if utf16:
        found = [UTF16.turned(text, span) for span in spans]
        if None in found:
            raise bad_request("spans: one begins or ends inside a character, or behind the text")
        spans = [span for span in found if span]
    return tuple(spans)


def _span(given: Mapping[str, Any]) -> Span:
    start, end, confidence = given.get("start"), given.get("end"), given.get("confidence")
    if type(start) is not int or type(end) is not int:
        raise bad_request(f"spans: expected start and end as whole numbers, got {shown(given)}")
    if confidence is not None and (isinstance(confidence, bool) or not isinstance(confidence, int | float)):
        raise bad_request(f"spans: expected a confidence as a number, got {shown(confidence)}")
    return Span(start, end, _string(given, "slot"), confidence)


def _told(span: Span) -> dict[str, Any]:
    sure = {} if span.confidence is None else {"confidence": span.confidence}
    return {"start": span.start, "end": span.end, "slot": span.slot, **sure}


def _string(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise bad_request(f"{key}: expected a string, got {shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request(f"{key}: holds half of a surrogate pair, expected Unicode text") from None
    return value
