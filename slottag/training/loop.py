"""The training loop: a generator of what happens. Saving, showing and stopping are its consumers' affairs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from slottag.errors import DivergenceError
from slottag.model.arrays import LARGEST_WEIGHT, check_numbers
from slottag.training.data import TrainingData
from slottag.training.state import TrainingState, Weights
from slottag.training.steps import BatchDone, DevScore, Step

Score = Callable[[Weights], DevScore]


def epochs(state: TrainingState, data: TrainingData, score: Score, spent: float = 0.0) -> Iterator[Step]:
    """Train until the run is over, yielding each batch and each epoch as it ends.

    Args:
        state: the state to go on from; whoever stops taking steps finds in it what was reached.
        data: the training sentences.
        score: the dev score of weights.
        spent: the seconds that went by before the first epoch.

    Raises:
        DivergenceError: the loss or the weights are no longer finite; the run is not to be gone on with.
    """
    begun = time.monotonic() - (state.history[-1].seconds if state.history else spent)
    settings = state.settings
    networks = state.config.network.members
    batches = data.batch_count(settings)
    while not state.over:
        epoch = state.epoch + 1
        now = state.begin_epoch(epoch)
        total = 0.0
        for number, batch in enumerate(data.batches(now, epoch)):
            loss = state.learn(batch, state.epoch * batches + number, settings.epochs * batches)
            if not math.isfinite(loss):
                raise _diverged(state, f"the loss is {loss}")
            total += loss * len(batch.mask)
            yield BatchDone(epoch, settings.epochs, number + 1, batches, loss, networks, networks)
        weights = state.weights()
        try:
            check_numbers(weights, LARGEST_WEIGHT)
        except ValueError as error:
            raise _diverged(state, str(error)) from error
        dev = score(weights)
        yield state.end_epoch(total / len(data), dev, time.monotonic() - begun)


def _diverged(state: TrainingState, what: str) -> DivergenceError:
    rate = state.settings.learning_rate
    kept = f"what epoch {state.epoch} gave is kept" if state.epoch else "there is nothing to keep"
    return DivergenceError(
        f"epoch {state.epoch + 1}: the training diverged: {what}, at the learning rate {rate:g}; {kept}; train anew"
        f" with a smaller one, such as {rate / 10:g}"
    )
