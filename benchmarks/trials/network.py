"""Networks that ``slottag.runtime`` does not know, tagging in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from slottag.model import NetworkConfig, Vocabulary, read_words
from slottag.model.asked import asked_marks
from slottag.model.tags import TagSet
from slottag.nn import Batch, Network
from slottag.nn.intent import NO_INTENT
from slottag.runtime.chain import Chain
from slottag.runtime.member import Scores
from slottag.runtime.packing import Packing
from slottag.runtime.weights import Array, Weights


class TorchNetwork:
    """What ``slottag.runtime.network.Network`` is to the tagger, its scores from a network in torch.

    The best sequence is still searched by ``slottag.runtime``.

    Args:
        made: the network.
        arrays: its parameters under their names.

    Attributes:
        chain: the scores of tags behind each other.
    """

    def __init__(
        self, made: type[Network], arrays: Mapping[str, Array], config: NetworkConfig, vocabulary: Vocabulary
    ) -> None:
        self._vocabulary = vocabulary
        self._network = made(config, vocabulary).eval()
        self._network.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
        crf = Weights(arrays).under("decoder") if config.decoder == "crf" else None
        self.chain = Chain(TagSet.of(config, vocabulary), crf)

    @torch.no_grad()
    def __call__(self, words: Sequence[str], packing: Packing, asked: Sequence[Collection[str]] = ()) -> Scores:
        """The scores of the tags of the packed words, and of their sentences' intents."""
        places = packing.places()
        lengths = torch.tensor([len(own) for own in places])
        mask = torch.arange(int(lengths.max())) < lengths[:, None]
        batch = self._batch(words, torch.from_numpy(np.concatenate(places)), mask)
        told = asked_marks(asked or [()] * len(places), self._vocabulary.asked)
        scores = self._network(replace(batch, asked=torch.from_numpy(told)))
        emissions = np.empty((packing.tokens, scores.emissions.shape[2]), dtype=np.float32)
        emissions[np.concatenate(places)] = scores.emissions[mask].numpy()
        return Scores(emissions, None if scores.intents is None else scores.intents.numpy())

    def _batch(self, words: Sequence[str], places: Tensor, mask: Tensor) -> Batch:
        """The packed words, each sentence's at its places, as torch reads them; their tags and intents are nobody's."""
        rows = {word: row for row, word in enumerate(dict.fromkeys(words))}
        features = read_words(list(rows), self._vocabulary)
        spellings = torch.zeros(mask.shape, dtype=torch.long)
        spellings[mask] = torch.tensor([rows[word] for word in words])[places]
        return Batch(
            words=torch.from_numpy(features.words)[spellings] * mask,
            spellings=spellings,
            characters=torch.from_numpy(features.characters),
            character_mask=torch.arange(features.characters.shape[1]) < torch.from_numpy(features.lengths)[:, None],
            vectors=torch.from_numpy(features.vectors),
            places=torch.from_numpy(self._places(words, places, mask)),
            asked=torch.zeros((len(mask), len(self._vocabulary.asked))),
            mask=mask,
            tags=torch.zeros_like(spellings),
            intents=torch.full((len(mask),), NO_INTENT),
        )

    def _places(self, words: Sequence[str], places: Tensor, mask: Tensor) -> NDArray[np.float32]:
        """What tables of vectors tell of each place."""
        vectors = self._vocabulary.vectors
        found = np.zeros((*mask.shape, vectors.place_size), dtype=np.float32)
        in_order = [words[place] for place in places.tolist()]
        found[mask.numpy()] = vectors.places(in_order, mask.sum(dim=1).numpy())
        return found
