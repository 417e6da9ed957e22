"""Words read from their characters."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from slottag.model.vocabulary import NO_CHARACTER


class CharacterCNN(nn.Module):
    """A convolution over a word's characters, the strongest answer of each filter kept.

    ``y_f = max_t relu(W_f [x_{t-k} … x_{t+k}] + b_f)`` over the characters of the word and its two edges.
    Source: Ma & Hovy 2016, End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF, section 2.1.
    """

    def __init__(self, characters: int, size: int, filters: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, size, padding_idx=NO_CHARACTER)
        self.convolution = nn.Conv1d(size, filters, width, padding=width // 2)
        nn.init.uniform_(self.embedding.weight[NO_CHARACTER + 1 :].detach(), -((3 / size) ** 0.5), (3 / size) ** 0.5)

    def forward(self, characters: Tensor, mask: Tensor) -> Tensor:
        """``(words, longest)`` character numbers and their mask to ``(words, filters)`` features."""
        answers = self.convolution(self.embedding(characters).transpose(1, 2))
        return torch.relu(answers.masked_fill(~mask[:, None, :], -torch.inf).amax(dim=2))
