"""The kinds of error that slottag raises on purpose.

SlottagError
├── DataError     a file or sentence that cannot be read as marked text
├── ModelError    a model directory that is missing, cut short, altered or of another kind
├── ConfigError   settings that contradict each other or the data
└── OutputError   a place that cannot be written

Each message is one line that says what is wrong, where (``file:line``), what was expected and got, and what to
do. The command line prints it on stderr and ends with exit status 1; anything else that escapes is a bug.
"""


class SlottagError(Exception):
    """The root of every error that is the input's fault, not the program's."""


class DataError(SlottagError):
    """A file or sentence that cannot be read as marked text."""


class ModelError(SlottagError):
    """A model directory that is missing, cut short, altered or of another kind."""


class ConfigError(SlottagError):
    """Settings that contradict each other or the data."""


class OutputError(SlottagError):
    """A place that cannot be written."""
