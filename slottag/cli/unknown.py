"""Slots that are to be found and that nobody has learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slottag.cli.plain import say
from slottag.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from slottag.text import Sentence


def check_slots(gold: Sequence[Sentence], known: Collection[str], place: str, learner: str) -> None:
    """Warn of slots that the learner does not know.

    Raises:
        DataError: it knows none of them, or there is no sentence.
    """
    if not gold:
        raise DataError(f"{place}: no sentence; expected at least one to evaluate on")
    first = {span.slot: sentence.where for sentence in reversed(gold) for span in sentence.spans}
    unknown = {slot: first[slot] for slot in sorted(first) if slot not in known}
    if first and len(unknown) == len(first):
        raise DataError(
            f"{place}: {learner} knows none of its slots ({_some(sorted(first))}), it knows"
            f" {_some(sorted(known))}; name data that belongs to it"
        )
    if unknown:
        slot, where = next(iter(unknown.items()))
        others = f", then {_some([*unknown][1:])}" if len(unknown) > 1 else ""
        say(f"warning: {where}: {len(unknown)} slot(s) that {learner} does not know count as missed: {slot}{others}")


def _some(slots: Sequence[str]) -> str:
    return ", ".join(slots[:4]) + (", …" if len(slots) > 4 else "")
