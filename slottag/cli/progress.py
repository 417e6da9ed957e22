"""The course of a training on the screen: live on a terminal, a line an epoch elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from slottag.cli.console import console
from slottag.cli.plain import say

if TYPE_CHECKING:
    from rich.progress import Progress

    from slottag.training import BatchDone, EpochDone, Step


class Display(Protocol):
    """Something that shows the steps of a training."""

    def show(self, step: Step) -> None:
        """Show one step."""


@contextmanager
def progress_display(measure: str) -> Iterator[Display]:
    """The display that fits stderr: a bar that moves on a terminal, plain lines elsewhere. ``measure`` names the figure
    on dev.
    """
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield PlainDisplay(measure)
        return

    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]} left"),
        TextColumn("loss {task.fields[loss]}"),
        TextColumn(f"dev {measure} {{task.fields[dev]}}"),
        TextColumn("[bold]{task.fields[kept]}[/bold]"),
    )
    with Progress(*columns, console=screen) as progress:
        yield LiveDisplay(progress)


class PlainDisplay:
    """One line for each epoch."""

    def __init__(self, measure: str) -> None:
        self._measure = measure

    def show(self, step: Step) -> None:
        """Show the step if it ends an epoch."""
        from slottag.training import EpochDone

        if isinstance(step, EpochDone):
            say(describe_epoch(step, self._measure))


class LiveDisplay:
    """A bar over the whole training, with the time left, the loss, the dev score and the best so far."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("training", total=None, left="?", loss="?", dev="?", kept="")
        self._begun = time.monotonic()
        self._before: float | None = None
        self._loss = 0.0

    def show(self, step: Step) -> None:
        """Move the bar on."""
        from slottag.training import EpochDone

        if isinstance(step, EpochDone):
            self._show_epoch(step)
        else:
            self._show_batch(step)

    def _show_epoch(self, step: EpochDone) -> None:
        self._progress.update(self._task, dev=f"{100 * step.dev_score:.2f}", kept=describe_kept(step))

    def _show_batch(self, step: BatchDone) -> None:
        if self._before is None:
            self._before = step.part
        elapsed = time.monotonic() - self._begun
        moved = step.part - self._before
        self._loss = 0.95 * self._loss + 0.05 * step.loss if self._loss else step.loss
        self._progress.update(
            self._task,
            description=describe_place(step),
            completed=step.part,
            total=1.0,
            left=duration(elapsed / moved * (1 - step.part)) if moved else "?",
            loss=f"{self._loss:.3f}",
        )


def describe_place(step: Step) -> str:
    """Where the training is: the epoch, and of which network if there are several."""
    network = f"network {step.network}/{step.networks}  " if step.networks > 1 else ""
    return f"{network}epoch {step.epoch}/{step.epochs}"


def describe_epoch(step: EpochDone, measure: str) -> str:
    """How an epoch ended, on one line."""
    return (
        f"{describe_place(step)}  loss {step.loss:.3f}  dev {measure} {100 * step.dev_score:.2f}"
        f"  {describe_kept(step)}  {step.seconds:.0f} s"
    )


def describe_kept(step: EpochDone) -> str:
    """Which epoch is kept so far, and the best where it is another: one that chance alone may have put ahead."""
    best = step.kept_epoch == step.best_epoch or (step.kept_epoch == step.epoch and step.dev_score == step.best_score)
    place = "" if best else f", epoch {step.best_epoch}, within chance"
    return f"kept: epoch {step.kept_epoch} (best {100 * step.best_score:.2f}{place})"


def duration(seconds: float) -> str:
    """A time as minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
