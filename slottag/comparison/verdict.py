"""Whether the best network is ahead of the next, in words."""

from __future__ import annotations

from slottag.comparison.result import Result
from slottag.evaluation.comparison import METHOD

_LEVEL = 0.05


def verdict(result: Result) -> str:
    """One sentence; empty for a single network."""
    if result.significance is None:
        return ""
    best, following = result.ranked[:2]
    found = result.significance
    over = f", {result.measure} the mean of {result.seeds} seeds" if result.seeds > 1 else ""
    beyond = "beyond chance" if found.p < _LEVEL else "not beyond chance"
    return (
        f"{best.name} is {100 * found.difference:.2f} points of {result.measure} ahead of {following.name}, {beyond}"
        f" (p = {found.p:.4f}, {METHOD}, {found.rounds:,} rounds{over})."
    )
