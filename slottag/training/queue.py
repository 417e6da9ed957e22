"""A queue of trainings. What is over is not trained again, what is under way goes on.

So the networks of a comparison and the members of a model are trained, one after the other (``in_turn``) or elsewhere:
whoever stops taking steps may begin again later, and comes to the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from slottag.errors import ConfigError, DivergenceError
from slottag.files import working_alone
from slottag.files.strays import sweep
from slottag.model import Config, Model
from slottag.model.place import model_place
from slottag.training.checkpoint import checkpoint_directory, training_place
from slottag.training.kept import read_kept
from slottag.training.material import Material
from slottag.training.state import TrainingState
from slottag.training.steps import Step

Metrics = Mapping[str, Any]
Event = TypeVar("Event")

# Seconds until it is asked again what is new.
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Training:
    """One network to train: the ``number``-th (from 1) of ``of`` in its queue.

    Attributes:
        name: what is trained, in one word or two.
        config: what it is trained with.
        directory: where its model is to be; what is kept of it under way lies beside.
    """

    name: str
    config: Config
    directory: Path
    number: int
    of: int

    @property
    def seed(self) -> int:
        """The start of its random choices."""
        return self.config.training.seed

    def __str__(self) -> str:
        return f"{self.name}, seed {self.seed} ({self.number}/{self.of})"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a training has come, judged by what lies in its place.

    Attributes:
        metrics: what its model tells, if it is over.
        under_way: whether it is to be gone on with.
        misfit: what is wrong with what lies there, if that is no part of this training.
    """

    metrics: Metrics | None = None
    under_way: bool = False
    misfit: str | None = None

    @classmethod
    def of(cls, training: Training, material: Material, max_seconds: float | None = None) -> Standing:
        """That of a training on this material which may take so much time, over all attempts.

        Raises:
            ModelError: what is kept there cannot be read.
            OutputError: something else than slottag's own lies there.
        """
        place, kept = model_place(training.directory), training_place(training.directory)
        place.check()
        kept.check()
        under_way = kept.holds()
        if under_way and (misfit := _misfit_of_kept(training, material, max_seconds)):
            return cls(misfit=misfit)
        if not place.holds():
            return cls(under_way=under_way)
        model = Model.load(training.directory)
        metrics = model.metrics
        given = metrics.get("max_seconds")
        if misfit := _misfit(training, model.config, metrics.get("fingerprint"), material):
            return cls(misfit=misfit)
        if given != max_seconds and _exceeds(given if under_way and given else metrics["seconds"], max_seconds):
            return cls(misfit="had more time")
        # Only for want of time is a training kept whose model is what was asked for.
        over = not under_way or (given and given == max_seconds)
        return cls(metrics=metrics) if over else cls(under_way=True)


@dataclass(frozen=True, slots=True)
class Moved:
    """A training has taken a step and has ``part`` (0…1) of its epochs or of its time behind it."""

    training: Training
    step: Step
    part: float


@dataclass(frozen=True, slots=True)
class Over:
    """A training is over and its model written, or it was before (``reused``); with what the model tells of it."""

    training: Training
    metrics: Metrics
    reused: bool


class Session(Protocol):
    """What trains one network, keeps it under way, and writes its model."""

    state: TrainingState

    def steps(self) -> Iterator[Step]:
        """Train, yielding what happens."""

    def finish(self, notes: Metrics | None = None) -> Model:
        """Write the best model so far, with these notes among its metrics."""


class Begin(Protocol):
    """What begins trainings on the same material, and can be sent to another process."""

    @property
    def material(self) -> Material:
        """What they are trained on."""

    def __call__(self, training: Training, resume: bool) -> Session:
        """The session of a training, anew or taken up again."""


Queue = Sequence[tuple[Training, Standing]]
# What trains a queue as ``in_turn`` does. Where that is done elsewhere, ``None`` says that nothing is new.
Run = Callable[[Queue, Begin, "float | None"], "Iterator[Moved | Over | None]"]


def in_turn(trainings: Queue, begin: Begin, max_seconds: float | None = None) -> Iterator[Moved | Over]:
    """Train what is not over, each step by step; what does not fit is begun anew.

    Args:
        trainings: what to train, in this order, and how far each has come.
        begin: the session of a training, anew or taken up again.
        max_seconds: the time for each, over all attempts; ``None`` for any.

    Raises:
        ConfigError: the time was not enough for one epoch.
        DivergenceError: a training's numbers are no longer finite.
        OutputError: a model cannot be written there.
    """
    for training, standing in trainings:
        if standing.metrics is not None:
            _clear_up(training.directory)
            yield Over(training, standing.metrics, reused=True)
            continue
        session = begin(training, standing.under_way)
        try:
            for step, part in _steps(session, max_seconds):
                yield Moved(training, step, part)
            model = session.finish({} if max_seconds is None else {"max_seconds": max_seconds})
        except (ConfigError, DivergenceError) as error:
            raise type(error)(f"{training}: {error}") from error
        yield Over(training, model.metrics, reused=False)


def awaited(events: Iterable[Event | None]) -> Iterator[Event]:
    """What happens, waited for where nothing is new."""
    for event in events:
        if event is None:
            time.sleep(_PAUSE)
        else:
            yield event


def _clear_up(directory: Path) -> None:
    """Remove what a kill left beside a model that is complete: its training's lock, and what was being removed."""
    with working_alone(directory):
        for place in (directory, checkpoint_directory(directory)):
            sweep(place)


def _steps(session: Session, max_seconds: float | None) -> Iterator[tuple[Step, float]]:
    """The steps until the time is over, each with the part of the training that is behind it."""
    limit = float("inf") if max_seconds is None else max_seconds
    spent = session.state.history[-1].seconds if session.state.history else 0.0
    if spent >= limit:
        return
    begun = time.monotonic() - spent
    for step in session.steps():
        seconds = time.monotonic() - begun
        yield step, min(1.0, max(step.part, seconds / limit))
        if seconds >= limit:
            return


def _misfit_of_kept(training: Training, material: Material, max_seconds: float | None) -> str | None:
    kept = read_kept(training_place(training.directory).path)
    if misfit := _misfit(training, kept.config, kept.fingerprint, material):
        return misfit
    # The last epoch's scoring may end a little past the time; that it began past it may not be.
    late = len(kept.history) > 1 and _exceeds(kept.history[-2].seconds, max_seconds)
    return "had more time" if late else None


def _misfit(training: Training, config: Config, fingerprint: object, material: Material) -> str | None:
    if config != training.config:
        return "has other settings"
    return "is of other sentences" if fingerprint != material.fingerprint else None


def _exceeds(seconds: float, limit: float | None) -> bool:
    return limit is not None and seconds > limit
