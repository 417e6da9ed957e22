"""A language model first, the tags after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from benchmarks.trials.place import put
from slottag.nn import LanguageModel
from slottag.training import Step, TrainingData, TrainingState, loop, session
from slottag.training.schedule import learning_rate_factor

# The part of the epochs, made before them, in which words alone are foretold.
_PART = 0.5


class Pretrained(TrainingState):
    """A run whose network has learned to foretell words from the training sentences when the tags begin.

    Each direction of the lowest layer foretells the word that it reads next. Source: Dai & Le 2015, Semi-supervised
    sequence learning, section 2; here there are no sentences but those that are marked.
    """

    def pretrain(self, data: TrainingData) -> None:
        """Train the words' vectors and the lowest layer, in epochs whose order and noise no later one has."""
        settings, shape, network = self.settings, self.config.network, self._objective.network
        language = LanguageModel(shape.hidden, shape.directions, len(self.vocabulary.words), settings.dropout)
        parameters = [*network.parameters(), *language.to(self.device).parameters()]
        optimiser = torch.optim.AdamW(parameters, weight_decay=settings.weight_decay, fused=True)
        first, count = settings.epochs + 1, max(1, round(_PART * settings.epochs))
        steps = count * data.batch_count(settings)
        batches = (batch for epoch in range(first, first + count) for batch in data.batches(settings, epoch))
        for step, batch in enumerate(batches):
            for group in optimiser.param_groups:
                group["lr"] = settings.learning_rate * learning_rate_factor((step + 0.5) / steps, settings.warmup)
            optimiser.zero_grad()
            read = batch.to(self.device)
            loss = language(network(read).states, read.words, read.mask) / len(read.mask)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, settings.clip)
            optimiser.step()


def epochs(run: Pretrained, data: TrainingData, score: loop.Score, spent: float = 0.0) -> Iterator[Step]:
    """The language model's epochs, of which nothing is told, and behind them those of ``loop.epochs``."""
    begun = time.monotonic()
    run.pretrain(data)
    yield from loop.epochs(run, data, score, spent + time.monotonic() - begun)


@contextmanager
def pretraining() -> Iterator[None]:
    """Have each training begin so."""
    with put(session, "TrainingState", Pretrained), put(session, "epochs", epochs):
        yield
