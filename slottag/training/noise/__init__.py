"""What is done to training sentences so that a model reads contexts and spelling, and not lists of clean words."""

from slottag.training.noise.noise import Noise
from slottag.training.noise.phrase import Phrase

__all__ = ["Noise", "Phrase"]
