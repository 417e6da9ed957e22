"""The course of one or more trainings on the screen: a bar on a terminal, a line an epoch elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from slottag.cli.console import console
from slottag.cli.plain import say

if TYPE_CHECKING:
    from rich.progress import Progress

    from slottag.training import EpochDone, Step
    from slottag.training.queue import Moved, Over


class Display(Protocol):
    """Something that shows what happens: the steps of one training, or what a queue of them yields."""

    def show(self, event: Step | Moved | Over) -> None:
        """Show one of them."""


@contextmanager
def progress_display(measure: str, *, queue: bool = False, lines: bool = False) -> Iterator[Display]:
    """The display that fits stderr: a bar that moves on a terminal, plain lines elsewhere.

    Args:
        measure: the name of the figure on dev.
        queue: whether the trainings of a queue are shown; their names take the room of the loss and the best epoch.
        lines: whether there are lines on a terminal, too: one bar cannot tell of several that go on side by side.
    """
    screen = console(stderr=True)
    if lines or not screen.is_terminal:
        yield PlainDisplay(measure)
        return

    from rich.progress import BarColumn, Progress, TextColumn

    columns = [
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[left]} left"),
        TextColumn("loss {task.fields[loss]}"),
        TextColumn(f"dev {measure} {{task.fields[dev]}}"),
        TextColumn("[bold]{task.fields[kept]}[/bold]"),
    ]
    if queue:
        del columns[6], columns[4]
    with Progress(*columns, console=screen) as progress:
        yield LiveDisplay(progress, measure)


@contextmanager
def tagging_display(part: Callable[[], float] | None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that is told how many sentences are tagged; ``part`` gives how much of the input is read."""
    from rich.progress import BarColumn, Progress, TextColumn

    columns = [
        TextColumn("{task.fields[sentences]} sentences"),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[rate]}/s"),
        TextColumn("{task.fields[left]} left"),
    ]
    begun = time.monotonic()
    with Progress(*columns, console=console(stderr=True)) as progress:
        task = progress.add_task("tagging", total=None if part is None else 1.0, sentences="0", rate="?", left="?")
        before = None if part is None else part()

        def show(sentences: int) -> None:
            taken = time.monotonic() - begun
            done = None if part is None else part()
            fresh = 0.0 if done is None or before is None else done - before
            left = duration(taken / fresh * (1 - (done or 0))) if fresh > 0 else "?"
            rate = f"{sentences / taken:,.0f}" if taken else "?"
            progress.update(task, completed=done, sentences=f"{sentences:,}", rate=rate, left=left)

        yield show


class PlainDisplay:
    """One line for each epoch, and one for each training of a queue that is over."""

    def __init__(self, measure: str) -> None:
        self._measure = measure

    def show(self, event: Step | Moved | Over) -> None:
        """Show what ends an epoch or a training."""
        from slottag.training import EpochDone
        from slottag.training.queue import Moved, Over

        if isinstance(event, Over):
            say(describe_end(event, self._measure))
            return
        name, step = (f"{event.training}: ", event.step) if isinstance(event, Moved) else ("", event)
        if isinstance(step, EpochDone):
            say(f"{name}{describe_epoch(step, self._measure)}")


class LiveDisplay:
    """A bar over all that is trained, with the time left at most, the loss, the dev score and the best so far; and a
    line for each training of a queue that is over.
    """

    def __init__(self, progress: Progress, measure: str) -> None:
        self._measure = measure
        self._progress = progress
        self._task = progress.add_task("training", total=None, left="?", loss="?", dev="?", kept="")
        self._begun = time.monotonic()
        self._work = 0.0
        self._before: float | None = None
        self._loss = 0.0

    def show(self, event: Step | Moved | Over) -> None:
        """Move the bar on."""
        from slottag.training.queue import Moved, Over

        if isinstance(event, Over):
            self._progress.console.print(describe_end(event, self._measure))
            self._before = None
            self._progress.update(self._task, completed=event.training.number, total=event.training.of)
        elif isinstance(event, Moved):
            training = event.training
            self._move(event.step, f"{training} ", training.number - 1 + event.part, training.of)
        else:
            self._move(event, "", event.part, 1)

    def _move(self, step: Step, name: str, done: float, total: int) -> None:
        """Show a step; so many of the trainings are done with it."""
        from slottag.training import EpochDone

        # Only what has been done here tells the pace: not models that were there, nor what was taken up again.
        self._work += 0.0 if self._before is None else done - self._before
        self._before = done
        place, left = f"{name}{describe_place(step)}", self._left(total - done)
        self._progress.update(self._task, description=place, completed=done, total=total, left=left)
        if isinstance(step, EpochDone):
            self._progress.update(self._task, dev=f"{100 * step.dev_score:.2f}", kept=describe_kept(step))
        else:
            self._loss = 0.95 * self._loss + 0.05 * step.loss if self._loss else step.loss
            self._progress.update(self._task, loss=f"{self._loss:.3f}")

    def _left(self, rest: float) -> str:
        return duration((time.monotonic() - self._begun) / self._work * rest) if self._work else "?"


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


def describe_end(over: Over, measure: str) -> str:
    """How a training of a queue ended, on one line."""
    metrics = over.metrics
    return (
        f"{over.training}: {'trained before' if over.reused else 'trained'}: dev {measure}"
        f" {100 * metrics['dev_score']:.2f}"
        f" (epoch {metrics['best_epoch']} of {metrics['epochs']}), {metrics['seconds']:.0f} s"
    )


def duration(seconds: float) -> str:
    """A time as minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
