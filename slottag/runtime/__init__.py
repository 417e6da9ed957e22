"""What is done with a trained model, in NumPy: the forward pass, decoding, confidences. Never imports torch."""

from slottag.runtime.tagger import Tagger

__all__ = ["Tagger"]
