"""What a training reports while it runs.

Where several networks are trained one after the other, ``network`` of ``networks`` says which member: the last is the
session's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class DevScore(NamedTuple):
    """What weights score on dev, 0 to 1 (see ``Measure``), and how far that moves by chance."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class BatchDone:
    """A batch has been learned from: the ``batch``-th of ``batches`` in this epoch."""

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    network: int = 1
    networks: int = 1

    @property
    def part(self) -> float:
        """How much of the whole training is behind, 0 to 1."""
        return _part(self, self.batch / self.batches)


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch has ended and its weights were scored on dev.

    Attributes:
        loss: the mean loss of the epoch's sentences.
        dev_score: the figure on dev that models are chosen by, 0 to 1 (see ``Measure``).
        best_score: the best so far, first reached in ``best_epoch``.
        kept_epoch: the one whose weights are kept so far: the last whose score was within its standard error of the
            best.
        seconds: what the training has taken until here.
    """

    epoch: int
    epochs: int
    loss: float
    dev_score: float
    best_score: float
    best_epoch: int
    kept_epoch: int
    seconds: float
    network: int = 1
    networks: int = 1

    @property
    def part(self) -> float:
        """How much of the whole training is behind, 0 to 1."""
        return _part(self, 1.0)


Step = BatchDone | EpochDone


def _part(step: Step, of_epoch: float) -> float:
    of_network = (step.epoch - 1 + of_epoch) / step.epochs
    return (step.network - 1 + of_network) / step.networks
