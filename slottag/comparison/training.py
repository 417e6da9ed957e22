"""Training the networks of a comparison, going on where an earlier attempt was ended."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import torch

from slottag.comparison.variants import Variant
from slottag.errors import ConfigError
from slottag.training.material import Material
from slottag.training.queue import Moved, Over, Run, Standing, Training, awaited, in_turn
from slottag.training.session import Sessions


def plan(variants: Sequence[Variant], seeds: int, folder: Path) -> list[Training]:
    """The trainings of these variants from the seeds 0, 1, …: each seed with all variants before the next."""
    pairs = [(variant, seed) for seed in range(seeds) for variant in variants]
    return [
        Training(
            variant.name,
            variant.config.replace({"seed": seed}),
            folder / variant.folder / f"seed-{seed}",
            number,
            len(pairs),
        )
        for number, (variant, seed) in enumerate(pairs, start=1)
    ]


def train_all(
    trainings: Sequence[Training],
    material: Material,
    *,
    device: torch.device,
    max_seconds: float | None = None,
    run: Run = in_turn,
) -> Generator[Moved | Over, None, None]:
    """Train what has not been trained yet, yielding each step; who stops taking them may begin again later.

    A model is reused and a training under way is taken up again, once all of them are known to fit.

    Args:
        trainings: what to train, in this order.
        material: what each is trained on.
        device: where.
        max_seconds: the time for each training, over all attempts; ``None`` for any.
        run: what trains them: here, one after the other, unless it is said.

    Raises:
        ConfigError: what is kept in a model's place is of other settings, other sentences or more time; or the
            time was not enough for one epoch.
        DivergenceError: a training's numbers are no longer finite.
        ModelError: what is kept there cannot be read.
        OutputError: a model cannot be written there.
    """
    queue = [(training, _fitting(training, material, max_seconds)) for training in trainings]
    events: Iterator[Moved | Over] = awaited(run(queue, Sessions(material, device), max_seconds))
    yield from events


def _fitting(training: Training, material: Material, max_seconds: float | None) -> Standing:
    """How far a training has come, in whose place nothing lies but its own."""
    standing = Standing.of(training, material, max_seconds)
    if standing.misfit:
        raise ConfigError(
            f"{training.directory}: what was trained there before {standing.misfit}; name another folder for this"
            " comparison with --model, or move that one away"
        )
    return standing
