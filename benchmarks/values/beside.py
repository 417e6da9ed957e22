"""Duckling beside slottag: what each makes of phrases that were set aside before the rules were written.

Duckling tells more than is compared: its answers are turned into what ``resolved`` tells, and where its conventions
are others (the hours of a morning, whether an end counts, that *around* is dropped) they count as right.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from slottag.text import Sentence

PROGRAM = Path(__file__).with_name("duckling_program.py")
TYPES = ("date", "time", "count", "money")
OUTCOMES = ("right", "partly", "wrong", "none")
_UNITS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY"}
# Parts of the day as Duckling has them, and as slottag does.
_PARTS = {"04:00/12:00": "06:00/12:00", "12:00/19:00": "12:00/18:00", "18:00/00:00": "18:00/22:00"}
_LEAD = re.compile(r"^(at|on|in|the|a|an|for|from)\b\s*|[\s.,。，]+$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of a type and a language, and the readings that it has, the likelier first; none where it says nothing."""

    text: str
    type: str
    language: str
    readings: tuple[str, ...]


def answers_of(python: str, phrases: Sequence[Phrase], now: datetime) -> list[list[dict[str, Any]]]:
    """What Duckling, run by an interpreter that has it, finds in each."""
    lines = [
        json.dumps({"text": each.text, "type": each.type, "language": each.language, "now": now.isoformat()})
        for each in phrases
    ]
    done = subprocess.run([python, str(PROGRAM)], input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def duckling_outcome(phrase: Phrase, found: Sequence[Mapping[str, Any]]) -> str:
    """What an answer is: ``partly`` where a part of the text is understood rightly, or only the number in it."""
    if not found:
        return "right" if not phrase.readings else "none"
    if not phrase.readings:
        return "wrong"
    whole = [each for each in found if _covers(each, phrase.text)]
    told = {form for each in whole for form in _forms(each, phrase.type)}
    expected = {_plain(reading) for reading in phrase.readings}
    if told & expected:
        return "right"
    core = {_core(reading) for reading in phrase.readings}
    parts = {form for each in found for form in _forms(each, phrase.type)}
    if {_core(form) for form in parts} & core or (phrase.type == "count" and _numbers(found, phrase.readings[0])):
        return "partly"
    return "wrong"


def own_outcome(phrase: Phrase, told: str) -> str:
    """The same of what slottag tells in one line (``tests.phrases.told``)."""
    if told == "-":
        return "right" if not phrase.readings else "none"
    return "right" if told == "|".join(phrase.readings) else "wrong"


def counted(outcomes: Iterable[str]) -> list[str]:
    """How many there are of each."""
    counts = Counter(outcomes)
    return [str(counts[outcome]) for outcome in OUTCOMES]


def _covers(found: Mapping[str, Any], text: str) -> bool:
    rest = text[: found["start"]] + text[found["end"] :]
    return not _LEAD.sub("", rest.lower()).strip()


def _plain(reading: str) -> str:
    """A reading without what conventions differ in."""
    return reading.replace("~", "").removeprefix("about ")


def _core(reading: str) -> str:
    """The day, time or number of a reading, without its bound."""
    found = re.findall(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{2}:\d{2}|\d+", _plain(reading))
    return found[0] if found else reading


def _numbers(found: Sequence[Mapping[str, Any]], reading: str) -> bool:
    return any(str(each["value"].get("value")) in re.findall(r"\d+", reading) for each in found)


def _forms(found: Mapping[str, Any], kind: str) -> set[str]:
    """The ways to write an answer as a reading, where conventions leave several."""
    values = found["value"].get("values") or [found["value"]]
    if kind in ("count", "money"):
        return {_amount(value) for value in values[:1]}
    # Of a time without am or pm Duckling tells the next ones.
    first = values[: 2 if kind == "time" else 1]
    return {form for value in first for form in (_times(value) if kind == "time" else _dates(value))}


def _amount(value: Mapping[str, Any]) -> str:
    bound = "max" if "to" in value else "min" if "from" in value else ""
    inner = value.get("to") or value.get("from") or value
    number = inner.get("value")
    amount = f"{number:.2f}" if isinstance(number, float) and number % 1 else str(int(number or 0))
    return " ".join(filter(None, (bound, amount, _UNITS.get(inner.get("unit", ""), inner.get("unit", "")))))


def _dates(value: Mapping[str, Any]) -> set[str]:
    if "value" in value:
        day = _day(value)
        week = day - timedelta(day.weekday())
        return {
            "week": {f"{week}/{week + timedelta(6)}"}, "month": {f"{day:%Y-%m}"}, "year": {f"{day:%Y}"},
        }.get(value["grain"], {str(day)})  # fmt: skip
    start = _day(value["from"]) if "from" in value else None
    end = _day(value["to"]) if "to" in value else None
    if end is None:
        assert start is not None
        return {f"{start}/..", f"{start + timedelta(1)}/.."}
    # The end of Duckling's intervals does not count, but for those up to a moment.
    ends = {end - timedelta(1), end}
    now = start is not None and value["from"]["grain"] == "second"
    if start is None or now:
        return {f"../{each}" for each in ends}
    starts = {start, start + timedelta(1)} if value["from"]["grain"] == "hour" else {start}
    return {f"{first}/{last}" if first != last else str(first) for first in starts for last in ends}


def _times(value: Mapping[str, Any]) -> set[str]:
    if "value" in value:
        return {_hour(value)}
    start, end = value.get("from"), value.get("to")
    if end is None:
        return {f"{_hour(value['from'])}/.."}
    ends = {_hour(end), _hour(end, timedelta(hours=1)), _hour(end, timedelta(minutes=1))}
    if start is None:
        return {f"../{each}" for each in ends}
    told = {f"{_hour(start)}/{each}" for each in ends}
    return told | {_PARTS[each] for each in told if each in _PARTS}


def _day(moment: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(moment["value"][:23]).date()


def _hour(moment: Mapping[str, Any], less: timedelta = timedelta(0)) -> str:
    return f"{datetime.fromisoformat(moment['value'][:23]) - less:%H:%M}"


def as_phrase(sentence: Sentence, kind: str, language: str, expected: str) -> Phrase:
    """A phrase of a sentence with one span."""
    (span,) = sentence.spans
    return Phrase(sentence.value(span), kind, language, () if expected == "-" else tuple(expected.split("|")))
