"""The course of a training as a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from slottag.training.steps import EpochDone

# What can be drawn; a network whose loss is beyond has not learnt anything.
_LEAST, _MOST = 1e-9, 1e9


def draw_curve(history: Sequence[EpochDone], measure: str) -> bytes:
    """Loss and the dev score, a figure of this name, over the epochs, as the bytes of a PNG."""
    figure = Figure(figsize=(7, 4), layout="constrained")
    FigureCanvasAgg(figure)
    loss_axis = figure.add_subplot()
    score_axis = loss_axis.twinx()
    epochs = [done.epoch for done in history]
    (loss,) = loss_axis.plot(
        epochs, [_drawable(done.loss) for done in history], color="#b2182b", linestyle="--", label="loss"
    )
    scores = [100 * _drawable(done.dev_score) for done in history]
    (score,) = score_axis.plot(epochs, scores, color="#2166ac", label=f"dev {measure}")
    kept = history[history[-1].kept_epoch - 1]
    mark = score_axis.scatter([kept.epoch], [scores[kept.epoch - 1]], color="#2166ac", zorder=3)
    mark.set_label(f"kept: {scores[kept.epoch - 1]:.2f} in epoch {kept.epoch}")
    loss_axis.set(xlabel="epoch", ylabel="mean loss of a sentence", yscale="log")
    loss_axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    score_axis.set_ylabel(f"{measure} on dev, %")
    score_axis.legend(handles=[loss, score, mark], loc="center right")
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=110)
    return picture.getvalue()


def _drawable(value: float) -> float:
    """The value within what an axis can show, one of logarithms, too; what is no number is drawn as the most."""
    return min(max(value, _LEAST), _MOST) if value == value else _MOST
