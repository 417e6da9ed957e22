"""Training the networks of a comparison one after the other, going on where an earlier attempt was ended."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from slottag.comparison.variants import Variant
from slottag.errors import ConfigError, DivergenceError
from slottag.files import working_alone
from slottag.model import Config, Model
from slottag.model.place import model_place
from slottag.training import Step
from slottag.training.checkpoint import training_place
from slottag.training.kept import read_kept
from slottag.training.material import Material
from slottag.training.session import Session

Metrics = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Training:
    """One network to train from one seed: the ``number``-th (from 1) of ``of`` in the comparison."""

    variant: Variant
    seed: int
    directory: Path
    number: int
    of: int

    @property
    def config(self) -> Config:
        """What it is trained with."""
        return self.variant.config.replace({"seed": self.seed})

    def __str__(self) -> str:
        return f"{self.variant.name}, seed {self.seed} ({self.number}/{self.of})"


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


def plan(variants: Sequence[Variant], seeds: int, folder: Path) -> list[Training]:
    """The trainings of these variants from the seeds 0, 1, …: each seed with all variants before the next."""
    pairs = [(variant, seed) for seed in range(seeds) for variant in variants]
    return [
        Training(variant, seed, folder / variant.folder / f"seed-{seed}", number, len(pairs))
        for number, (variant, seed) in enumerate(pairs, start=1)
    ]


def train_all(
    trainings: Sequence[Training], material: Material, *, device: torch.device, max_seconds: float | None = None
) -> Iterator[Moved | Over]:
    """Train what has not been trained yet, yielding each step; who stops taking them may begin again later.

    A model is reused and a training under way is taken up again, once all of them are known to fit.

    Args:
        trainings: what to train, in this order.
        material: what each is trained on.
        device: where.
        max_seconds: the time for each training, over all attempts; ``None`` for any.

    Raises:
        ConfigError: what is kept in a model's place is of other settings, other sentences or more time; or the
            time was not enough for one epoch.
        DivergenceError: a training's numbers are no longer finite.
        ModelError: what is kept there cannot be read.
        OutputError: a model cannot be written there.
    """
    standing = [_examine(training, material, max_seconds) for training in trainings]
    for training, metrics in zip(trainings, standing, strict=True):
        if metrics is not None:
            with working_alone(training.directory):
                # What a kill left of the training's own lock goes with this one.
                pass
            yield Over(training, metrics, reused=True)
            continue
        resume = training_place(training.directory).holds()
        session = Session(material, training.config, training.directory, device=device, resume=resume)
        for step, part in _steps(training, session, max_seconds):
            yield Moved(training, step, part)
        yield Over(training, _finish(training, session, max_seconds), reused=False)


def _examine(training: Training, material: Material, max_seconds: float | None) -> Metrics | None:
    """What the model in the training's place tells of itself; ``None`` where there is something left to train.

    Raises:
        ConfigError: what is there is of other settings, other sentences or more time.
        OutputError: something else than slottag's own lies there.
    """
    place, kept = model_place(training.directory), training_place(training.directory)
    place.check()
    kept.check()
    under_way = kept.holds()
    if under_way:
        _check_kept(training, material, max_seconds)
    if not place.holds():
        return None
    model = Model.load(training.directory)
    _check_same(training, model.config, model.metrics.get("fingerprint"), material)
    given = model.metrics.get("max_seconds")
    if given != max_seconds and _exceeds(given if under_way and given else model.metrics["seconds"], max_seconds):
        raise _misfit(training, "had more time")
    # Only for want of time is a training kept whose model is what was asked for.
    return model.metrics if not under_way or (given and given == max_seconds) else None


def _check_kept(training: Training, material: Material, max_seconds: float | None) -> None:
    kept = read_kept(training_place(training.directory).path)
    _check_same(training, kept.config, kept.fingerprint, material)
    # The last epoch's scoring may end a little past the time; that it began past it may not be.
    if len(kept.history) > 1 and _exceeds(kept.history[-2].seconds, max_seconds):
        raise _misfit(training, "had more time")


def _check_same(training: Training, config: Config, fingerprint: object, material: Material) -> None:
    if config != training.config:
        raise _misfit(training, "has other settings")
    if fingerprint != material.fingerprint:
        raise _misfit(training, "is of other sentences")


def _exceeds(seconds: float, limit: float | None) -> bool:
    return limit is not None and seconds > limit


def _misfit(training: Training, how: str) -> ConfigError:
    return ConfigError(
        f"{training.directory}: what was trained there before {how}; name another folder for this comparison with"
        " --model, or move that one away"
    )


def _steps(training: Training, session: Session, max_seconds: float | None) -> Iterator[tuple[Step, float]]:
    """The steps until the time is over, each with the part of the training that is behind it."""
    limit = float("inf") if max_seconds is None else max_seconds
    spent = session.state.history[-1].seconds if session.state.history else 0.0
    if spent >= limit:
        return
    begun = time.monotonic() - spent
    try:
        for step in session.steps():
            seconds = time.monotonic() - begun
            yield step, min(1.0, max(step.part, seconds / limit))
            if seconds >= limit:
                return
    except DivergenceError as error:
        raise DivergenceError(f"{training}: {error}") from error


def _finish(training: Training, session: Session, max_seconds: float | None) -> Metrics:
    try:
        return session.finish({} if max_seconds is None else {"max_seconds": max_seconds}).metrics
    except ConfigError as error:
        raise ConfigError(f"{training}: {error}") from error
