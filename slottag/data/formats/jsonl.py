"""JSON Lines: one sentence a line as ``{"text": …, "spans": [{"start", "end", "slot"}], "intent"?, "asked"?,
"tokens"?}``.

Offsets are half-open and count code points. ``tokens``, a list of ``[start, end]``, stands only where the tokens are
not those that are made where none are given; ``asked``, a list of slots, only where the question before was about any.
A span may have a ``value``, which must be what stands there. Other keys are passed over on reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slottag.data.formats.format import GENERAL, Format, Writer, file_text
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Scheme, Sentence, Span, Token
from slottag.text.found import Found
from slottag.text.projection import made_by_habit
from slottag.text.values import Rival, is_slot_name

if TYPE_CHECKING:
    from slottag.data.content import Content

# A string in JSON. Lines are put together by hand, which takes half of the time that json.dumps needs.
_quoted = json.encoder.encode_basestring
_KEYS = {
    "text",
    "spans",
    "intent",
    "confidence",
    "alternatives",
    "frame",
    "tokens",
    "asked",
    "id",
    "was",
    "model",
    "time",
}
_EXPECTED = 'expected {"text": "…", "spans": [{"start": 0, "end": 1, "slot": "…"}]}'


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file of such objects, one a line or over several, or as one array."""
    return each(content.path, content.items, partial(record_of, content.path))


def recognise(content: Content) -> bool:
    """Whether an object has spans with a slot, or all have no spans and nothing else that may be any."""
    spans = [item for data in content.objects if isinstance(data.get("spans"), list) for item in data["spans"]]
    bare = bool(content.objects) and all(data.get("spans") == [] and data.keys() <= _KEYS for data in content.objects)
    return bare or any(isinstance(item, dict) and "slot" in item for item in spans)


def format_sentence(sentence: Sentence, *, values: bool = False) -> str:
    """One sentence as one line, as ``json.dumps`` writes it; it and its spans have their confidence with them if there
    is one, spans what they mean, both what else they could be, and the sentence its frame, if they know. With
    ``values`` it is what ``slottag tag`` writes: every span has its value, and tokens are left out.
    """
    spans = [_span_json(sentence, span, values) for span in sentence.spans]
    others = "" if sentence.alternatives is None else f', "alternatives": {_alternatives_json(sentence.alternatives)}'
    if sentence.frame is not None:
        others += f', "frame": {json.dumps(sentence.frame.to_dict(), ensure_ascii=False)}'
    if not values and not made_by_habit(sentence):
        others += f', "tokens": {json.dumps([[start, end] for _, start, end in sentence.tokens])}'
    return _line(sentence.text, spans, sentence.intent, sentence.asked, _sure(sentence.confidence), others)


def format_found(found: Found) -> list[str]:
    """What ``slottag tag`` writes of each text: as ``format_sentence`` writes its sentence, which nobody makes."""
    slots = {slot: _quoted(slot) for slot in {*found.slots}}
    columns = (found.starts, found.ends, found.slots, found.values(), _all_sure(found.confidences))
    spans = [
        f'{{"start": {start}, "end": {end}, "slot": {slots[slot]}, "value": {_quoted(value)}{sure}}}'
        for start, end, slot, value, sure in zip(*columns, strict=False)
    ]
    of_each = [spans[first:end] for first, end in pairwise(found.bounds)]
    intents, asked = found.intents or repeat(None), found.asked or repeat(())
    return [*map(_line, found.texts, of_each, intents, asked, _all_sure(found.wholes))]


def render(split: str, sentences: Sequence[Sentence], _scheme: Scheme) -> dict[str, str]:
    """The file of one split."""
    return {f"{split}.jsonl": file_text(map(format_sentence, sentences))}


def _line(
    text: str,
    spans: Sequence[str],
    intent: str | None,
    asked: Sequence[str],
    sure: str,
    others: str = "",
) -> str:
    wanted = "" if intent is None else f', "intent": {_quoted(intent)}'
    before = f', "asked": {json.dumps(asked, ensure_ascii=False)}' if asked else ""
    return f'{{"text": {_quoted(text)}, "spans": [{", ".join(spans)}]{wanted}{before}{sure}{others}}}'


def _span_json(sentence: Sentence, span: Span, values: bool) -> str:
    value = sentence.value(span) if values or span.confidence is not None else None
    meant = "" if span.resolved is None else f', "resolved": {json.dumps(span.resolved, ensure_ascii=False)}'
    rival = "" if span.next is None else f', "next": {_rival_json(span.next)}'
    covered = "" if value is None else f', "value": {_quoted(value)}'
    told = f"{covered}{_sure(span.confidence)}{meant}{rival}"
    return f'{{"start": {span.start}, "end": {span.end}, "slot": {_quoted(span.slot)}{told}}}'


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f', "confidence": {round(float(confidence), 6)!r}'


