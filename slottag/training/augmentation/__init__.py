"""What is done to training sentences so that a model reads contexts and spelling, and not lists of clean words."""

from slottag.training.augmentation.noise import Noise
from slottag.training.augmentation.phrase import Phrase

__all__ = ["Noise", "Phrase"]
