"""Colours of slots, the same on a terminal, in a page and in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

# Of one lightness, to be readable on black and on white, and among the 256 that terminals have.
_COLOURS = (
    *("#d75f00", "#008787", "#af5fff", "#5f8700", "#d7005f", "#5f87af", "#008700", "#d700d7"),
    *("#af8700", "#5f5fff", "#d75f87", "#87875f", "#0087d7", "#d70000", "#875fd7"),
)


class Palette:
    """A colour for every slot: the same one for the same slot among the same slots."""

    def __init__(self, slots: Iterable[str] = ()) -> None:
        self._places = {slot: place for place, slot in enumerate(sorted(slots))}

    def colour(self, slot: str) -> str:
        """The colour of a slot as ``#rrggbb``; one that is not among the slots has one by its name."""
        place = self._places.get(slot, crc32(slot.encode("utf-8", "surrogatepass")))
        return _COLOURS[place % len(_COLOURS)]
