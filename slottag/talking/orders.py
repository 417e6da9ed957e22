"""What can be said to a talk besides turns: commands that begin with a colon."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from slottag.errors import DataError, shown
from slottag.talking.talk import Talk
from slottag.values.zones import moment_of

ORDERS: Mapping[str, str] = {
    ":new": "forget the request and begin another",
    ":frame": "what is known of the request, and what is missing",
    ":undo": "take the last turn back",
    ":now": "when it is said; :now TIME sets it, :now clock follows the clock",
}


def obey(talk: Talk, line: str) -> str:
    """Do what a line says, and tell in a sentence what came of it; nothing where the frame tells.

    Raises:
        DataError: it is no command, or names no time.
    """
    name, _, rest = line.strip().partition(" ")
    if name not in ORDERS:
        near = get_close_matches(name, ORDERS, n=1)
        meant = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(ORDERS)};"
        raise DataError(f"there is no command {shown(name)}: {meant} A space in front makes it text.")
    if name == ":now":
        return _tell_time(talk, rest.strip())
    if rest:
        raise DataError(f"{name} takes nothing after it; a space in front makes it text")
    if name == ":new":
        talk.new()
    elif name == ":undo" and not talk.undo():
        return "There is nothing to take back."
    return ""


def _tell_time(talk: Talk, text: str) -> str:
    if text:
        try:
            talk.now = None if text == "clock" else moment_of(text)
        except ValueError as error:
            raise DataError(f"{shown(text)}, expected a time such as 2026-11-30T09:15, or clock") from error
    by = "by the clock" if talk.now is None else "until :now clock"
    return f"It is {talk.clock:%Y-%m-%d %H:%M}, {by}."
