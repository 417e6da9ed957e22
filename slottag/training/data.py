"""Training sentences as numbers, and the batches they are dealt in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from slottag.model import NetworkConfig, TrainingConfig, Vocabulary, read_words
from slottag.model.tags import TagSet
from slottag.nn import Batch
from slottag.nn.intent import NO_INTENT
from slottag.text import Sentence

Numbers = NDArray[np.int64]

# How far a sentence may stray from those of its own length when batches are made, in tokens.
_STRAY = 2.0


class TrainingData:
    """The sentences of the train split, read once: each token is a row of the table of distinct words."""

    def __init__(self, sentences: Sequence[Sentence], config: NetworkConfig, vocabulary: Vocabulary) -> None:
        tags = TagSet.of(config, vocabulary)
        filled = [sentence for sentence in sentences if sentence.tokens]
        rows = {word: row for row, word in enumerate(dict.fromkeys(w for s in filled for w in s.words))}
        self._sentences = [np.array([rows[word] for word in sentence.words]) for sentence in filled]
        self._tags = [np.array(tags.numbers(sentence)) for sentence in filled]
        intents = {intent: number for number, intent in enumerate(vocabulary.intents)}
        self._intents = np.array([intents.get(sentence.intent or "", NO_INTENT) for sentence in filled])
        self._lengths = np.array([len(sentence) for sentence in self._sentences])
        self._features = read_words(list(rows), vocabulary)
        self._backoff = np.array([vocabulary.backoff_number(word) for word in rows])
        self._counts = np.array([vocabulary.count(word) for word in rows])

    def __len__(self) -> int:
        return len(self._sentences)

    def batches(self, config: TrainingConfig, epoch: int) -> Iterator[Batch]:
        """All sentences once, in batches of about one length, in an order resting on the seed and the epoch alone.

        ``config`` is one that leaves nothing open (``TrainingConfig.for_data``).
        """
        choice = np.random.default_rng([config.seed, epoch])
        order = np.argsort(self._lengths + choice.uniform(-_STRAY, _STRAY, len(self)), kind="stable")
        groups = np.array_split(order, self.batch_count(config))
        for number in choice.permutation(len(groups)):
            yield self._batch(groups[number], config, choice)

    def batch_count(self, config: TrainingConfig) -> int:
        """The batches of one epoch."""
        return -(-len(self) // config.batch_size)

    def _batch(self, group: NDArray[np.intp], config: TrainingConfig, choice: np.random.Generator) -> Batch:
        lengths = self._lengths[group]
        mask = np.arange(lengths.max()) < lengths[:, None]
        rows = np.zeros(mask.shape, dtype=np.int64)
        tags = np.zeros(mask.shape, dtype=np.int64)
        rows[mask] = np.concatenate([self._sentences[number] for number in group])
        tags[mask] = np.concatenate([self._tags[number] for number in group])
        distinct, spellings = np.unique(rows, return_inverse=True)
        widest = self._features.lengths[distinct].max()
        character_mask = np.arange(widest) < self._features.lengths[distinct, None]
        return Batch(
            words=torch.from_numpy(self._words(rows, config, choice) * mask),
            spellings=torch.from_numpy(spellings.reshape(rows.shape)),
            characters=torch.from_numpy(self._features.characters[distinct, :widest]),
            character_mask=torch.from_numpy(character_mask),
            mask=torch.from_numpy(mask),
            tags=torch.from_numpy(tags),
            intents=torch.from_numpy(self._intents[group]),
        )

    def _words(self, rows: Numbers, config: TrainingConfig, choice: np.random.Generator) -> Numbers:
        """The words' numbers, some of them read as if never seen: so the unknown word learns what it stands for."""
        counts = self._counts[rows]
        left_out = choice.random(rows.shape) * (config.word_dropout + counts) < config.word_dropout
        return np.where(left_out, self._backoff[rows], self._features.words[rows])
