"""The course of a comparison on the screen: one bar over all trainings on a terminal, a line an epoch elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from slottag.cli.console import console
from slottag.cli.plain import say
from slottag.cli.progress import describe_epoch, describe_place, duration

if TYPE_CHECKING:
    from rich.progress import Progress

    from slottag.comparison import Moved, Over


class Display(Protocol):
    """Something that shows the steps of a comparison."""

    def show(self, step: Moved | Over) -> None:
        """Show one step."""


@contextmanager
def comparison_display(measure: str) -> Iterator[Display]:
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
        TextColumn(f"dev {measure} {{task.fields[dev]}}"),
    )
    with Progress(*columns, console=screen) as progress:
        yield LiveDisplay(progress, measure)


class PlainDisplay:
    """One line for each epoch, and one for each training that is over."""

    def __init__(self, measure: str) -> None:
        self._measure = measure

    def show(self, step: Moved | Over) -> None:
        """Show the step if it ends an epoch or a training."""
        from slottag.comparison import Over
        from slottag.training import EpochDone

        if isinstance(step, Over):
            say(_describe_end(step, self._measure))
        elif isinstance(step.step, EpochDone):
            say(f"{step.training}: {describe_epoch(step.step, self._measure)}")


class LiveDisplay:
    """A bar over all trainings, with the time that is left at most and the dev score of the one under way."""

    def __init__(self, progress: Progress, measure: str) -> None:
        self._measure = measure
        self._progress = progress
        self._task = progress.add_task("comparison", total=None, left="?", dev="?")
        self._begun = time.monotonic()
        self._work = 0.0
        self._before: float | None = None

    def show(self, step: Moved | Over) -> None:
        """Move the bar on; a training that is over also leaves a line."""
        from slottag.comparison import Over

        if isinstance(step, Over):
            self._progress.console.print(_describe_end(step, self._measure))
            self._before = None
            self._progress.update(self._task, completed=step.training.number, total=step.training.of)
        else:
            self._show_step(step)

    def _show_step(self, moved: Moved) -> None:
        from slottag.training import EpochDone

        training, step = moved.training, moved.step
        done = training.number - 1 + moved.part
        # Only what has been done here tells the pace: not models that were there, nor what was taken up again.
        self._work += 0.0 if self._before is None else done - self._before
        self._before = done
        if isinstance(step, EpochDone):
            self._progress.update(self._task, dev=f"{100 * step.dev_score:.2f}")
        self._progress.update(
            self._task,
            description=f"{training} {describe_place(step)}",
            completed=done,
            total=training.of,
            left=self._left(training.of - done),
        )

    def _left(self, rest: float) -> str:
        return duration((time.monotonic() - self._begun) / self._work * rest) if self._work else "?"


def _describe_end(over: Over, measure: str) -> str:
    metrics = over.metrics
    return (
        f"{over.training}: {'trained before' if over.reused else 'trained'}: dev {measure}"
        f" {100 * metrics['dev_score']:.2f}"
        f" (epoch {metrics['best_epoch']} of {metrics['epochs']}), {metrics['seconds']:.0f} s"
    )
