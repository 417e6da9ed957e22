"""Other readings of a word's characters."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from slottag.model import NetworkConfig, Vocabulary
from slottag.model.vocabulary import FIRST_CHARACTER, NO_CHARACTER
from slottag.nn import Network
from slottag.nn.characters import CharacterCNN
from slottag.nn.lstm import LSTM
from slottag.nn.recurrent import Recurrent

# The characters of a prefix and of a suffix; the rows that a feature's values are hashed to, and the numbers in each.
_AFFIX = 3
_ROWS, _SIZE = 4999, 20
# A feature's value is a number with a character, or its kind, for each digit: to this base.
_BASE = 131


class CharacterLSTM(nn.Module):
    """A word as what an LSTM in each direction makes of it when it has read all of its characters.

    Source: Lample et al. 2016, Neural architectures for named entity recognition, section 4.1.
    """

    def __init__(self, characters: int, size: int, hidden: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, size, padding_idx=NO_CHARACTER)
        self.layer = Recurrent(LSTM, size, hidden, directions=2)
        self.hidden = hidden
        nn.init.uniform_(self.embedding.weight[NO_CHARACTER + 1 :].detach(), -((3 / size) ** 0.5), (3 / size) ** 0.5)

    def forward(self, characters: Tensor, mask: Tensor) -> Tensor:
        """``(words, longest)`` character numbers and their mask to ``(words, 2·hidden)`` features."""
        states = self.layer(self.embedding(characters), mask)
        last = mask.sum(dim=1) - 1
        ends = states[torch.arange(len(states)), last, : self.hidden]
        return torch.cat([ends, states[:, 0, self.hidden :]], dim=1)


class WithCharacterLSTM(Network):
    """The network with an LSTM over characters in place of the convolution, half as many units a direction as that has
    filters.
    """

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        hidden = (config.character_filters + 1) // 2
        super().__init__(replace(config, character_filters=2 * hidden), vocabulary, dropout)
        count = len(vocabulary.characters) + FIRST_CHARACTER
        self.characters = CharacterLSTM(count, config.character_size, hidden)  # type: ignore[assignment]


class Affixes(nn.Module):
    """A word's first and last characters and its shape, each looked up in a table of its own.

    Case is no part of the first two. The shape is the kinds of the word's characters (capital, small, digit, other),
    neighbours of one kind taken together. Values are hashed to the rows of a table. Source: Collobert et al. 2011,
    Natural language processing (almost) from scratch, section 3.2 (a word's features by look-up tables); Weinberger
    et al. 2009, Feature hashing for large scale multitask learning.
    """

    size = 3 * _SIZE
    lower: Tensor
    kinds: Tensor

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        edges = list(range(FIRST_CHARACTER))
        small = [vocabulary.character_number(character.lower()) for character in vocabulary.characters]
        kinds = [_kind(character) for character in vocabulary.characters]
        self.register_buffer("lower", torch.tensor(edges + small), persistent=False)
        self.register_buffer("kinds", torch.tensor([0] * FIRST_CHARACTER + kinds), persistent=False)
        self.tables = nn.ModuleList(nn.Embedding(_ROWS, _SIZE) for _ in range(3))

    def forward(self, characters: Tensor, mask: Tensor) -> Tensor:
        """``(words, longest)`` character numbers and their mask to ``(words, size)`` features."""
        rows = self.rows(characters, mask)
        return torch.cat([table(own) for table, own in zip(self.tables, rows, strict=True)], dim=1)

    def rows(self, characters: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``(words,)`` the row of each word's prefix, suffix and shape."""
        small = self.lower[characters]
        # Between its two edges, one of which a shorter word's affix takes in.
        ends = mask.sum(dim=1, keepdim=True) - 1
        places = torch.arange(1, _AFFIX + 1, device=characters.device)
        prefix = small.gather(1, places.clamp(max=ends))
        suffix = small.gather(1, (ends - places).clamp(min=0))
        kinds = self.kinds[characters]
        new = mask & (kinds != torch.cat([torch.full_like(kinds[:, :1], -1), kinds[:, :-1]], dim=1))
        return _hashed(prefix), _hashed(suffix), _hashed(kinds * new, new.cumsum(dim=1) - 1)


class WithAffixes(Network):
    """The network with affixes and shape beside what the convolution gives, if there is any."""

    def __init__(self, config: NetworkConfig, vocabulary: Vocabulary, dropout: float = 0.0) -> None:
        wider = replace(config, character_filters=config.character_filters + Affixes.size)
        super().__init__(wider, vocabulary, dropout)
        readings: list[nn.Module] = [Affixes(vocabulary)]
        if config.character_filters:
            count = len(vocabulary.characters) + FIRST_CHARACTER
            size, filters, width = config.character_size, config.character_filters, config.character_width
            readings.append(CharacterCNN(count, size, filters, width))
        self.characters = _Beside(readings)  # type: ignore[assignment]


class _Beside(nn.ModuleList):
    """The features of several readings side by side."""

    def forward(self, characters: Tensor, mask: Tensor) -> Tensor:
        return torch.cat([reading(characters, mask) for reading in self], dim=1)


def _hashed(digits: Tensor, places: Tensor | None = None) -> Tensor:
    """``(words, digits)`` numbers, each at its place, to a row for each word; what overflows is part of the hash."""
    if places is None:
        places = torch.arange(digits.shape[1], device=digits.device)
    return (digits * torch.tensor(_BASE, device=digits.device) ** places).sum(dim=1) % _ROWS


def _kind(character: str) -> int:
    if character.isdigit():
        return 3
    if not character.isalpha():
        return 4
    return 1 if character.isupper() else 2
