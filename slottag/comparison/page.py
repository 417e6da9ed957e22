"""The result of a comparison as one self-contained page of HTML."""

from __future__ import annotations

from pathlib import Path

from slottag.comparison.plots import Colour, draw_score_over_parameters, draw_score_over_time
from slottag.comparison.result import Result
from slottag.comparison.verdict import verdict
from slottag.evaluation.page import page_environment

# More would make the page slow to open and nobody reads on.
_MOST_PARTINGS = 200


def render_page(result: Result, *, slot_colour: Colour, network_colour: Colour) -> str:
    """The page, which needs no network.

    Args:
        result: what it shows.
        slot_colour: the colour of a slot as ``#rrggbb``.
        network_colour: that of a network by its name.
    """
    template = page_environment(Path(__file__).parent).get_template("comparison.html.jinja")
    return template.render(
        result=result,
        verdict=verdict(result),
        partings=result.partings[:_MOST_PARTINGS],
        colour=slot_colour,
        network_colour=network_colour,
        plots={
            f"{result.measure} on dev over time": draw_score_over_time(result, network_colour),
            f"{result.measure} on test over parameters": draw_score_over_parameters(result, network_colour),
        },
    )
