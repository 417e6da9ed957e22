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
        measure: the name of the figure that models are chosen by: F1, or accuracy of plain tags.
        dev_score: that figure on dev, 0 to 1.
        best_score: the best so far, reached in ``best_epoch``.
        seconds: what the training has taken until here.
    """

    epoch: int
    epochs: int
    loss: float
    measure: str
    dev_score: float
    best_score: float
    best_epoch: int
    seconds: float


Step = BatchDone | EpochDone
