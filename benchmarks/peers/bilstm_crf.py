"""A BiLSTM over word embeddings with a CRF of ``pytorch-crf`` on top (Huang et al. 2015), as anyone would write it."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from benchmarks.peers.peer import Find, Look, Peer, Run, Sentences, Setting
from slottag.text import SCHEMES, Sentence, tags_of

WORD_SIZE, HIDDEN = 100, 100
BATCH, EPOCHS, PATIENCE = 32, 40, 5
PADDING, UNKNOWN = 0, 1
WEIGHTS, NUMBERS = "weights.safetensors", "numbers.json"


class BilstmCrf(nn.Module):
    """Words as numbers ``(batch, length)``, 0 behind the end, to tags."""

    def __init__(self, words: int, tags: int, dropout: float = 0.0) -> None:
        from torchcrf import CRF

        super().__init__()
        self.embedding = nn.Embedding(words, WORD_SIZE, padding_idx=PADDING)
        self.lstm = nn.LSTM(WORD_SIZE, HIDDEN, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * HIDDEN, tags)
        self.crf = CRF(tags, batch_first=True)

    def emissions(self, words: Tensor) -> Tensor:
        """The scores of each tag, ``(batch, length, tags)``."""
        states, _ = self.lstm(self.dropout(self.embedding(words)))
        scores: Tensor = self.output(self.dropout(states))
        return scores

    def loss(self, words: Tensor, tags: Tensor) -> Tensor:
        """The negative log-likelihood of the tags ``(batch, length)``, by sentence."""
        likelihood: Tensor = self.crf(self.emissions(words), tags, mask=words != PADDING, reduction="mean")
        return -likelihood

    def best(self, words: Tensor) -> list[list[int]]:
        """The best tags of each sentence."""
        found: list[list[int]] = self.crf.decode(self.emissions(words), mask=words != PADDING)
        return found


@dataclass(frozen=True)
class Numbers:
    """The words of train in lower case and the tags, each with its number; a word never seen is unknown."""

    words: dict[str, int]
    tags: list[str]
    once: frozenset[int] = frozenset()

    @classmethod
    def of(cls, train: Sentences) -> Numbers:
        """Those of the training sentences."""
        counts = Counter(word.lower() for sentence in train for word in sentence.words)
        words = {word: number for number, word in enumerate(sorted(counts), UNKNOWN + 1)}
        tags = sorted({tag for sentence in train for tag in tags_of(sentence, SCHEMES["iob2"])})
        return cls(words, tags, frozenset(words[word] for word, count in counts.items() if count == 1))

    def read(self, words: Sequence[str]) -> list[int]:
        """The numbers of a sentence's words."""
        return [self.words.get(word.lower(), UNKNOWN) for word in words]

    def answers(self, sentence: Sentence) -> list[int]:
        """The numbers of a sentence's tags."""
        return [self.tags.index(tag) for tag in tags_of(sentence, SCHEMES["iob2"])]


def fit(setting: Setting, train: Sentences, look: Look, folder: Path) -> None:
    """Train with ``dropout``, Adam and early stopping on dev, and keep what is best there."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    numbers = Numbers.of(train)
    model = BilstmCrf(len(numbers.words) + 2, len(numbers.tags), setting["dropout"])
    optimizer = torch.optim.Adam(model.parameters(), lr=setting["rate"])
    pairs = [(numbers.read(sentence.words), numbers.answers(sentence)) for sentence in train]
    draw = random.Random(0)
    best, best_score, since = copy.deepcopy(model.state_dict()), 0.0, 0
    for _ in range(EPOCHS):
        model.train()
        for words, tags in batches(pairs, numbers.once, draw):
            optimizer.zero_grad()
            torch.autograd.backward(model.loss(words, tags))
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
        since += 1
        score = look(finding(model, numbers))
        if score > best_score:
            best, best_score, since = copy.deepcopy(model.state_dict()), score, 0
        if since == PATIENCE:
            break
    save_file(best, folder / WEIGHTS)
    (folder / NUMBERS).write_text(json.dumps({"words": numbers.words, "tags": numbers.tags}), encoding="utf-8")


def load(folder: Path) -> Find:
    """What the model in a folder finds."""
    torch.set_num_threads(1)
    numbers = Numbers(**json.loads((folder / NUMBERS).read_text(encoding="utf-8")))
    model = BilstmCrf(len(numbers.words) + 2, len(numbers.tags))
    model.load_state_dict(load_file(folder / WEIGHTS))
    return finding(model, numbers)


def batches(
    pairs: list[tuple[list[int], list[int]]], once: frozenset[int], draw: random.Random
) -> Iterator[tuple[Tensor, Tensor]]:
    """The pairs shuffled, in batches of words and tags ``(batch, length)``.

    Of the words seen once, each is unknown every other time, or nothing would be learnt of those never seen.
    """
    draw.shuffle(pairs)
    for first in range(0, len(pairs), BATCH):
        batch = pairs[first : first + BATCH]
        words = [[UNKNOWN if word in once and draw.random() < 0.5 else word for word in own] for own, _ in batch]
        yield padded(words), padded(tags for _, tags in batch)


def padded(rows: Iterable[list[int]]) -> Tensor:
    """The rows as ``(batch, length)``, 0 behind the end of each."""
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PADDING)


def finding(model: BilstmCrf, numbers: Numbers) -> Find:
    """What a model finds, in batches of sentences of like length."""
    decode = SCHEMES["iob2"].decode

    @torch.no_grad()
    def find(sentences: Sequence[Sequence[str]]) -> list[list[Run]]:
        model.eval()
        found: list[list[Run]] = [[] for _ in sentences]
        filled = (place for place, words in enumerate(sentences) if words)
        order = sorted(filled, key=lambda place: len(sentences[place]))
        for first in range(0, len(order), BATCH):
            places = order[first : first + BATCH]
            best = model.best(padded(numbers.read(sentences[place]) for place in places))
            for place, tags in zip(places, best, strict=True):
                found[place] = decode([numbers.tags[number] for number in tags])
        return found

    return find


PEER = Peer(
    packages=("torch", "pytorch-crf"),
    settings=({"dropout": 0.5, "rate": 0.001}, {"dropout": 0.5, "rate": 0.003}),
    fit=fit,
    load=load,
)
