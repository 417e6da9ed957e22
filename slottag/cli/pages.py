"""Pages that commands write beside what they print."""

from __future__ import annotations

from pathlib import Path

from slottag.cli.plain import say
from slottag.extras import needs
from slottag.files import check_file, writing
from slottag.tagging.lines import check_distinct


def check_page(path: Path, source: str | None = None) -> None:
    """See to it, before any work, that a page can be drawn and written, and is not what is read.

    Raises:
        InstallationError: what draws pages is not installed.
        OutputError: the page is the source, or cannot be written.
    """
    needs("a page", "jinja2")
    if source is not None:
        check_distinct(Path(source), path)
    check_file(path)


def write_page(path: Path, page: str, what: str) -> None:
    """Write a page whole or not at all, and say what it holds."""
    with writing(path) as stream:
        stream.write(page)
    say(f"{what} in {path}")
