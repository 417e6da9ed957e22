"""What a fault program is and what it gives: how often something was tried, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a fault was tried, and a line for each time that slottag did not stand it."""

    tries: int
    failures: Sequence[str]


# Given an empty folder to work in and the share (0…1] of all its tries to make.
Fault = Callable[[Path, float], Tally]
