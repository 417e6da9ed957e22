"""What slots seem to be, guessed from the values that data has for them: a ``slots.toml`` to begin with."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from slottag.text import Sentence
from slottag.values.choices import folded
from slottag.values.counts import read_count
from slottag.values.date_values import read_date
from slottag.values.money import read_money
from slottag.values.places import read_place
from slottag.values.resolver import language_of
from slottag.values.slots import SLOTS, SlotTypes
from slottag.values.tables import UNKNOWN, language
from slottag.values.time_values import read_time

# Different values of a slot that are looked at.
_LOOKED_AT = 500
# A slot is of a type where this share of its values is understood as such, and one of several choices where it has at
# most so many values, each said so often on average.
_SHARE, _MOST_CHOICES, _OFTEN = 0.6, 30, 5
# So many words that are nobody are a street: *12 Mill Lane*.
_ADDRESS = 2
# Who says a slot twice in so many sentences may say it often.
_ENOUGH = 20

_BARE = re.compile("[A-Za-z0-9_-]+")
_HEAD = """# What the slots are, guessed from their values: look it over, then train, or copy it into a model.
# Of use, too: required = true, and after = "a slot" for a date or time that cannot be before that of another slot.
"""


def guessed(sentences: Iterable[Sentence], synonyms: Mapping[str, Sequence[str]], known: bytes = b"") -> str:
    """The text of a file with what the slots of sentences seem to be, behind what is known already.

    Args:
        sentences: marked sentences.
        synonyms: texts that mean the same, by what they mean.
        known: the content of a file whose slots are left as they are.
    """
    told = SlotTypes.from_bytes(known, SLOTS).slots if known else {}
    values: dict[str, Counter[str]] = {}
    often: Counter[str] = Counter()
    for sentence in sentences:
        here = Counter(span.slot for span in sentence.spans)
        often.update(slot for slot, count in here.items() if count > 1)
        for span in sentence.spans:
            values.setdefault(span.slot, Counter())[sentence.value(span)] += 1
    parts = [
        _table(slot, values[slot], synonyms, once=not often[slot] and values[slot].total() >= _ENOUGH)
        for slot in sorted(values.keys() - told.keys())
    ]
    head = known.decode("utf-8").rstrip("\n") + "\n" if known else _HEAD
    return "\n".join([head, *parts])


def _table(slot: str, values: Counter[str], synonyms: Mapping[str, Sequence[str]], *, once: bool) -> str:
    kind = type_of(values)
    lines = [f"[slots.{_key(slot)}]", f'type = "{kind}"']
    lines += ['comes = "once"'] if once else []
    lines.append(f"ask = {{ en = {_quoted(f'Which {_plain(slot)}?')} }}")
    if kind == "one of":
        lines += ["", f"[slots.{_key(slot)}.choices]"]
        lines += [f"{_key(name)} = {_list(texts)}" for name, texts in _choices(values, synonyms).items()]
    return "\n".join(lines) + "\n"


def type_of(values: Counter[str]) -> str:
    """The type of slot that has such values."""
    texts = [text for text, _ in values.most_common(_LOOKED_AT)]
    understood = {text: {kind for kind, reads in _READERS.items() if reads(text)} for text in texts}
    telling = [text for text in texts if not understood[text] >= _NUMBER]
    if not telling:
        return "count"
    shares = {kind: sum(kind in understood[text] for text in telling) / len(telling) for kind in _READERS}
    best = max(shares, key=lambda kind: shares[kind])
    if shares[best] >= _SHARE:
        return best
    different = len({folded(text) for text in values})
    return "one of" if different <= _MOST_CHOICES and values.total() >= _OFTEN * different else "text"


def _read_by(read: Callable[[str, str], object]) -> Callable[[str], bool]:
    return lambda text: read(language_of(text, text), text) is not None


def _counts(text: str) -> bool:
    """Whether a text counts somebody, and is no address: of more than one of its words nothing is known there."""
    name = language_of(text, text)
    strange = sum(UNKNOWN in word.classes for word in language(name).read(text))
    return strange < _ADDRESS and read_count(name, text) is not None


# Of those that understand as much the first is taken.
_READERS: Mapping[str, Callable[[str], bool]] = {
    "date": _read_by(read_date),
    "time": _read_by(read_time),
    "money": _read_by(read_money),
    "count": _counts,
    "place": lambda text: bool(read_place(text)),
}
# A bare number may be any of these, and tells nothing.
_NUMBER = {"time", "count", "money"}


def _choices(values: Counter[str], synonyms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Each value as a choice, those that mean the same together under what they mean."""
    meanings = {folded(text): meaning for meaning, texts in synonyms.items() for text in (*texts, meaning)}
    found: dict[str, dict[str, str]] = {}
    for text, _ in values.most_common():
        key = folded(text)
        name = meanings.get(key, text)
        found.setdefault(folded(name), {folded(name): name}).setdefault(key, text)
    return {next(iter(texts.values())): [*islice(texts.values(), 1, None)] for texts in found.values()}


def _plain(slot: str) -> str:
    return " ".join(slot.replace("_", " ").replace("-", " ").replace(".", " ").split())


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _key(text: str) -> str:
    """A key of TOML, in quotation marks where it needs them."""
    return text if _BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    # A string in JSON is one in TOML, but for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
