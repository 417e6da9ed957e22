"""Trainings of a queue on the workers of a cluster, one a core, side by side.

What each has reached lies beside its model in a folder that all machines share; where a machine is lost, another worker
goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Condition
from typing import Any

from slottag.engines.cluster import LOSSES
from slottag.engines.machines import ClusterError, Having
from slottag.errors import OutputError, SlottagError
from slottag.files import working_alone
from slottag.model.place import model_place
from slottag.training.device import find_device
from slottag.training.queue import Begin, Moved, Over, Queue, Standing, Training, in_turn
from slottag.training.steps import BatchDone

Event = Moved | Over

# Seconds for which news are waited for at a time, and in which the process of a lost worker must have ended.
_NEWS, _ENDING = 2.0, 60.0


def side_by_side(queue: Queue, begin: Begin, max_seconds: float | None = None) -> Iterator[Event | None]:
    """Train what is not over, as ``in_turn`` does, with as many at once as the cluster has cores; ``None`` says that
    nothing is new.

    Raises:
        ClusterError: a worker has another slottag, one training is lost too often, or its folder is not the one that
            is seen here.
        SlottagError: what a training raises.
    """
    import ray

    yield from in_turn([(training, standing) for training, standing in queue if standing.metrics], begin, max_seconds)
    shared = ray.put(begin)
    courses = [_Course(training, shared, max_seconds) for training, standing in queue if not standing.metrics]
    try:
        while any(not course.over for course in courses):
            fresh = [event for course in courses for event in course.news()]
            yield from fresh
            if not fresh:
                yield None
    finally:
        for course in courses:
            course.end()


class _Course:
    """A training that is under way on the cluster, seen from here."""

    def __init__(self, training: Training, begin: Any, max_seconds: float | None) -> None:
        import ray

        self._ray = ray
        self._training = training
        self._given = replace(training, directory=training.directory.resolve()), begin, max_seconds
        self._losses = 0
        self._runs = self.over = False
        self._worker, self._told = self._begun()

    def news(self) -> list[Event]:
        """What has happened since it was asked last; nothing is waited for."""
        if self.over or not self._ray.wait([self._told], timeout=0)[0]:
            return []
        try:
            told = self._ray.get(self._told)
        except self._ray.exceptions.RayTaskError:
            raise  # The training itself went wrong.
        except self._ray.exceptions.RayError as error:
            self._losses += 1
            if self._losses > LOSSES:
                advice = "see whether memory is short" if self._runs else "install the same slottag on all machines"
                raise ClusterError(
                    f"{self._training}: was lost {self._losses} times with its worker; {advice}"
                ) from error
            self.end()
            self._worker, self._told = self._begun()
            return []
        if not self._runs:
            told.check(Having.here())
            self._runs = True
            self._worker.run.remote()
            self._told = self._worker.news.remote()
            return []
        events, wrong = told
        if wrong is not None:
            raise wrong
        self.over = any(isinstance(event, Over) for event in events)
        if self.over:
            self._check_shared()
            self.end()
        else:
            self._told = self._worker.news.remote()
        return [replace(event, training=self._training) for event in events]

    def end(self) -> None:
        """Let its worker go."""
        self._ray.kill(self._worker)

    def _begun(self) -> tuple[Any, Any]:
        """A worker that will go on with it, and what it has."""
        self._runs = False
        kind = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0, max_concurrency=2)(_Worker)
        worker = kind.remote(*self._given, anew=not self._losses)
        return worker, worker.ready.remote()

    def _check_shared(self) -> None:
        if not model_place(self._training.directory).holds():
            raise ClusterError(
                f"{self._training.directory}: a worker has written the model, and it is not here; name a folder that"
                " all machines of the cluster share"
            )


class _Worker:
    """A training in a process of the cluster: it goes on by itself, and tells what is new when it is asked."""

    def __init__(self, training: Training, begin: Begin, max_seconds: float | None, *, anew: bool) -> None:
        self._training, self._begin, self._max_seconds, self._anew = training, begin, max_seconds, anew
        self._events: list[Event] = []
        self._wrong: SlottagError | None = None
        self._fresh = Condition()

    def ready(self) -> Having:
        """What it has, once it is there."""
        return Having.here()

    def run(self) -> None:
        """Train to the end."""
        try:
            find_device("cpu", 1)
            if not self._anew:
                _wait_for_the_lost(self._training.directory)
            standing = Standing.of(self._training, self._begin.material, self._max_seconds)
            for event in in_turn([(self._training, standing)], self._begin, self._max_seconds):
                self._take(event)
        except SlottagError as error:
            with self._fresh:
                self._wrong = error
                self._fresh.notify()

    def news(self) -> tuple[list[Event], SlottagError | None]:
        """What has happened since it was asked last, and what went wrong."""
        with self._fresh:
            if not (self._events or self._wrong):
                self._fresh.wait(_NEWS)
            events, self._events = self._events, []
            return events, self._wrong

    def _take(self, event: Event) -> None:
        with self._fresh:
            # Of the batches the last one is told, since many end between two questions.
            if self._events and _is_batch(self._events[-1]):
                self._events.pop()
            self._events.append(event)
            if not _is_batch(event):
                self._fresh.notify()


def _is_batch(event: Event) -> bool:
    return isinstance(event, Moved) and isinstance(event.step, BatchDone)


def _wait_for_the_lost(directory: Path) -> None:
    """Wait until the process that was at this training is gone, which may outlive its machine's name for a moment."""
    end = time.monotonic() + _ENDING
    while not _is_free(directory) and time.monotonic() < end:
        time.sleep(1)


def _is_free(directory: Path) -> bool:
    try:
        with working_alone(directory):
            return True
    except OutputError:
        return False
