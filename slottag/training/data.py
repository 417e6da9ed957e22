"""Training sentences as numbers, and the batches they are dealt in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from slottag.model import NetworkConfig, TrainingConfig, Vocabulary
from slottag.model.asked import asked_marks
from slottag.model.tags import TagSet
from slottag.nn import Batch
from slottag.nn.intent import NO_INTENT
from slottag.text import Sentence, Task
from slottag.training.augmentation import Noise, Phrase
from slottag.training.lexicon import Lexicon, Numbers

# How far a sentence may stray from those of its own length when batches are made, in tokens.
_STRAY = 2.0


class TrainingData:
    """The sentences of the train split, dealt in batches; in each epoch some of them with noise on them."""

    def __init__(self, sentences: Sequence[Sentence], config: NetworkConfig, vocabulary: Vocabulary) -> None:
        filled = [sentence for sentence in sentences if sentence.tokens]
        intents = {intent: number for number, intent in enumerate(vocabulary.intents)}
        self._phrases = [Phrase.of(sentence) for sentence in filled]
        self._intents = np.array([intents.get(sentence.intent or "", NO_INTENT) for sentence in filled])
        self._asked = asked_marks([sentence.asked for sentence in filled], vocabulary.asked, ordered=config.asked_order)
        self._vocabulary = vocabulary
        self._tags = TagSet.of(config, vocabulary)
        self._noise = Noise(self._phrases, lengthens=config.task is Task.SPANS)
        for sentence in filled:
            self._tags.numbers(sentence)  # A span that the scheme cannot write is told here, with its place.

    def __len__(self) -> int:
        return len(self._phrases)

    def batches(self, config: TrainingConfig, epoch: int) -> Iterator[Batch]:
        """All sentences once, in batches of about one length, in an order resting on the seed and the epoch alone, as
        does the noise on them.

        ``config`` is one that leaves nothing open (``TrainingConfig.for_data``).
        """
        dealt = self._dealt(self._noised(config, epoch))
        choice = np.random.default_rng([config.seed, epoch])
        order = np.argsort(dealt.lengths + choice.uniform(-_STRAY, _STRAY, len(self)), kind="stable")
        groups = np.array_split(order, self.batch_count(config))
        for number in choice.permutation(len(groups)):
            yield dealt.batch(groups[number], config, choice)

    def whole(self) -> Batch:
        """All sentences in one batch, in their order and as they are."""
        as_they_are = TrainingConfig(word_dropout=0.0)
        dealt = self._dealt(self._phrases)
        return dealt.batch(np.arange(len(self)), as_they_are, np.random.default_rng(0))

    def batch_count(self, config: TrainingConfig) -> int:
        """The batches of one epoch."""
        return -(-len(self) // config.batch_size)

    def _dealt(self, phrases: Sequence[Phrase]) -> _Dealt:
        return _Dealt(phrases, self._intents, self._asked, self._tags, self._vocabulary)

    def _noised(self, config: TrainingConfig, epoch: int) -> list[Phrase]:
        random = Random(f"{config.seed} {epoch}")
        return [self._noise(phrase, config, random) for phrase in self._phrases]


class _Dealt:
    """The sentences of one epoch as numbers."""

    def __init__(
        self,
        phrases: Sequence[Phrase],
        intents: Numbers,
        asked: NDArray[np.float32],
        tags: TagSet,
        vocabulary: Vocabulary,
    ) -> None:
        self._words = [phrase.words for phrase in phrases]
        self._vectors = vocabulary.vectors
        self._lexicon = Lexicon([word for phrase in phrases for word in phrase.words], vocabulary)
        self._sentences = [self._lexicon.rows(phrase.words) for phrase in phrases]
        self._tags = [np.array(tags.numbers_of_runs(phrase.runs, len(phrase.words))) for phrase in phrases]
        self._intents = intents
        self._asked = asked
        self.lengths = np.array([len(sentence) for sentence in self._sentences])

    def batch(self, group: NDArray[np.intp], config: TrainingConfig, choice: np.random.Generator) -> Batch:
        """These sentences."""
        lexicon, lengths = self._lexicon, self.lengths[group]
        mask = np.arange(lengths.max()) < lengths[:, None]
        rows = np.zeros(mask.shape, dtype=np.int64)
        tags = np.zeros(mask.shape, dtype=np.int64)
        rows[mask] = np.concatenate([self._sentences[number] for number in group])
        tags[mask] = np.concatenate([self._tags[number] for number in group])
        distinct, spellings = np.unique(rows, return_inverse=True)
        widest = lexicon.lengths[distinct].max()
        character_mask = np.arange(widest) < lexicon.lengths[distinct, None]
        return Batch(
            words=torch.from_numpy(self._numbers(rows, config, choice) * mask),
            spellings=torch.from_numpy(spellings.reshape(rows.shape)),
            characters=torch.from_numpy(lexicon.characters[distinct, :widest]),
            character_mask=torch.from_numpy(character_mask),
            vectors=torch.from_numpy(lexicon.vectors[distinct]),
            places=torch.from_numpy(self._places(group, mask)),
            asked=torch.from_numpy(self._asked[group]),
            mask=torch.from_numpy(mask),
            tags=torch.from_numpy(tags),
            intents=torch.from_numpy(self._intents[group]),
        )

    def _places(self, group: NDArray[np.intp], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
        """What tables of vectors tell of each place of these sentences."""
        words = [word for number in group for word in self._words[number]]
        places = np.zeros((*mask.shape, self._vectors.place_size), dtype=np.float32)
        places[mask] = self._vectors.places(words, self.lengths[group])
        return places

    def _numbers(self, rows: Numbers, config: TrainingConfig, choice: np.random.Generator) -> Numbers:
        """The words' numbers, some of them read as if never seen: so the unknown word learns what it stands for."""
        lexicon = self._lexicon
        counts = lexicon.counts[rows]
        left_out = choice.random(rows.shape) * (config.word_dropout + counts) < config.word_dropout
        return np.where(left_out, lexicon.backoff[rows], lexicon.words[rows])
