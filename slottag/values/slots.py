"""What is known of each slot: a file ``slots.toml`` beside the data, which training puts into the model.

::

    [slots.return_date]
    type = "date"                     # date, time, count, money, place, one of, text
    required = false                  # whether a request without it is not whole
    comes = "once"                    # once or often in a request
    after = "departure_date"          # a slot of the same type that it cannot be before
    ask = { en = "When do you come back?", zh = "什么时候回来？" }
    called = { en = ["return date"], zh = ["回程日期"] }   # words that people name it by

    [slots.destination]
    type = "place"
    unlike = "origin"                 # a slot of the same type that cannot have the same value

    [slots.cabin]
    type = "one of"
    choices = { economy = ["coach", "二等座"], business = [] }

    [parts]
    evening = "17:00/21:00"           # a part of the day as it is meant here

A table ``[trips]`` says how a request is divided (``slottag.values.trips``).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slottag.errors import ConfigError, shown
from slottag.values.day_parts import Parts, minutes_of, part_names
from slottag.values.legs import slot_of
from slottag.values.trips import Trips

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SLOTS = "slots.toml"
TYPES = ("date", "time", "count", "money", "place", "one of", "text")
COMES = ("once", "often")
# Values of these types come one after another.
_ORDERED = ("date", "time")
# What may stand of a slot, what it must be, and of which type the slot must be, if of one.
_KEYS: Mapping[str, tuple[type, str, tuple[str, ...]]] = {
    "type": (str, "text", TYPES),
    "required": (bool, "true or false", TYPES),
    "comes": (str, "once or often", TYPES),
    "ask": (dict, "questions by language", TYPES),
    "called": (dict, "lists of names by language", TYPES),
    "after": (str, "the name of a slot", _ORDERED),
    "unlike": (str, "the name of a slot", TYPES),
    "choices": (dict, "lists of texts by choice", ("one of",)),
    "currency": (str, "a code such as EUR", ("money",)),
    "day_first": (bool, "true or false", ("date",)),
}
_CODE = 3


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """What is known of a slot.

    Attributes:
        name: what it is called.
        type: one of ``TYPES``.
        required: whether a request without it is not whole.
        often: whether it may come more than once in a request.
        ask: the question that asks for it, by language.
        called: the words that people name it by, by language.
        after: the slot of the same type that its value cannot be before.
        unlike: the slot of the same type that cannot have the same value.
        choices: of ``one of``: what it may be, and the texts that mean it.
        currency: of ``money``: that of sums that name none.
        day_first: of ``date``: whether 4/12 is a day of December; ``None`` where it may be either.
    """

    name: str
    type: str = "text"
    required: bool = False
    often: bool = True
    ask: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None
    unlike: str | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str | None = None
    day_first: bool | None = None
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlotTypes:
    """What is known of the slots of a corpus or a model, by name, what the parts of the day are there, and how a
    request is divided into trips.
    """

    slots: Mapping[str, SlotInfo]
    parts: Parts = field(default_factory=Parts)
    trips: Trips = field(default_factory=Trips)

    def __getitem__(self, name: str) -> SlotInfo:
        """What is known of a slot: that it is text, where nothing is."""
        return self.slots.get(slot_of(name)) or SlotInfo(name)

    def depth(self, name: str) -> int:
        """How many slots stand before this one in the chain of those that come after another."""
        after = self[name].after
        return 0 if after is None else 1 + self.depth(after)

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> SlotTypes:
        """What a file says.

        Raises:
            ConfigError: it is no TOML, or says what cannot be.
        """
        try:
            tables = tomllib.loads(content.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{where}: expected TOML: {error}; correct it") from error
        for name in tables:
            if name not in ("slots", "parts", "trips"):
                raise ConfigError(f"{where}: unknown table {shown(name)}; expected [slots.NAME], [parts] and [trips]")
        slots = {name: _slot(name, table, where) for name, table in _table(tables, "slots", where).items()}
        _check_order(slots, where)
        trips = Trips.of(_table(tables, "trips", where), slots, where) if "trips" in tables else Trips()
        return cls(slots, Parts(_parts(_table(tables, "parts", where), where)), trips)


def _table(tables: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = tables.get(name, {})
    if not isinstance(found, dict):
        raise ConfigError(f"{where}: {name}: expected a table [{name}], got {shown(found)}; correct it")
    return found


def _slot(name: str, table: Any, where: str) -> SlotInfo:
    """What a table says of a slot, checked."""
    at = f"{where}: [slots.{name}]"
    if not isinstance(table, dict):
        raise ConfigError(f"{at}: expected a table, got {shown(table)}; correct it")
    kind = table.get("type")
    if kind not in TYPES:
        raise ConfigError(f"{at}: type: expected one of {', '.join(TYPES)}, got {shown(kind)}; correct it")
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigError(f"{at}: unknown key {shown(key)}; expected {', '.join(_KEYS)}")
        needed, told, types = _KEYS[key]
        if type(value) is not needed:
            raise ConfigError(f"{at}: {key}: expected {told}, got {shown(value)}; correct it")
        if kind not in types:
            raise ConfigError(f"{at}: {key} is for {' and '.join(types)}, not for {kind}; leave it out")
    if table.get("comes", "often") not in COMES:
        raise ConfigError(f"{at}: comes: expected once or often, got {shown(table['comes'])}; correct it")
    currency = table.get("currency")
    if currency is not None and not (len(currency) == _CODE and currency.isascii() and currency.isupper()):
        raise ConfigError(f"{at}: currency: expected a code such as EUR, got {shown(currency)}; correct it")
    return SlotInfo(
        name,
        kind,
        table.get("required", False),
        table.get("comes", "often") == "often",
        _asked(table.get("ask", {}), at),
        table.get("after"),
        table.get("unlike"),
        _lists(table.get("choices", {}), f"{at}: choices"),
        currency,
        table.get("day_first"),
        _lists(table.get("called", {}), f"{at}: called"),
    )


def _asked(questions: Mapping[str, Any], at: str) -> Mapping[str, str]:
    for language, question in questions.items():
        if not isinstance(question, str):
            raise ConfigError(f"{at}: ask: {language}: expected a question, got {shown(question)}; correct it")
    return questions


def _lists(lists: Mapping[str, Any], at: str) -> Mapping[str, tuple[str, ...]]:
    for name, texts in lists.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ConfigError(f"{at}: {name}: expected a list of texts, got {shown(texts)}; correct it")
    return {name: tuple(texts) for name, texts in lists.items()}


def _check_order(slots: Mapping[str, SlotInfo], where: str) -> None:
    """See to it that each slot is after or unlike one that there is, of its own type, and none after itself."""
    for slot in slots.values():
        if slot.unlike is not None and (slot.unlike not in slots or slots[slot.unlike].type != slot.type):
            raise ConfigError(
                f"{where}: [slots.{slot.name}]: unlike: expected another slot of type {slot.type}, got"
                f" {shown(slot.unlike)}; correct it"
            )
        seen, current = {slot.name}, slot
        while current.after is not None:
            other = slots.get(current.after)
            at = f"{where}: [slots.{current.name}]: after"
            if other is None or other.type != current.type:
                raise ConfigError(f"{at}: expected another slot of type {current.type}, got {shown(current.after)}")
            if other.name in seen:
                raise ConfigError(f"{at}: {other.name} comes after {current.name} already; leave one of them out")
            seen.add(other.name)
            current = other


def _parts(table: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """The parts of the day that a file sets, checked."""
    for name, value in table.items():
        if name not in part_names():
            raise ConfigError(f"{where}: [parts]: unknown part {shown(name)}; expected {', '.join(part_names())}")
        try:
            times = [minutes_of(each) for each in value.split("/")] if isinstance(value, str) else []
        except ValueError:
            times = []
        if len(times) not in (1, 2):
            raise ConfigError(
                f"{where}: [parts]: {name}: expected a time or two, such as 17:00/21:00, got {shown(value)}; correct it"
            )
    return table
