"""How numbers of things are told."""

from __future__ import annotations


def plural(number: int, noun: str) -> str:
    """``1 sentence``, ``2 sentences``, ``1,024 sentences``: the number and the noun, which takes an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
