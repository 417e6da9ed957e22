"""``python -m slottag.data.booking FOLDER [--clean]``: write the corpus that the grammar in the folder describes.

``--clean`` leaves the sentences to train on as the grammar says them, without slips, short forms and fillers.
"""

from __future__ import annotations

import sys
from pathlib import Path

from slottag.data.booking.corpus import write_corpus
from slottag.errors import SlottagError


def main(arguments: list[str]) -> str | None:
    """Write the corpus; the message of what went wrong, if anything did."""
    folders = [argument for argument in arguments if argument != "--clean"]
    if len(folders) != 1:
        return "usage: python -m slottag.data.booking FOLDER [--clean] (the folder with the grammar)"
    try:
        write_corpus(Path(folders[0]), noise="--clean" not in arguments)
    except SlottagError as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
