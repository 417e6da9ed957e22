"""What a network reads at once: some sentences, padded to one length."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences as numbers, the distinct words among them read once.

    Attributes:
        words: ``(batch, length)`` the number of each token's form, or of what else it is read as where training leaves
            the form out; 0 behind the end.
        spellings: ``(batch, length)`` the row of each token's word in ``characters``.
        characters: ``(distinct, longest)`` the numbers of each distinct word's characters.
        character_mask: ``(distinct, longest)`` true where there is one.
        vectors: ``(distinct, numbers)`` what tables of vectors tell of each distinct word.
        places: ``(batch, length, numbers)`` what they tell of each place in its sentence, zeros behind the end.
        asked: ``(batch, slots)`` how much each slot was asked before the sentence, 0 where it was not.
        mask: ``(batch, length)`` true where there is a token.
        tags: ``(batch, length)`` the number of each token's tag, 0 behind the end.
        intents: ``(batch,)`` the number of each sentence's intent, -1 where it has none that is known.
    """

    words: Tensor
    spellings: Tensor
    characters: Tensor
    character_mask: Tensor
    vectors: Tensor
    places: Tensor
    asked: Tensor
    mask: Tensor
    tags: Tensor
    intents: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        return Batch(**{f.name: getattr(self, f.name).to(device) for f in fields(self)})
