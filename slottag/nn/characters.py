"""Words read from their characters."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from slottag.model.vocabulary import NO_CHARACTER


class CharacterCNN(nn.Module):
    """A convolution over a word's characters, max pooling over it.

    ``y_f = max_t relu(W_f [x_{t-k} … x_{t+k}] + b_f)`` over the characters of the word and its two edges. Characters
    are few: each filter's share of each of them at each place of the window is worked out once, and a window is a sum
    of rows. Source: Ma & Hovy 2016, End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF, section 2.1.
    """

    def __init__(self, characters: int, size: int, filters: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, size, padding_idx=NO_CHARACTER)
        self.convolution = nn.Conv1d(size, filters, width, padding=width // 2)
        nn.init.uniform_(self.embedding.weight[NO_CHARACTER + 1 :].detach(), -((3 / size) ** 0.5), (3 / size) ** 0.5)

    def forward(self, characters: Tensor, mask: Tensor) -> Tensor:
        """``(words, longest)`` character numbers and their mask to ``(words, filters)`` features."""
        (width,) = self.convolution.kernel_size
        windows = functional.pad(characters, (width // 2, width // 2), value=NO_CHARACTER).unfold(1, width, 1)
        places = torch.arange(width, device=characters.device)
        rows = (windows + places * self.embedding.num_embeddings).flatten(0, 1)
        answers = functional.embedding_bag(rows, self._shares(), mode="sum").view(*characters.shape, -1)
        pooled = answers.masked_fill(~mask[:, :, None], -torch.inf).amax(dim=1)
        return torch.relu(pooled + self.convolution.get_parameter("bias"))

    def _shares(self) -> Tensor:
        """``(width·characters, filters)``: those of the window's first place, then those of its second, …."""
        weight = self.convolution.weight
        characters = self.embedding(torch.arange(self.embedding.num_embeddings, device=weight.device))
        return torch.einsum("cs,fsw->wcf", characters, weight).flatten(0, 1)