def _all_sure(confidences: Sequence[float | None] | None) -> Iterable[str]:
    """The same of many; repeated without end where there are none."""
    if confidences is None:
        return repeat("")
    known = [number for number in confidences if number is not None]
    if len(known) < len(confidences):
        return map(_sure, confidences)
    # In one call: six digits are what ``repr`` writes, but where the last is 0 or it would write an exponent.
    digits = ("%.6f " * len(known) % tuple(known)).split()
    return [
        f', "confidence": {told}' if told[-1] != "0" and number >= 1e-4 else _sure(number)
        for told, number in zip(digits, known, strict=True)
    ]


def _rival_json(rival: Rival) -> str:
    return f'{{"slot": {_quoted(rival.slot)}, "confidence": {round(float(rival.confidence), 6)!r}}}'


def _alternatives_json(alternatives: Iterable[Sentence]) -> str:
    shown = []
    told: dict[Span, str] = {}
    for one in alternatives:
        # Most spans are those of likelier alternatives, too.
        told.update((span, _span_json(one, span, True)) for span in one.spans if span not in told)
        spans = ", ".join([told[span] for span in one.spans])
        sure = "" if one.confidence is None else f'"probability": {round(float(one.confidence), 6)!r}, '
        shown.append(f'{{{sure}"spans": [{spans}]}}')
    return f"[{', '.join(shown)}]"


def record_of(path: Path, item: Any, number: int) -> Record:
    """The record that an object of the form above is.

    Raises:
        DataError: it is of another form.
    """
    data = _object(item, "the line")
    text = _string(data, "text")
    marks = [_object(item, "a span") for item in _list(data, "spans")]
    spans = tuple(map(_marked, marks))
    values = [_value(mark) for mark in marks]
    tokens = tuple(_token(item, text) for item in _list(data, "tokens")) if "tokens" in data else None
    if tokens is not None:
        Sentence(text, tokens)
    intent = _string(data, "intent") if data.get("intent") is not None else None
    told = tuple(values) if any(value is not None for value in values) else ()
    return Record(path, number, text, tokens, spans, intent=intent or None, values=told, asked=asked_in(data))


def asked_in(data: Mapping[str, Any]) -> tuple[str, ...]:
    """What an object says was asked, in its order; empty where it says nothing of it.

    Raises:
        DataError: that is no list of names of slots.
    """
    names = data.get("asked")
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) and is_slot_name(name) for name in names):
        raise DataError(f'"asked" is {_shown(names)}, expected a list of slots such as ["destination"]; correct it')
    return tuple(names)


def _marked(mark: dict[str, Any]) -> Span:
    return Span(_offset(mark.get("start"), "start"), _offset(mark.get("end"), "end"), _string(mark, "slot"))


def _value(mark: dict[str, Any]) -> str | None:
    return None if mark.get("value") is None else _string(mark, "value")


def _token(item: Any, text: str) -> Token:
    if not isinstance(item, list) or len(item) != 2:
        raise DataError(f'a token is {_shown(item)}, expected [start, end]; correct it or leave out "tokens"')
    start, end = (_offset(value, "a token's offset") for value in item)
    return Token(text[start:end], start, end)


def _offset(value: Any, name: str) -> int:
    if type(value) is not int:
        raise DataError(f"{name} is {_shown(value)}, expected a whole number; {_EXPECTED}")
    return value


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{name} is {_shown(value)}, expected an object; {_EXPECTED}")
    return value


def _list(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise DataError(f'"{key}" is {_shown(value)}, expected a list (empty where nothing is marked); {_EXPECTED}')
    return value


def _string(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise DataError(f'"{key}" is {_shown(value)}, expected a string; {_EXPECTED}')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            f'"{key}" holds half of a surrogate pair at character {error.start}; write whole ones'
        ) from error
    return value


def _shown(value: Any) -> str:
    """A value of the file, short enough for a message."""
    text = "missing" if value is None else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


FORMAT = Format(
    name="jsonl",
    endings=(".jsonl", ".ndjson"),
    known_by="JSON objects, one a line",
    recognise=recognise,
    read=read,
    rules='`{"text", "spans": [{"start", "end", "slot"}], "intent"?, "asked"?, "tokens"?}`; offsets half-open, in code'
    " points; `asked` is a list of slots, what the question before was about",
    weight=GENERAL,
    writer=Writer(
        render,
        lambda sentence, _scheme: format_sentence(sentence, values=True),
        found=format_found,
        tells_confidence=True,
        tells_meaning=True,
        keeps_fields=True,
        keeps_asked=True,
    ),
)
