"""Draw ``docs/shell.svg``: what the shell of ``slottag tag`` answers.

Usage: python docs/make_shell_picture.py [MODEL]

MODEL is a model of the booking corpus, by default ``models/booking``. The sentences are drawn as the shell draws them,
so the picture shows what the tool does.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

import slottag
from slottag.cli.draw import coloured, frame
from slottag.text import Palette

TARGET = Path(__file__).with_name("shell.svg")
TYPED = (
    "I would like to arrive Taipei on November 2nd",
    "two of us from Oslo to Rome, must be there by 9 am on Friday, nonstop please",
    "my sister gets married in Lyon on the 3rd, I have to be there by noon",
)
# The picture names no font that would have to be fetched.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code,", "")


def picture(model: Path) -> str:
    """The SVG."""
    tagger = slottag.load(model)
    palette = Palette(tagger.slots)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=84, file=nowhere, force_terminal=True, highlight=False, markup=False)
        for text in TYPED:
            sentence = tagger(text)
            console.print(Text.assemble(("> ", "bold"), coloured(sentence, palette)))
            console.print(frame(sentence, palette))
            console.print()
        return console.export_svg(title="slottag tag", theme=DIMMED_MONOKAI, code_format=FORMAT, unique_id="shell")


if __name__ == "__main__":
    TARGET.write_text(picture(Path(sys.argv[1] if len(sys.argv) > 1 else "models/booking")), encoding="utf-8")
