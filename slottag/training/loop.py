"""The training loop: a generator of what happens. Saving, showing and stopping are its consumers' affairs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from slottag.errors import DivergenceError
from slottag.model.arrays import LARGEST_WEIGHT, check_numbers
from slottag.training.data import TrainingData
from slottag.training.run import Run, Weights
from slottag.training.steps import BatchDone, DevScore, Step

Score = Callable[[Weights], DevScore]


def epochs(run: Run, data: TrainingData, score: Score, spent: float = 0.0) -> Iterator[Step]:
    """Train until the run is over, yielding each batch and each epoch as it ends.

    Args:
        run: the state to go on from; whoever stops taking steps finds in it what was reached.
        data: the training sentences.
        score: the dev score of weights.
        spent: the seconds that went by before the first epoch.

    Raises:
        DivergenceError: the loss or the weights are no longer finite; the run is not to be gone on with.
    """
    begun = time.monotonic() - (run.history[-1].seconds if run.history else spent)
    settings = run.settings
    networks = run.config.network.members
    batches = data.batch_count(settings)
    while not run.over:
        epoch = run.epoch + 1
        now = run.begin_epoch(epoch)
        total = 0.0
        for number, batch in enumerate(data.batches(now, epoch)):
            loss = run.learn(batch, run.epoch * batches + number, settings.epochs * batches)
            if not math.isfinite(loss):
                raise _diverged(run, f"the loss is {loss}")
            total += loss * len(batch.mask)
            yield BatchDone(epoch, settings.epochs, number + 1, batches, loss, networks, networks)
        weights = run.weights()
        try:
            check_numbers(weights, LARGEST_WEIGHT)
        except ValueError as error:
            raise _diverged(run, str(error)) from error
        dev = score(weights)
        yield run.end_epoch(total / len(data), dev, time.monotonic() - begun)


def _diverged(run: Run, what: str) -> DivergenceError:
    rate = run.settings.learning_rate
    kept = f"what epoch {run.epoch} gave is kept" if run.epoch else "there is nothing to keep"
    return DivergenceError(
        f"epoch {run.epoch + 1}: the training diverged: {what}, at the learning rate {rate:g}; {kept}; train anew with"
        f" a smaller one, such as {rate / 10:g}"
    )
