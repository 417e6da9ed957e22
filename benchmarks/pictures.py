"""The pictures of ``docs/``: SVG that reads on a light page and on a dark one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from benchmarks.results import asked_to_write
from slottag.files import writing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = Path(__file__).parent.parent / "docs" / "networks"
_INK = "#7c7c76"
_STYLE: dict[Any, Any] = {
    **dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "text.color", "xtick.color", "ytick.color"), _INK),
    "svg.fonttype": "none",
    "svg.hashsalt": "slottag",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_COLOURS = ("#2a78c8", "#d1662b", "#3a9a5b", "#9a5fc0", "#b8912b", "#c24d72", "#4aa3a3", "#8a8a8a")


@dataclass(frozen=True)
class Dots:
    """A panel: under each name, the values of each seed."""

    title: str
    values: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Line:
    """A line of a panel: the values at each place."""

    name: str
    places: Sequence[float]
    values: Sequence[float]


def draw_dots(panels: Sequence[Dots], name: str, label: str) -> None:
    """A dot a seed and a stroke for the mean, a row for each name."""
    most = max(len(panel.values) for panel in panels)
    with rc_context(_STYLE):
        figure = _figure(7, 1 + len(panels) * (0.5 + 0.32 * most))
        for axes, panel in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True):
            _draw_panel(axes, panel)
            axes.set_title(panel.title if len(panels) > 1 else "", fontsize="medium", loc="left")
        figure.axes[-1].set_xlabel(label)
        _save(figure, name)


def _draw_panel(axes: Axes, panel: Dots) -> None:
    for row, values in enumerate(panel.values.values()):
        colour = _COLOURS[row % len(_COLOURS)]
        axes.plot(values, [row] * len(values), "o", color=colour, alpha=0.7, markersize=5)
        axes.plot([sum(values) / len(values)], [row], "|", color=colour, markersize=18, markeredgewidth=2)
    axes.set_yticks(range(len(panel.values)), list(panel.values))
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.25)
    axes.margins(y=0.15)


def draw_lines(lines: Sequence[Line], name: str, *, x: str, y: str, logarithmic: bool = False) -> None:
    """A line for each name, with its places as they are."""
    with rc_context(_STYLE):
        figure = _figure(7, 4)
        axes = figure.subplots()
        for number, line in enumerate(lines):
            colour = _COLOURS[number % len(_COLOURS)]
            marker = "o" if len(line.places) < 20 else ""
            axes.plot(line.places, line.values, marker=marker, color=colour, label=line.name, alpha=0.85)
        axes.set(xlabel=x, ylabel=y, **({"yscale": "log"} if logarithmic else {}))
        axes.grid(alpha=0.25)
        figure.legend(loc="outside upper left", ncols=4, frameon=False)
        _save(figure, name)


def _figure(width: float, height: float) -> Figure:
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure


def _save(figure: Figure, name: str) -> None:
    """Write the picture in the same bytes each time that the same is drawn."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    if not asked_to_write():
        return
    with writing(FOLDER / f"{name}.svg") as stream:
        figure.savefig(stream, format="svg", transparent=True, metadata=nothing)
