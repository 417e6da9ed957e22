"""Fixed vectors of words as inputs of a network."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.nn.dropout import WholeDropout

# The part of the sentences in which nothing is told, of the part of a layer's inputs that dropout leaves out.
_LEFT_OUT = 0.4


class FixedVectors(nn.Module):
    """What tables tell of a word and of a place, side by side.

    The tables stay as they are: a word that training never saw is read as one near it was. In training, in some of the
    sentences, nothing is told, so that what the sentences themselves teach is learned, too.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.dropout = WholeDropout(dropout * _LEFT_OUT)

    def forward(self, words: Tensor, spellings: Tensor, places: Tensor) -> Tensor:
        """``(batch, length, numbers)`` of each token.

        Args:
            words: ``(distinct, numbers)`` what is told of each distinct word.
            spellings: ``(batch, length)`` the row of each token's word.
            places: ``(batch, length, numbers)`` what is told of each place.
        """
        told: Tensor = self.dropout(torch.cat([words[spellings], places], dim=2))
        return told
