"""Write the tables of ``docs/formats.md`` from what the formats say of themselves."""

from __future__ import annotations

from pathlib import Path

from slottag.data.formats import FORMATS

TARGET = Path(__file__).with_name("formats.md")
BEGIN, END = "<!-- written by make docs -->\n", "<!-- until here -->\n"


def tables() -> str:
    """The formats with their rules, and what is lost in those that are written."""
    formats = list(FORMATS.values())
    read = ["| format | known by | rules |", "| --- | --- | --- |"]
    read += [f"| `{one.name}` | {_cell(one.known_by)} | {_cell(one.rules)} |" for one in formats]
    written = ["| format | files | what does not come back |", "| --- | --- | --- |"]
    for one in formats:
        if one.writer:
            spaces = "" if one.writer.spaces else "spaces in slot names are `_`"
            asked = "" if one.writer.keeps_asked else "what was asked"
            loses = "; ".join(filter(None, (one.writer.loses, asked, spaces))) or "nothing"
            kind = f"`{one.endings[0]}`" if one.endings else "a folder"
            written.append(f"| `{one.name}` | {kind} | {_cell(loses)} |")
    return "\n".join([*read, "", "Written with `slottag prepare --format NAME`:", "", *written]) + "\n"


def page() -> str:
    """The whole page with new tables."""
    text = TARGET.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, behind = rest.partition(END)
    return f"{before}{BEGIN}\n{tables()}\n{END}{behind}"


def _cell(text: str) -> str:
    """A text as a table's cell: outside code nothing is taken for HTML or a link."""
    pieces = text.replace("|", "\\|").split("`")
    return "`".join(
        piece if place % 2 else piece.replace("<", "&lt;").replace("[", "&#91;") for place, piece in enumerate(pieces)
    )


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
