"""The words beside each word, told from what has been read up to it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model.vocabulary import UNKNOWN_WORD
from slottag.nn.dropout import SentenceDropout

# The most frequent words are told from each other, all others are one: that somebody's name comes next can be known.
_TOLD = 1000
_SIZE = 50


class LanguageModel(nn.Module):
    """Reading to the right, the next word is foretold, and reading to the left, the one before.

    Each sentence of a batch is read in one of the directions, in turn, and counts for all of them: what is learned is
    the same on average, at half the cost.

    ``p(x_{t+1} | x_1 … x_t) = softmax(V tanh(W h_t + b) + c)``, and so for the other direction. Marks are few and words
    are many: what a network must know to foretell words, it need not learn from the marks. Source: Rei 2017,
    Semi-supervised multitask learning for sequence labeling, section 4.
    """

    def __init__(self, hidden: int, directions: int, words: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.told = min(_TOLD, words)
        self.directions = nn.ModuleList(
            nn.Sequential(nn.Linear(hidden, _SIZE), nn.Tanh(), nn.Linear(_SIZE, self.told + 1))
            for _ in range(directions)
        )
        self.dropout = SentenceDropout(dropout)

    def forward(self, states: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """The negative log-likelihood of all words that have a neighbour, summed over the directions, as far as the
        sentences' own directions show it; a scalar.

        Args:
            states: ``(batch, length, directions·hidden)``, in which no direction knows of the other.
            words: ``(batch, length)`` the words' numbers, the most frequent first.
            mask: ``(batch, length)`` true where there is a word.
        """
        told = torch.where(words > self.told, UNKNOWN_WORD, words)
        pairs = mask[:, 1:]
        halves = self.dropout(states).chunk(len(self.directions), dim=2)
        seen_and_told = ((slice(None, -1), slice(1, None)), (slice(1, None), slice(None, -1)))
        losses = []
        for number, (model, half) in enumerate(zip(self.directions, halves, strict=True)):
            own = slice(number, None, len(self.directions))
            seen, next_to = seen_and_told[number]
            scores = model(half[own, seen][pairs[own]])
            losses.append(functional.cross_entropy(scores, told[own, next_to][pairs[own]], reduction="sum"))
        return torch.stack(losses).sum() * len(self.directions)
