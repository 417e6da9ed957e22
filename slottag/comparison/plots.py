"""The pictures of a comparison, as SVG to stand in a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slottag.comparison.result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Colour = Callable[[str], str]

# Drawn in this and then set to the colour of the page's text, which a dark page has lighter.
_INK = "#62625c"
_STYLE: dict[Any, Any] = {
    **dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "text.color", "xtick.color", "ytick.color"), _INK),
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_score_over_time(result: Result, colour: Colour) -> str:
    """The score on dev after each epoch over the seconds of the training; a line for each seed."""

    def draw(axes: Axes) -> None:
        for row in result.rows:
            for number, outcome in enumerate(row.outcomes):
                history = outcome.metrics["history"]
                seconds, score = [done["seconds"] for done in history], [100 * done["dev_score"] for done in history]
                label = "_" if number else row.name
                axes.plot(seconds, score, color=colour(row.name), label=label, marker=".", linewidth=1, alpha=0.8)
        axes.set(xlabel="seconds of training", ylabel=f"{result.measure} on dev, %")
        axes.figure.legend(loc="outside upper left", ncols=3, frameon=False)

    return _svg("time", draw)


def draw_score_over_parameters(result: Result, colour: Colour) -> str:
    """The mean score on the test split over the number of weights, with its standard deviation over the seeds."""

    def draw(axes: Axes) -> None:
        for row in result.rows:
            place = (row.parameters / 1000, 100 * row.test_score.mean)
            spread = 100 * (row.test_score.deviation or 0.0)
            axes.errorbar(*place, yerr=spread, color=colour(row.name), marker="o", capsize=3, linestyle="none")
            axes.annotate(row.name, place, xytext=(7, 4), textcoords="offset points", fontsize="small")
        axes.margins(0.2)
        axes.set(xlabel="thousand parameters", ylabel=f"{result.measure} on test, %")

    return _svg("parameters", draw)


def _svg(salt: str, draw: Callable[[Axes], None]) -> str:
    """What is drawn, in the same bytes each time; the salt keeps names apart where two pictures share a page."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context({**_STYLE, "svg.hashsalt": salt}):
        figure = Figure(figsize=(7, 4), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.add_subplot())
        return _inline(_saved(figure))


def _saved(figure: Figure) -> str:
    target = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(target, format="svg", transparent=True, metadata=nothing)
    return target.getvalue().decode()


def _inline(svg: str) -> str:
    """The element alone, in the colour of the text around it, its groups without names of their own."""
    element = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    return re.sub(r'<g id="[^"]*">', "<g>", element)
