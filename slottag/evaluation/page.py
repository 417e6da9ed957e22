"""The report as one self-contained page of HTML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from slottag.evaluation.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

# More would make the page slow to open and nobody reads on.
_MOST_WRONG, _MOST_CONFUSIONS = 500, 50


def render_page(report: Report, colour: Callable[[str], str]) -> str:
    """The page, which needs no network; ``colour`` gives the colour of a slot as ``#rrggbb``."""
    return (
        page_environment()
        .get_template("page.html.jinja")
        .render(
            report=report,
            confusions=report.evaluation.confusions[:_MOST_CONFUSIONS],
            wrong=report.wrong[:_MOST_WRONG],
            colour=colour,
        )
    )


def page_environment(*folders: Path) -> Environment:
    """What renders pages: the templates of these folders, and those here, which hold the style that pages share."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([*folders, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
