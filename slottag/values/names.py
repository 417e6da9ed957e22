"""The words that people name slots by: *the price*, 价格."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slottag.values.phrases import pattern_of
from slottag.values.slots import SlotTypes
from slottag.values.tables import language

# The words of slots.toml by the tables of values.
KEYS = {"chinese": "zh", "english": "en"}


class Name(NamedTuple):
    """Where a text names a slot."""

    slot: str
    start: int
    end: int


class Names:
    """What finds the names of slots in a text: those that ``slots.toml`` tells, else their own."""

    def __init__(self, slots: SlotTypes) -> None:
        self._slots = slots
        self._known: dict[str, tuple[re.Pattern[str], Mapping[str, str]]] = {}

    def __call__(self, name: str, text: str) -> Iterator[Name]:
        """The names in a text of a language."""
        pattern, named = self._of(name)
        for match in pattern.finditer(language(name).plain(text)):
            yield Name(named[match[0]], match.start(), match.end())

    def _of(self, name: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
        if name not in self._known:
            own = language(name)
            named = {
                own.plain(word): slot
                for slot, info in self._slots.slots.items()
                for word in (info.called.get(KEYS[name], ()) if info.called else (slot.replace("_", " "),))
            }
            self._known[name] = pattern_of(named, spaced=own.spaced), named
        return self._known[name]
