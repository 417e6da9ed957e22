"""``python -m slottag.data.booking_zh FOLDER``: write the corpus that the grammar in the folder describes."""

from __future__ import annotations

import sys
from pathlib import Path

from slottag.data.booking_zh.corpus import write_corpus
from slottag.errors import SlottagError


def main(arguments: list[str]) -> str | None:
    """Write the corpus; the message of what went wrong, if anything did."""
    if len(arguments) != 1:
        return "usage: python -m slottag.data.booking_zh FOLDER (the folder with the grammar)"
    try:
        write_corpus(Path(arguments[0]))
    except SlottagError as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
