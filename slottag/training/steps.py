"""What a training reports while it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchDone:
    """A batch has been learned from: the ``batch``-th of ``batches`` in this epoch."""

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch has ended and its weights were scored on dev.

    Attributes:
        loss: the mean loss of the epoch's sentences.
        dev_score: the figure on dev that models are chosen by, 0 to 1 (see ``Measure``).
        best_score: the best so far, first reached in ``best_epoch``; of weights that score alike the later are kept.
        seconds: what the training has taken until here.
    """

    epoch: int
    epochs: int
    loss: float
    dev_score: float
    best_score: float
    best_epoch: int
    seconds: float


Step = BatchDone | EpochDone
