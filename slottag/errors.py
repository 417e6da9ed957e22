"""The kinds of error that slottag raises on purpose.

SlottagError
├── DataError          a file or sentence that cannot be read as marked text
├── ModelError         a model directory that is missing, cut short, altered or of another kind
├── ConfigError        settings that contradict each other or the data
├── DivergenceError    a training whose numbers are no longer finite
├── OutputError        a place that cannot be written
└── InstallationError  a package that is not installed, which an extra of slottag brings

Each message is one line that says what is wrong, where (``file:line``), what was expected and got, and what to
do. The command line prints it on stderr and ends with exit status 1; anything else that escapes is a bug.

What a file holds may be long, and so may a path: a message shows a value by ``shown``, and is cut in its middle where
it would be longer than is read at a glance.
"""

from __future__ import annotations

from reprlib import Repr

# Characters of a whole message, and of those the ones at its end, where it says what to do.
_LONGEST, _END = 299, 150

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def shown(value: object) -> str:
    """A value as a message shows it: its ``repr``, cut in the middle where it is long."""
    return _SHORT.repr(value)


class SlottagError(Exception):
    """The root of every error that is the input's fault, not the program's."""

    def __str__(self) -> str:
        """The message on one line, cut in its middle where it is long."""
        message = " ".join(super().__str__().splitlines())
        front = _LONGEST - _END - 3
        return message if len(message) <= _LONGEST else f"{message[:front]} … {message[-_END:]}"


class DataError(SlottagError):
    """A file or sentence that cannot be read as marked text."""


class ModelError(SlottagError):
    """A model directory that is missing, cut short, altered or of another kind."""


class ConfigError(SlottagError):
    """Settings that contradict each other or the data."""


class DivergenceError(SlottagError):
    """A training whose numbers are no longer finite."""


class OutputError(SlottagError):
    """A place that cannot be written."""


class InstallationError(SlottagError):
    """A package that is not installed, which an extra of slottag brings."""
