"""What a model is: its settings, its vocabulary, what it reads of a word, and the directory that holds it."""

from slottag.model.config import Config, NetworkConfig, TrainingConfig
from slottag.model.directory import Model
from slottag.model.features import WordFeatures, read_words
from slottag.model.vocabulary import Vocabulary

__all__ = ["Config", "Model", "NetworkConfig", "TrainingConfig", "Vocabulary", "WordFeatures", "read_words"]
