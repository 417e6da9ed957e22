"""Text on its way to a terminal: what a control character could do there is taken from it. No rich needed."""

from __future__ import annotations

import json
import re
import sys

# C0 and C1 controls, line separators, what overrides the direction of writing, halves of surrogate pairs.
_HARMFUL = r"\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_CONTROL = re.compile(rf"[\x00-\x1f{_HARMFUL}]")
_CONTROL_IN_DATA = re.compile(rf"[\x00-\x08\x0b-\x1f{_HARMFUL}]")


def visible(text: str) -> str:
    """The text with each control character as a visible sign: ``␛`` for an escape, ``\\u202e`` for the rarer ones."""
    return _CONTROL.sub(_sign, text)


def visible_data(text: str) -> str:
    """The same for lines of a data format, whose tabs and line ends stay; JSON stays JSON of the same value."""
    return _CONTROL_IN_DATA.sub(_sign, text)


def write_json(value: object) -> None:
    """A value as one line on stdout; on a terminal with no control character as itself."""
    line = json.dumps(value, ensure_ascii=False)
    sys.stdout.write((visible_data(line) if sys.stdout.isatty() else line) + "\n")


def say(message: str) -> None:
    """One line on stderr, whatever the message holds."""
    sys.stderr.write(f"slottag: {visible(message)}\n")


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else f"\\u{code:04x}"
