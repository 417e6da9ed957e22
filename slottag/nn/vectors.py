"""Fixed vectors of words as inputs of a network."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.model.vectors import Vectors
from slottag.nn.dropout import WholeDropout


class FixedVectors(nn.Module):
    """What tables tell of a word and of a place, in numbers that the network learns to make of it: ``W v + U p``.

    The tables stay as they are: a word that training never saw is read as one near it was. In training, in some of the
    sentences, nothing is told, so that what the sentences themselves teach is learned, too.
    """

    def __init__(self, vectors: Vectors, size: int, dropout: float) -> None:
        super().__init__()
        self.words = _projection(vectors.word_size, size)
        self.places = _projection(vectors.place_size, size)
        self.dropout = WholeDropout(dropout * _LEFT_OUT)

    def forward(self, words: Tensor, spellings: Tensor, places: Tensor) -> Tensor:
        """``(batch, length, size)`` of each token.

        Args:
            words: ``(distinct, numbers)`` what is told of each distinct word.
            spellings: ``(batch, length)`` the row of each token's word.
            places: ``(batch, length, numbers)`` what is told of each place.
        """
        parts = []
        if self.words is not None:
            parts.append(self.words(words)[spellings])
        if self.places is not None:
            parts.append(self.places(places))
        told: Tensor = self.dropout(torch.stack(parts).sum(dim=0))
        return told


# The part of the sentences in which nothing is told, of the part of a layer's inputs that dropout leaves out.
_LEFT_OUT = 0.2


def _projection(numbers: int, size: int) -> nn.Linear | None:
    """What keeps the lengths of vectors, as far as there is room, until it learns better."""
    if not numbers:
        return None
    projection = nn.Linear(numbers, size, bias=False)
    nn.init.orthogonal_(projection.weight)
    return projection
