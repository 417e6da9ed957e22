"""Training: a run that goes on epoch by epoch, yields what happens, and can be kept and taken up again."""

from slottag.training.data import TrainingData
from slottag.training.loop import epochs
from slottag.training.state import TrainingState
from slottag.training.steps import BatchDone, EpochDone, Step

__all__ = ["BatchDone", "EpochDone", "Step", "TrainingData", "TrainingState", "epochs"]
